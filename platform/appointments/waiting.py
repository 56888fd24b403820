"""The waiting list: who joins and leaves it, what becomes of an offer, and that freed time is passed on (``line``)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from appointments.config import AppointmentRules
from appointments.line import OFFER_DUE as OFFER_DUE
from appointments.line import Line, Stretch
from appointments.line import need_of as need_of
from appointments.models import Booking, Seat, WaitingEntry
from appointments.needs import Need
from appointments.records import locked_case, move
from appointments.refusals import UnableToBook
from appointments.states import PENDING, State
from configuration.queries import in_force
from kernel.clock import german_day

OPEN = ("waiting", "offered")


def join(
    *, case_id: uuid.UUID, need: Need, at: datetime, first_day: date | None = None, last_day: date | None = None
) -> WaitingEntry:
    """Puts the case on the list, or changes its wishes there (its place in the line stays). Joins the transaction.

    An offer that does not suit the new wishes goes to the next. Refused: ``no_such_slot`` for a need that nobody can have.
    """
    if not need.is_possible:
        raise UnableToBook(code="no_such_slot")
    case = locked_case(case_id)
    wishes = {
        "purpose": need.purpose, "comes": need.comes, "persons": need.persons, "interpreter": need.interpreter,
        "office": need.office, "first_day": first_day, "last_day": last_day,
    }  # fmt: skip
    found = _entry(case_id)
    if found is None:
        return WaitingEntry.objects.create(case=case, since=at, **wishes)
    for name, value in wishes.items():
        setattr(found, name, value)
    found.save(update_fields=list(wishes))
    offer = _open_offer(found)
    if offer is not None and not _still_suits(offer, found):
        _end_offer(offer, State.CANCELLED, "wishes", at)
        found.refresh_from_db()
    return found


def _still_suits(offer: Booking, entry: WaitingEntry) -> bool:
    day = german_day(offer.starts_at)
    alike = all(getattr(offer, name) == getattr(entry, name) for name in ("purpose", "comes", "persons", "interpreter"))
    early = entry.first_day is not None and day < entry.first_day
    late = entry.last_day is not None and day > entry.last_day
    return alike and entry.office in ("", offer.office) and not early and not late


def _entry(case_id: uuid.UUID) -> WaitingEntry | None:
    """The open entry of a locked case, locked: an offer is made to it by whoever frees a slot."""
    rows = WaitingEntry.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(case_id=case_id, state__in=OPEN).first()


def leave(*, case_id: uuid.UUID, at: datetime) -> None:
    """Takes the case off the list; an offer that is open goes to the next. Twice is once."""
    locked_case(case_id)
    entry = _entry(case_id)
    if entry is None:
        return
    offer, entry.state, entry.ended_at = _open_offer(entry), WaitingEntry.State.ENDED, at
    entry.save(update_fields=["state", "ended_at"])
    if offer is not None:
        move(offer, State.CANCELLED, at=at, ended_by="sponsor")
        pass_on(offer, at=at)


def pass_on(freed: Booking, *, at: datetime) -> Booking | None:
    """Offers the time that this visit took up to whom it suits, the longest waiting first: to more than one where it is
    long enough. Joins the transaction that freed it; answers the first offer.

    Passed over: who is being offered something else at this moment, who had the most offers, whose case is over, who had
    that slot before. ``None``: nobody wants it, or it is too near.
    """
    seat = Seat.objects.filter(id=freed.seat or 0).values_list("resource", "place").first()
    if seat is None:
        return None
    stretch = Stretch(freed.office, freed.starts_at, freed.busy_until, (seat,))
    offers = Line(stretch, rules=in_force(at=at).section(AppointmentRules), at=at).serve()
    return offers[0] if offers else None


def pass_on_opening(
    *, office: str, starts_at: datetime, ends_at: datetime, at: datetime, resource: str = ""
) -> list[Booking]:
    """The same for time that was opened at an office, or at one counter of it: as many offers as fit, 50 at a time.

    Joins the caller's transaction. Changes nothing when the office has closed then, or is unknown.
    """
    rules = in_force(at=at).section(AppointmentRules)
    place = rules.office(office)
    counters = [counter for counter in place.counters if resource in ("", counter.key)] if place else []
    seats = tuple((counter.key, number) for counter in counters for number in range(1, counter.places + 1))
    return Line(Stretch(office, starts_at, ends_at, seats), rules=rules, at=at).serve() if seats else []


def pass_on_again(stretch: Stretch, *, at: datetime) -> None:
    """Somebody was passed over because another transaction had hold of them."""
    Line(stretch, rules=in_force(at=at).section(AppointmentRules), at=at).serve()


def decline(*, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime) -> None:
    """The person does not want this slot; it goes to the next, and the person stays on the list. Twice is once."""
    locked_case(case_id)
    offer = _offer(booking_id, case_id)
    if offer is not None:
        _end_offer(offer, State.CANCELLED, "sponsor", at)


def expire(*, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime) -> None:
    """The offer's time is over: the next one gets it. Does nothing when it was answered, or is not over.

    Also where a rival ended it by taking its place: then the person waits again, and what is left of it is passed on.
    """
    locked_case(case_id)
    offer = _offer(booking_id, case_id)
    if offer is None or (offer.state == State.OFFERED and offer.held_until is not None and offer.held_until > at):
        return
    _end_offer(offer, State.EXPIRED, "time", at)


def _offer(booking_id: uuid.UUID, case_id: uuid.UUID) -> Booking | None:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(id=booking_id, case_id=case_id, state__in=[State.OFFERED, State.EXPIRED]).first()


def _end_offer(offer: Booking, target: State, ended_by: str, at: datetime) -> None:
    """Passed on once: by whoever puts the entry back into the line."""
    if offer.state == State.OFFERED:
        move(offer, target, at=at, ended_by=ended_by)
    waits_again = WaitingEntry.objects.filter(offer=offer, state=WaitingEntry.State.OFFERED).update(
        state=WaitingEntry.State.WAITING, offer=None
    )
    if waits_again:
        pass_on(offer, at=at)


def taken(offer: Booking, *, at: datetime) -> None:
    """The offer became the visit: the person waits no longer."""
    WaitingEntry.objects.filter(offer=offer, state=WaitingEntry.State.OFFERED).update(
        state=WaitingEntry.State.TAKEN, ended_at=at
    )


def drop(offer: Booking, *, at: datetime) -> None:
    """The offer of a locked case is of no use to it any more: it goes to the next, the person stays on the list."""
    _end_offer(offer, State.CANCELLED, "booked", at)


def _open_offer(entry: WaitingEntry) -> Booking | None:
    if entry.offer_id is None:
        return None
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(id=entry.offer_id, state__in=sorted(PENDING)).first()
