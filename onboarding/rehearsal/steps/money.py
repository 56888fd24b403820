"""The fee, when the city takes it: before the declaration counts, after the decision, or at the counter.

It is paid with the rehearsal's own payment service, where nobody has money and nobody loses any. Besides, the city's own
account is asked to take a test card, where the deployment's payment service is in test mode.
"""

from __future__ import annotations

from typing import Any

from billing.fees.config import FeesConfig, Timing
from billing.payments import test_card
from billing.payments.test_card import UnableToTry
from onboarding.rehearsal.browser import Browser
from onboarding.rehearsal.pages import Page
from onboarding.rehearsal.steps.base import (
    CITIZEN,
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

FEE, RECEIPT = "/antrag/zahlung/", "/antrag/eingang/"
LATER = "fee_later"
NOT_ONLINE = frozenset({Timing.NONE, Timing.AT_PICKUP})


def pay(trip: Trip) -> Told:
    """Where the city takes its fee before the declaration counts. Paid twice is paid once."""
    if not trip.memory.get("handed_in"):
        return left_out("no_case")
    when = _when(trip)
    if when is Timing.NONE:
        return left_out("no_fee")
    if when is not Timing.BEFORE_SUBMISSION:
        return left_out(LATER)
    return _online(trip, trip.browser(CITIZEN))


def pay_later(trip: Trip) -> Told:
    """Where the city takes its fee once it has decided: by the link to the state, or by the clerk at the counter."""
    when = _when(trip)
    if when in (Timing.NONE, Timing.BEFORE_SUBMISSION):
        return left_out("no_fee" if when is Timing.NONE else "fee_paid_before")
    if not trip.memory.get("case"):
        return left_out("no_case")
    return _online(trip, trip.browser("phone")) if when is Timing.AFTER_DECISION else _at_counter(trip)


def _when(trip: Trip) -> Timing:
    return trip.rules().section(FeesConfig).when


def _online(trip: Trip, browser: Browser) -> Told:
    page = _fee_page(trip, browser)
    if not page.path.startswith(FEE):
        return done(seen_by(CITIZEN, page))  # there is nothing left to pay
    if page.form_to() is None:
        raise Stuck("cannot_pay", page)
    facts, first = _test_card(trip, page), seen_by(CITIZEN, page)
    after = press(browser, page)
    if not after.path.startswith(RECEIPT):
        raise Stuck("not_paid", after, heading=after.heading)
    return done(first, seen_by(CITIZEN, after), **facts)


def _fee_page(trip: Trip, browser: Browser) -> Page:
    """After the decision the sponsor comes by the link, and the fee has to be asked for there."""
    if _when(trip) is Timing.BEFORE_SUBMISSION:
        return opened(browser, FEE)
    state = opened(browser, trip.memory["state"])
    if state.link_to(FEE):
        return opened(browser, FEE)
    if trip.again:
        return state  # it was paid before the worker died
    raise NotYet("fee_not_asked")


def _test_card(trip: Trip, page: Page) -> dict[str, Any]:
    """What the city's own account says to a test card, for the words of the step."""
    try:
        with bind(trip.city):
            account = test_card.account(at=trip.at)
        tried = test_card.attempt(account, name=f"rehearsal-{trip.began_at.isoformat()}-{trip.city.slug}")
    except UnableToTry as refusal:
        if refusal.code == "card_refused":
            raise Stuck("card_not_taken", page) from None
        return {"card": refusal.code}
    return {"card": "taken", "last4": tried.last4}


def _at_counter(trip: Trip) -> Told:
    """The clerk takes it in cash and gives a receipt."""
    browser = trip.browser(CLERK)
    case = opened(browser, trip.memory["case"])
    link = case.link_to("/gebuehr/annehmen/")
    if not link and trip.again:
        return done(seen_by(CLERK, case))
    if not link:
        raise Stuck("cannot_take_fee", case)
    page = opened(browser, link)
    after = fill_in(browser, page, {"method": "cash", "received": True})
    if after.path != trip.memory["case"]:
        raise Stuck("cannot_take_fee", after)
    return done(seen_by(CLERK, page), seen_by(CLERK, after), counter=True)


def read_receipt(trip: Trip) -> Told:
    """The receipt with its number; then, as on another device, the link with the code."""
    if not trip.memory.get("handed_in"):
        return left_out("no_case")
    page = opened(trip.browser(CITIZEN), RECEIPT)
    link, code = page.link_to_part("/a/"), page.code_beside("Code")
    if not link or not code:
        raise NotYet("no_receipt")
    trip.memory["reference"], trip.memory["state"] = page.code_beside("Vorgangsnummer"), link
    phone = trip.browser("phone")
    opened_page = opened(phone, link)
    form = opened_page.form_to()
    if form is None:
        raise Stuck("status_closed", opened_page)
    after = phone.send(opened_page, form.action, form.filled(lambda field: [code] if field.name == "code" else None))
    if after.fault:
        raise Stuck("status_closed", after, fault=after.fault[:300])
    return done(seen_by(CITIZEN, page), seen_by(CITIZEN, after), reference=trip.memory["reference"])
