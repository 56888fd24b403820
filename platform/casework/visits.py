"""The visit at the office, from the case's side: whether there is one, what for, and everything that can be done about it.

Portal and desk call this module; it knows which calendar the city uses. What may ask the outside world is called outside
any transaction and opens its own.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from appointments import fairness
from appointments.availability import Slot
from appointments.config import AppointmentRules
from appointments.contention import patiently
from appointments.inviting import open_invitation
from appointments.models import Booking, Invitation, WaitingEntry
from appointments.needs import Need, Purpose
from appointments.refusals import UnableToBook
from appointments.states import ACTIVE, State
from casework import keepers, letterbox, missed
from casework.ways import rules_of, works_elsewhere
from configuration.queries import in_force
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.states import State as CaseState

S = CaseState
_BEFORE_SIGNING = frozenset({
    S.SUBMITTED, S.WITH_AUTHORITY_SYSTEM, S.IN_REVIEW, S.DOCUMENTS_REQUESTED, S.CHECKED, S.SECURITY_REQUESTED, S.HEARING,
    S.APPROVED,
})  # fmt: skip


@dataclass(frozen=True)
class Visits:
    """How a case stands: what a visit may be booked for (``None``: nothing), and what there is.

    ``by_phone``: two visits were missed; the sponsor alone books no more (``missed_twice``), a clerk does.
    """

    purpose: Purpose | None
    invitation: Invitation | None
    booked: Booking | None
    held: Booking | None
    offer: Booking | None
    waiting: WaitingEntry | None
    by_phone: bool = False


def rules(*, at: datetime) -> AppointmentRules:
    """Calendars are as they are now, not as they were when the case was filed (design, section 6)."""
    return in_force(at=at).section(AppointmentRules)


def purpose_of(case: Declaration, *, at: datetime, known: AppointmentRules | None = None) -> Purpose | None:
    """What this case may book a visit for now, by the city's policy; ``None``: nothing (not yet, no more, never)."""
    booking = (known or rules(at=at)).booking
    if booking == "none":
        return None
    if case.mode == Mode.PREPARE:
        early = booking == "with_application" and case.state in _BEFORE_SIGNING
        return Purpose.SIGNING if early or case.state == S.SIGNING_DUE else None
    ready = case.state in (S.ISSUED, S.RETURNED) or (case.state == S.APPROVED and works_elsewhere(case))
    return Purpose.PICKUP if ready and rules_of(case).delivery != "post" else None


def of(case: Declaration, *, at: datetime, known: AppointmentRules | None = None) -> Visits:
    """In the caller's transaction. ``known``: the rules of now, when the caller has them at hand."""
    bookings = list(Booking.objects.filter(case=case, state__in=[*ACTIVE, State.HELD, State.OFFERED, State.MISSED]))
    rows = {row.state: row for row in bookings}
    return Visits(
        purpose=purpose_of(case, at=at, known=known),
        invitation=open_invitation(case.id, at=at),
        booked=rows.get(State.BOOKED) or rows.get(State.ARRIVED),
        held=rows.get(State.HELD),
        offer=rows.get(State.OFFERED),
        waiting=WaitingEntry.objects.filter(case=case, state__in=["waiting", "offered"]).first(),
        by_phone=sum(row.state == State.MISSED for row in bookings) >= missed.MOST,
    )


def free(*, need: Need, at: datetime, notice: timedelta | None = None, case_id: uuid.UUID | None = None) -> list[Slot]:
    """The starts that can be booked now. Outside any transaction. Refused: ``system_down``.

    ``case_id``: the visit of this case does not count as taken, because it would be moved.
    """
    _outside_transaction()
    return keepers.of_city(at=at).free(need=need, at=at, notice=notice, case_id=case_id)


def hold(
    *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime, by: int | None = None,
    address: str = "", vouched: bool = False,
) -> Booking:  # fmt: skip
    """See ``appointments.operations.hold``. Outside any transaction. A clerk (``by``) is not held to fair use.

    ``address``: the network address that asks. ``vouched``: somebody made sure already that a person asks.
    Refused besides: ``too_many``, ``too_many_visits``, ``missed_twice``, ``code_needed`` (go on
    with ``send_code``).
    """
    if by is None:
        stormy = fairness.note_attempt(case_id=case_id, address=address, at=at)
        if stormy and needs_code(case_id=case_id, at=at, vouched=vouched):
            raise UnableToBook(code="code_needed")
    with transaction.atomic():
        missed.refuse_if_barred(case_id, by=by)
        if by is None:
            fairness.refuse_too_many_visits(case_id=case_id, at=at)
    keeper = keepers.of_city(at=at)
    return keeper.hold(case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at, by=by)


def needs_code(*, case_id: uuid.UUID, at: datetime, vouched: bool = False) -> bool:
    """Whether a mailed code has to be typed first. Never of a case without an address: it could get none, and whoever
    opens it typed the code from its paper."""
    if not fairness.needs_code(at=at, vouched=vouched) or fairness.is_vouched(case_id, at=at):
        return False
    return bool(letterbox.address_of(Declaration.objects.get(id=case_id)))


def send_code(*, case_id: uuid.UUID, at: datetime) -> None:
    """See ``appointments.fairness.send_code``. Outside any transaction."""
    patiently(lambda: fairness.send_code(case_id=case_id, at=at))


def enter_code(*, case_id: uuid.UUID, typed: str, at: datetime) -> None:
    """See ``appointments.fairness.enter_code``. Outside any transaction."""
    fairness.enter_code(case_id=case_id, typed=typed, at=at)


def confirm(
    *, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None = None, wishes: str = ""
) -> Booking:
    """See ``appointments.operations.confirm`` and ``appointments.outside.confirm``. Outside any transaction."""
    keeper = keepers.of_booking(booking_id)
    return keeper.confirm(booking_id=booking_id, case_id=case_id, via=via, at=at, by=by, wishes=wishes)


def cancel(*, case_id: uuid.UUID, via: str, at: datetime, by: int | None = None) -> Booking:
    """See ``appointments.operations.cancel`` and ``appointments.outside.cancel``. Outside any transaction."""
    return keepers.of_visit(case_id, *ACTIVE).cancel(case_id=case_id, via=via, at=at, by=by)


def give_up_hold(*, case_id: uuid.UUID, at: datetime) -> None:
    """The slot that was chosen and not confirmed is free again. Outside any transaction."""
    keepers.of_visit(case_id, State.HELD).give_up_hold(case_id=case_id, at=at)


def _outside_transaction() -> None:
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never asked inside a transaction")
