"""What the sponsor does about the visit, in front of the signed link; beside what ``casework.visits`` does for everybody.

What changes something is called outside any transaction and opens its own. Twice is once, everywhere.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.utils.translation import get_language

from appointments import inviting, operations, waiting
from appointments.config import AppointmentRules
from appointments.contention import patiently
from appointments.days import open_days
from appointments.models import Booking
from appointments.needs import Need, Purpose
from appointments.opening import closure_on
from appointments.refusals import UnableToBook
from appointments.states import State
from casework import visit_letters, visits
from declarations.models import Declaration
from declarations.operations import locked

SPONSOR = "sponsor"


def book(
    *, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime, wishes: str = "", address: str = "",
    vouched: bool = False,
) -> Booking:  # fmt: skip
    """Confirms what is held or offered. A hold that is over is taken again if its slot is still free.

    ``address`` and ``vouched`` as in ``casework.visits.hold``.

    Refused with ``UnableToBook``, as ``casework.visits.hold`` and ``confirm``; ``hold_over`` for what was no hold.
    """
    try:
        return visits.confirm(booking_id=booking_id, case_id=case_id, via=SPONSOR, at=at, wishes=wishes)
    except UnableToBook as refusal:
        if refusal.code != "hold_over":
            raise
    was = Booking.objects.get(id=booking_id)
    if was.held_until is None:  # it was booked once, and then moved or given back
        raise UnableToBook(code="hold_over")
    held = visits.hold(
        case_id=case_id, need=operations.need_of(was), office=was.office, starts_at=was.starts_at, via=SPONSOR, at=at,
        address=address, vouched=vouched,
    )  # fmt: skip
    return visits.confirm(booking_id=held.id, case_id=case_id, via=SPONSOR, at=at, wishes=wishes)


def give_up_hold(*, case_id: uuid.UUID, at: datetime) -> None:
    """The slot that was chosen and not confirmed is free again."""
    visits.give_up_hold(case_id=case_id, at=at)


def wait(*, case_id: uuid.UUID, need: Need, first_day: date | None, last_day: date | None, at: datetime) -> None:
    """Puts the case on the list for an earlier slot, or changes its wishes there."""
    patiently(lambda: waiting.join(case_id=case_id, need=need, at=at, first_day=first_day, last_day=last_day))


def wait_no_longer(*, case_id: uuid.UUID, at: datetime) -> None:
    """Takes the case off the list; an open offer goes to the next."""
    patiently(lambda: waiting.leave(case_id=case_id, at=at))


def decline(*, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime) -> None:
    """The offer goes to the next; the person keeps what there is and stays on the list."""
    patiently(lambda: waiting.decline(booking_id=booking_id, case_id=case_id, at=at))


def ask_for_link(*, case_id: uuid.UUID, at: datetime) -> None:
    """Somebody with a link that is over asks for a new one: it goes to the address on file, if there is a visit to book."""
    patiently(lambda: _invite_again(case_id, at))


def _invite_again(case_id: uuid.UUID, at: datetime) -> None:
    case = locked(case_id)
    found = visits.of(case, at=at)
    purpose = purpose_for(found)
    if purpose is None or not inviting.may_ask_again(case_id=case_id, at=at):
        return
    if found.booked is None:
        inviting.invite_again(case_id=case_id, purpose=purpose, at=at)
    else:
        visit_letters.about(case, found.booked, "visit_booked", at=at, method="REQUEST")


def purpose_for(found: visits.Visits) -> Purpose | None:
    """What the sponsor can choose a time for: a visit that is booked keeps its purpose when it is moved."""
    return Purpose(found.booked.purpose) if found.booked else found.purpose


def last_visit(case: Declaration) -> Booking | None:
    """The last visit that took place or should have."""
    over = Booking.objects.filter(case=case, state__in=[State.SERVED, State.MISSED])
    return over.order_by("starts_at").last()


def closed_days(rules: AppointmentRules, need: Need, *, first: date, last: date) -> dict[date, str]:
    """The days (both included) on which nobody is there for this need, with the reason where one is known.

    Of a city's own system that is not known: then no day is called closed.
    """
    if rules.system != "own":
        return {}
    there = open_days(rules=rules, need=need, first=first, last=last)
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    return {day: _reason(rules, need, day) for day in days if day not in there}


def _reason(rules: AppointmentRules, need: Need, day: date) -> str:
    """Said only where it is the same for all offices that come into question."""
    language = get_language() or "de"
    offices = [office for office in rules.offices if need.office in ("", office.key)]
    reasons = {closure_on(office, day, language=language) or "" for office in offices}
    return reasons.pop() if len(reasons) == 1 else ""


def own_booking(*, booking_id: uuid.UUID, case: Declaration) -> Booking | None:
    """The booking, if it is one of this case."""
    return Booking.objects.filter(id=booking_id, case=case).first()
