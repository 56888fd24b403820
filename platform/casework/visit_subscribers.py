"""The visit's part of the process, from the invitation to the counter; the rest stands in ``casework.subscribers``.

Invitations are given where the case moves on (``casework.visiting``), and a case that ends gives its visit back in the
same transaction. What follows here are the letters and the timers: each in one transaction with its receipt.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from appointments import waiting
from appointments.models import Booking, Invitation
from appointments.opening import moment
from appointments.states import ACTIVE, State
from casework import missed, visit_letters, visiting, visits
from declarations import operations
from declarations.models import Declaration
from kernel.clock import GERMANY, german_day
from outbox import operations as outbox
from outbox.models import OutboxEvent
from outbox.operations import subscribe

REMINDER, ENDING = "visit.reminder_due", "visit.invitation_ending"
BEFORE_THE_END = timedelta(days=7)
# Nobody is reminded of what they did a moment ago.
NOT_SO_SOON = timedelta(hours=12)
SAME_DAY = timedelta(hours=2)
_BY_OFFICE = ("desk", "office")


def _case(event: OutboxEvent) -> Declaration:
    return operations.locked(uuid.UUID(str(event.subject_id)))


def _booking(event: OutboxEvent) -> Booking:
    return Booking.objects.get(id=event.payload["booking"])


# 1. Invited: the link goes out, and once more a week before it ends.
@subscribe("declaration.submitted", name="casework.invite_early")
def invite_early(event: OutboxEvent, at: datetime) -> None:
    """Only where the city lets people book with the application."""
    visiting.invite_if_due(_case(event), at=at)


@subscribe("visit.invited", name="casework.send_invitation")
def send_invitation(event: OutboxEvent, at: datetime) -> None:
    case, invitation = _case(event), _invitation(event)
    if invitation.ended_at is not None:
        return
    if not _has_visit(case):  # else it was booked within the moment, or by a clerk
        visit_letters.invited(case, invitation, "invitation", at=at)
    if not _is_timed(invitation):  # the same invitation may be sent again
        _remind_before_the_end(invitation, at)


@subscribe("visit.invitation_ending", name="casework.remind_of_invitation")
def remind_of_invitation(event: OutboxEvent, at: datetime) -> None:
    case, invitation = _case(event), _invitation(event)
    if invitation.ended_at is not None or invitation.expires_at <= at:
        return
    if invitation.expires_at - BEFORE_THE_END > at:  # it was prolonged meanwhile
        _remind_before_the_end(invitation, at)
    elif not _has_visit(case) and visits.purpose_of(case, at=at) and not missed.is_barred(case.id):
        visit_letters.invited(case, invitation, "invitation_ending", at=at)


def _invitation(event: OutboxEvent) -> Invitation:
    return Invitation.objects.get(id=event.payload["invitation"])


def _is_timed(invitation: Invitation) -> bool:
    waiting_events = OutboxEvent.objects.filter(name=ENDING, subject_id=invitation.case_id, done_at=None)
    return waiting_events.filter(payload__invitation=str(invitation.id)).exists()


def _remind_before_the_end(invitation: Invitation, at: datetime) -> None:
    due = invitation.expires_at - BEFORE_THE_END
    if due > at + NOT_SO_SOON:
        outbox.record(name=ENDING, subject_id=invitation.case_id, at=at, due_at=due, invitation=str(invitation.id))


def _has_visit(case: Declaration) -> bool:
    return Booking.objects.filter(case=case, state__in=sorted(ACTIVE)).exists()


@subscribe("visit.system_back", name="casework.tell_that_booking_works")
def tell_that_booking_works(event: OutboxEvent, at: datetime) -> None:
    """The city's own system could not be reached; whoever waited for it can book now."""
    case = _case(event)
    invitation = visits.of(case, at=at).invitation
    if invitation is not None and not _has_visit(case):
        visit_letters.invited(case, invitation, "booking_again", at=at)


# 2. Booked or moved: confirmation with the file, and a timer for each reminder that the city wants.
@subscribe("visit.booked", name="casework.confirm_visit")
def confirm_visit(event: OutboxEvent, at: datetime) -> None:
    case, booking = _case(event), _booking(event)
    if booking.state != State.BOOKED or booking.starts_at <= at:  # moved, given back or over meanwhile
        return
    visit_letters.about(case, booking, _confirmation(booking), at=at, method="REQUEST")
    for days in sorted(set(visits.rules(at=at).reminders), reverse=True):
        due = reminder_at(booking.starts_at, days)
        if due > at + NOT_SO_SOON:
            outbox.record(name=REMINDER, subject_id=case.id, at=at, due_at=due, booking=str(booking.id))


def _confirmation(booking: Booking) -> str:
    if not booking.revision:
        return "visit_booked"
    return "visit_moved_by_office" if booking.via == "office" else "visit_moved"


def reminder_at(starts_at: datetime, days: int) -> datetime:
    """So many days before, at the visit's time on the German clock; on the same day, two hours before."""
    if not days:
        return starts_at - SAME_DAY
    local = starts_at.astimezone(GERMANY)
    return moment(german_day(starts_at) - timedelta(days=days), local.time())


@subscribe("visit.reminder_due", name="casework.remind_of_visit")
def remind_of_visit(event: OutboxEvent, at: datetime) -> None:
    case, booking = _case(event), _booking(event)
    if booking.state == State.BOOKED and booking.starts_at > at:
        visit_letters.about(case, booking, "visit_reminder", at=at)


# 3. Given back, by whomever: it leaves the calendar, and whoever still needs a visit gets the link again.
@subscribe("visit.cancelled", name="casework.tell_of_cancellation")
def tell_of_cancellation(event: OutboxEvent, at: datetime) -> None:
    case, booking = _case(event), _booking(event)
    if booking.starts_at <= event.recorded_at:  # it was over: nothing that anybody still waits for
        return
    again = visits.purpose_of(case, at=at) is not None and not missed.is_barred(case.id)
    visit_letters.about(case, booking, _farewell(booking), at=at, link=again, method="CANCEL")


def _farewell(booking: Booking) -> str:
    if booking.ended_by == "sponsor":
        return "visit_cancelled"
    return "visit_cancelled_by_office" if booking.ended_by in _BY_OFFICE else "visit_ended"


# 4. An earlier slot is kept for somebody who waits.
@subscribe("visit.offered", name="casework.tell_of_offer")
def tell_of_offer(event: OutboxEvent, at: datetime) -> None:
    case, booking = _case(event), _booking(event)
    if booking.state == State.OFFERED and booking.held_until and booking.held_until > at:
        visit_letters.about(case, booking, "visit_offer", at=at)


# 5. Nobody came. Once more is easy; after that a person helps.
@subscribe("visit.missed", name="casework.tell_of_missed_visit")
def tell_of_missed_visit(event: OutboxEvent, at: datetime) -> None:
    case, booking = _case(event), _booking(event)
    barred = missed.is_barred(case.id)
    if barred:
        waiting.leave(case_id=case.id, at=at)
    if booking.state != State.MISSED or _has_visit(case) or visits.purpose_of(case, at=at) is None:
        return
    template = "visit_missed_again" if barred else "visit_missed"
    visit_letters.about(case, booking, template, at=at, link=not barred)
