"""Who keeps the city's calendar: we, or a system of its own. What portal and desk do is the same; this module tells them apart.

Where their system is silent, the case's invitation waits: the sponsor is told when booking works again.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from appointments import operations, outside
from appointments.availability import Slot, free_slots
from appointments.base import Visitor
from appointments.config import AppointmentRules
from appointments.contention import patiently
from appointments.inviting import open_invitation
from appointments.models import Booking
from appointments.needs import Need
from appointments.refusals import UnableToBook
from appointments.released import window
from appointments.states import ACTIVE, State
from configuration.queries import in_force
from declarations.casefile.path import fetch
from declarations.models import Declaration
from declarations.operations import answers_of
from kernel.clock import german_day

OWN = "own"
MOMENT = timedelta(microseconds=1)


class Keeper(Protocol):
    """Every function is called outside any transaction and opens its own; see ``casework.visits`` for what they do."""

    def free(self, *, need: Need, at: datetime, notice: timedelta | None, case_id: uuid.UUID | None) -> list[Slot]: ...

    def hold(
        self, *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime,
        by: int | None,
    ) -> Booking: ...  # fmt: skip

    def confirm(
        self, *, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None, wishes: str
    ) -> Booking: ...

    def cancel(self, *, case_id: uuid.UUID, via: str, at: datetime, by: int | None) -> Booking: ...

    def give_up_hold(self, *, case_id: uuid.UUID, at: datetime) -> None: ...


class Ours:
    """Our own calendars: each step is one transaction, repeated after a deadlock."""

    def free(self, *, need: Need, at: datetime, notice: timedelta | None, case_id: uuid.UUID | None) -> list[Slot]:
        with transaction.atomic():
            rules = _rules(at)
            there = window(rules, at=at, notice=notice)
            return free_slots(rules=rules, need=need, window=there, at=at, besides=case_id)

    def hold(
        self, *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime,
        by: int | None,
    ) -> Booking:  # fmt: skip
        return patiently(
            lambda: operations.hold(
                case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at, by=by
            )
        )  # fmt: skip

    def confirm(
        self, *, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None, wishes: str
    ) -> Booking:
        return patiently(
            lambda: operations.confirm(booking_id=booking_id, case_id=case_id, via=via, at=at, by=by, wishes=wishes)
        )

    def cancel(self, *, case_id: uuid.UUID, via: str, at: datetime, by: int | None) -> Booking:
        return patiently(lambda: operations.cancel(case_id=case_id, via=via, at=at, by=by))

    def give_up_hold(self, *, case_id: uuid.UUID, at: datetime) -> None:
        patiently(lambda: operations.give_up_hold(case_id=case_id, at=at))


class Theirs:
    """The city's own system (``appointments.outside``)."""

    def free(self, *, need: Need, at: datetime, notice: timedelta | None, case_id: uuid.UUID | None) -> list[Slot]:
        with transaction.atomic():
            rules = _rules(at)
        there, minutes = window(rules, at=at, notice=notice), rules.lengths.of(need.purpose).of(need)
        try:
            found = outside.free(need, german_day(there.first), german_day(there.end - MOMENT), at=at)
        except UnableToBook as refusal:
            raise _waiting(refusal, case_id, at) from None
        return [Slot(slot.starts_at, slot.office, minutes) for slot in found]

    def hold(
        self, *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime,
        by: int | None,  # noqa: ARG002  their system knows no clerk of ours
    ) -> Booking:  # fmt: skip
        try:
            return outside.hold(case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at)
        except UnableToBook as refusal:
            raise _waiting(refusal, case_id, at) from None

    def confirm(
        self, *, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None, wishes: str
    ) -> Booking:
        with transaction.atomic():
            visitor = _visitor(case_id, wishes)
        try:
            return outside.confirm(
                booking_id=booking_id, case_id=case_id, visitor=visitor, at=at, via=via, by=by, wishes=wishes
            )
        except UnableToBook as refusal:
            raise _waiting(refusal, case_id, at) from None

    def cancel(self, *, case_id: uuid.UUID, via: str, at: datetime, by: int | None) -> Booking:
        booked = Booking.objects.filter(case_id=case_id, state__in=sorted(ACTIVE)).first()
        if booked is None:
            raise UnableToBook(code="no_booking")
        return outside.cancel(booking_id=booked.id, case_id=case_id, via=via, at=at, by=by)

    def give_up_hold(self, *, case_id: uuid.UUID, at: datetime) -> None:
        held = Booking.objects.filter(case_id=case_id, state=State.HELD).first()
        if held is not None:
            outside.cancel(booking_id=held.id, case_id=case_id, via="sponsor", at=at)


def of_city(*, at: datetime) -> Keeper:
    """Who keeps the calendar from now on."""
    with transaction.atomic():
        return Ours() if _rules(at).system == OWN else Theirs()


def of_visit(case_id: uuid.UUID, *states: State) -> Keeper:
    """Who keeps what this case has in these states; it stays with them when the city changes its system."""
    there = Booking.objects.filter(case_id=case_id, state__in=[*states]).exclude(system="").exists()
    return Theirs() if there else Ours()


def of_booking(booking_id: uuid.UUID) -> Keeper:
    return Theirs() if Booking.objects.filter(id=booking_id).exclude(system="").exists() else Ours()


def _rules(at: datetime) -> AppointmentRules:
    return in_force(at=at).section(AppointmentRules)


def _visitor(case_id: uuid.UUID, wishes: str) -> Visitor:
    """What their system wants to know: the sponsor's name and address. The reference lets their clerks find the case."""
    case = Declaration.objects.get(id=case_id)
    answers = answers_of(case)
    name, contact = fetch(answers, "sponsor.name"), fetch(answers, "sponsor.contact")
    remark = " · ".join(part for part in (case.reference or "", wishes.strip()) if part)
    return Visitor(
        family_name=str(name.get("family_name") or ""), email=str(contact.get("email") or ""),
        phone=str(contact.get("phone") or ""), remark=remark,
    )  # fmt: skip


def _waiting(refusal: UnableToBook, case_id: uuid.UUID | None, at: datetime) -> UnableToBook:
    """Whoever met a silent system is told when it answers again."""
    if refusal.code == "system_down" and case_id is not None:
        with transaction.atomic():
            invitation = open_invitation(case_id, at=at)
            if invitation is not None:
                outside.wait(invitation, at=at)
    return refusal
