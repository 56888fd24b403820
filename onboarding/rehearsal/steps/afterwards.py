"""What follows from the decision: the message to the case system, the visit, a test message, the mails."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from appointments.config import AppointmentRules
from notifications import catching
from notifications.catching import Caught
from onboarding.rehearsal import looks, made_up
from onboarding.rehearsal.pages import Page, words_of
from onboarding.rehearsal.steps.base import (
    CITIZEN,
    CLERK,
    NotYet,
    Stuck,
    Told,
    Trip,
    done,
    left_out,
    opened,
    press,
    seen_by,
)  # fmt: skip
from tenants.binding import bind

ECHO = "/amt/zustellungen/testnachricht/"
_VISIT = re.compile(r"https?://[^\s/]+(/termin/[^\s/]+/)")
SHOWN_MAILS = 12


def deliver(trip: Trip) -> Told:
    """The message that the case system would get, as it is read at the desk."""
    if not trip.memory.get("case"):
        return left_out("no_case")
    browser = trip.browser(CLERK)
    page = opened(browser, trip.memory["case"])
    links = [link for link in page.links() if "/zustellungen/" in link]
    if not links:
        raise NotYet("nothing_delivered")
    message = opened(browser, links[0])
    if "Quittung" not in message.text or not message.link_to("/inhalt/"):
        raise NotYet("not_delivered")
    content = opened(browser, message.link_to("/inhalt/"))
    return done(looks.letter(content), _answer(message), seen_by(CLERK, message), receipt=message.value_of("Quittung"))


def _answer(page: Page) -> dict[str, Any]:
    """What the other side said to it, apart from the rest of the page."""
    told = [(label, page.value_of(label)) for label in ("Antwort der Gegenseite", "Quittung", "Dauer des Aufrufs")]
    blocks = [[kind, text] for pair in told if pair[1] for kind, text in zip(("dt", "dd"), pair, strict=True)]
    said = page.main.xpath(".//p[starts-with(normalize-space(.), 'Das Fachverfahren')]")
    first = [["p", words_of(said[0])]] if said else []
    return {"who": looks.ANSWER, "title": "", "blocks": first + blocks}


def book(trip: Trip) -> Told:
    """The sponsor chooses the first free time of the invitation and books it."""
    if trip.rules().section(AppointmentRules).booking == "none":
        return left_out("no_booking")
    if not trip.memory.get("case"):
        return left_out("no_case")
    address = _invitation(trip)
    if not address and trip.memory.get("binding"):
        return left_out("no_visit_wanted")
    if not address:
        raise NotYet("no_invitation")
    browser = trip.browser("visitor")
    page = opened(browser, address)
    if page.main.xpath(".//a[contains(@href, '/absagen/')]"):
        return done(seen_by(CITIZEN, page))  # booked before the worker died
    times = _with_times(trip, opened(browser, f"{address}wann/"))
    slots = times.main.xpath(".//button[@name='zeit']/@value")
    confirm = press(browser, times, button=("zeit", str(slots[0])))
    if "/bestaetigen/" not in confirm.path:
        raise Stuck("slot_refused", confirm, heading=confirm.heading)
    after = press(browser, confirm)
    if after.path != address:
        raise Stuck("slot_refused", after, heading=after.heading)
    return done(seen_by(CITIZEN, times), seen_by(CITIZEN, after))


def _invitation(trip: Trip) -> str:
    """The address in the newest mail that invites; empty when there is none."""
    for mail in reversed(_mails(trip)):
        found = _VISIT.search(mail.text)
        if found:
            return found[1]
    return ""


def _with_times(trip: Trip, page: Page) -> Page:
    """The first week in which something is free."""
    browser = trip.browser("visitor")
    if not page.main.xpath(".//button[@name='zeit']"):
        later = next((link for link in page.links() if "tag=" in link and "#zeiten" in link), "")
        page = opened(browser, later.partition("#")[0]) if later else page
    if not page.main.xpath(".//button[@name='zeit']"):
        raise Stuck("no_free_slot", page, days=_days(trip))
    return page


def _days(trip: Trip) -> int:
    release = trip.rules().section(AppointmentRules).release
    return release.weeks * 7 if release else 60


def echo(trip: Trip) -> Told:
    """A test message on the way that the rehearsal's connection takes, and what came of it."""
    browser = trip.browser(CLERK)
    page = opened(browser, ECHO)
    if not trip.memory.get("echo_sent"):
        page = press(browser, page)
        trip.memory["echo_sent"] = True
        raise NotYet("echo_under_way")
    if not page.main.xpath(".//dt[contains(., 'Erledigt')]"):
        raise NotYet("echo_under_way")
    return done(_answer(page), seen_by(CLERK, page), receipt=page.value_of("Quittung"))


def read_mails(trip: Trip) -> Told:
    """Everything that would have been mailed. Nothing of it left the house."""
    found = [mail for mail in _mails(trip) if mail.to == made_up.EMAIL]
    if not found:
        raise NotYet("no_mail")
    shown = [looks.written(title=mail.subject, text=mail.text) for mail in found[:SHOWN_MAILS]]
    return done(*shown, mails=len(found))


def _mails(trip: Trip) -> list[Caught]:
    with bind(trip.there):
        return catching.since(trip.began_at - timedelta(seconds=1))
