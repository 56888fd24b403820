"""The fee: paid with the rehearsal's own payment service, where nobody has money and nobody loses any."""

from __future__ import annotations

from billing.fees.config import FeesConfig, Timing
from onboarding.rehearsal.steps.base import CITIZEN, NotYet, Stuck, Told, Trip, done, left_out, opened, press, seen_by

FEE, RECEIPT = "/antrag/zahlung/", "/antrag/eingang/"
LATER = {
    Timing.NONE: "no_fee",
    Timing.AFTER_DECISION: "fee_after_decision",
    Timing.AT_PICKUP: "fee_at_counter",
}


def pay(trip: Trip) -> Told:
    """Where the city takes its fee before the declaration counts. Paid twice is paid once."""
    if not trip.memory.get("handed_in"):
        return left_out("no_case")
    when = trip.rules().section(FeesConfig).when
    if when != Timing.BEFORE_SUBMISSION:
        return left_out(LATER[when])
    browser = trip.browser(CITIZEN)
    page = opened(browser, FEE)
    if not page.path.startswith(FEE):
        return done(seen_by(CITIZEN, page))  # there is nothing left to pay
    if page.form_to() is None:
        raise Stuck("cannot_pay", page)
    first, after = seen_by(CITIZEN, page), press(browser, page)
    if not after.path.startswith(RECEIPT):
        raise Stuck("not_paid", after, heading=after.heading)
    return done(first, seen_by(CITIZEN, after))


def read_receipt(trip: Trip) -> Told:
    """The receipt with its number; then, as on another device, the link with the code."""
    if not trip.memory.get("handed_in"):
        return left_out("no_case")
    page = opened(trip.browser(CITIZEN), RECEIPT)
    link, code = page.link_to_part("/a/"), page.code_beside("Code")
    if not link or not code:
        raise NotYet("no_receipt")
    trip.memory["reference"] = page.code_beside("Vorgangsnummer")
    phone = trip.browser("phone")
    opened_page = opened(phone, link)
    form = opened_page.form_to()
    if form is None:
        raise Stuck("status_closed", opened_page)
    after = phone.send(opened_page, form.action, form.filled(lambda field: [code] if field.name == "code" else None))
    if after.fault:
        raise Stuck("status_closed", after, fault=after.fault[:300])
    return done(seen_by(CITIZEN, page), seen_by(CITIZEN, after), reference=trip.memory["reference"])
