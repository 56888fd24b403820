"""What the made-up clerk does at the desk of the twin. The clerk exists for this run only."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from accounts.staff.models import Staff, StaffSession
from onboarding.rehearsal import made_up
from onboarding.rehearsal.pages import Page
from onboarding.rehearsal.steps.base import (
    CLERK,
    NotYet,
    Stuck,
    Told,
    Trip,
    done,
    fill_in,
    left_out,
    opened,
    press,
    seen_by,
)  # fmt: skip
from tenants.binding import bind
from tenants.models import City

DESK = "/amt/"
ROLES = ["clerk", "supervisor"]


def sign_in(trip: Trip) -> Told:
    """With an address and a password of this run; then the list, in which the case stands."""
    password = secrets.token_urlsafe(24)
    with bind(trip.there), transaction.atomic():
        clerk, _new = Staff.objects.get_or_create(email=made_up.CLERK_EMAIL, defaults={"name": made_up.CLERK_NAME})
        clerk.roles, clerk.is_active = ROLES, True
        clerk.set_password(password)
        clerk.save()
    browser = trip.browser(CLERK)
    queue = fill_in(browser, opened(browser, "/amt/anmelden/"), {"email": made_up.CLERK_EMAIL, "password": password})
    if queue.path != DESK:
        raise Stuck("desk_closed", queue, heading=queue.heading)
    if not trip.memory.get("reference"):
        return done(seen_by(CLERK, queue))
    trip.memory["case"] = _case_in(trip, queue)
    page = opened(browser, trip.memory["case"])
    page = press(browser, page, "/uebernehmen/") if page.form_to("/uebernehmen/") else page
    return done(seen_by(CLERK, queue), seen_by(CLERK, page))


def _case_in(trip: Trip, queue: Page) -> str:
    """The case's address: in the list, or found by its number."""
    browser, reference = trip.browser(CLERK), trip.memory["reference"]
    for page in (queue, opened(browser, f"{DESK}?suche={reference.replace(' ', '')}")):
        for row in page.main.xpath(".//*[self::tr or self::li][.//a]"):
            link = row.xpath(".//a[contains(@href, '/fall/')]/@href")
            if link and reference.replace(" ", "") in "".join(row.itertext()).replace(" ", "").replace("\xa0", ""):
                return str(link[0])
    raise NotYet("case_not_at_desk")


def check(trip: Trip) -> Told:
    """The finding. A city that decides in its own system has none here."""
    if not trip.memory.get("case"):
        return left_out("no_case")
    browser = trip.browser(CLERK)
    page = opened(browser, trip.memory["case"])
    if not page.form_to("/feststellen/"):
        return left_out("checked_elsewhere") if _reports(page) else _was_checked(page)
    given = {"result": "PROVEN", "reason": "Probe: die Angaben sind erfunden."}
    after = fill_in(browser, opened(browser, f"{trip.memory['case']}feststellen/"), given)
    return done(seen_by(CLERK, page), seen_by(CLERK, after))


def _was_checked(page: Page) -> Told:
    if page.link_to("/anerkennen/"):
        return done(seen_by(CLERK, page))
    raise Stuck("cannot_check", page)


def decide(trip: Trip) -> Told:
    """Approved here, or reported as approved where the city decides in its own system."""
    if not trip.memory.get("case"):
        return left_out("no_case")
    browser = trip.browser(CLERK)
    page = opened(browser, trip.memory["case"])
    if page.link_to("/anerkennen/"):
        form = opened(browser, page.link_to("/anerkennen/"))
        after = fill_in(browser, form, {"remark": "Probe"})
    elif _reports(page) and page.button_value("outcome", "approved"):
        after = press(browser, page, "/ergebnis/", button=("outcome", "approved"))
    elif trip.again:
        after = page
    else:
        raise NotYet("cannot_decide")
    if after.path != trip.memory["case"]:
        raise Stuck("not_decided", after, fault=after.fault[:300])
    return done(seen_by(CLERK, form if page.link_to("/anerkennen/") else page), seen_by(CLERK, after))


def _reports(page: Page) -> bool:
    return page.form_to("/ergebnis/") is not None


def dismiss(twin: City, *, at: datetime) -> None:
    """The clerk can no longer sign in, and is signed out. Idempotent; a transaction of its own."""
    with bind(twin), transaction.atomic():
        for clerk in Staff.objects.filter(email=made_up.CLERK_EMAIL):
            clerk.is_active = False
            clerk.set_unusable_password()
            clerk.save()
            StaffSession.objects.filter(staff=clerk, created_at__lte=at).delete()
