"""The waiting list: a freed slot is kept for the next person whom it suits, for a while, and never for two at once.

The offer is a booking in state *offered*, made in the transaction that frees the slot: nobody can slip in between, and
the constraint against double booking holds for offers as well.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from appointments import slots
from appointments.availability import free_slots
from appointments.config import AppointmentRules
from appointments.models import Booking, WaitingEntry
from appointments.needs import Comes, Need, Purpose
from appointments.records import locked_case, move
from appointments.refusals import UnableToBook
from appointments.released import Window, window
from appointments.states import ACTIVE, PENDING, State
from configuration.queries import in_force
from kernel.clock import german_day
from outbox import operations as outbox

OFFER_DUE = "visit.offer_due"
OPEN = ("waiting", "offered")
AT_ONCE = 20


def join(
    *, case_id: uuid.UUID, need: Need, at: datetime, first_day: date | None = None, last_day: date | None = None
) -> WaitingEntry:
    """Puts the case on the list, or changes its wishes there (its place in the line stays). Joins the transaction."""
    case = locked_case(case_id)
    wishes = {
        "purpose": need.purpose, "comes": need.comes, "persons": need.persons, "interpreter": need.interpreter,
        "office": need.office, "first_day": first_day, "last_day": last_day,
    }  # fmt: skip
    found = WaitingEntry.objects.filter(case=case, state__in=OPEN).first()
    if found is None:
        return WaitingEntry.objects.create(case=case, since=at, **wishes)
    for name, value in wishes.items():
        setattr(found, name, value)
    found.save(update_fields=list(wishes))
    return found


def leave(*, case_id: uuid.UUID, at: datetime) -> None:
    """Takes the case off the list; an offer that is open goes to the next. Twice is once."""
    locked_case(case_id)
    entry = WaitingEntry.objects.filter(case_id=case_id, state__in=OPEN).first()
    if entry is None:
        return
    offer, entry.state, entry.ended_at = _open_offer(entry), WaitingEntry.State.ENDED, at
    entry.save(update_fields=["state", "ended_at"])
    if offer is not None:
        move(offer, State.CANCELLED, at=at, ended_by="sponsor")
        pass_on(offer, at=at)


def need_of(entry: WaitingEntry) -> Need:
    return Need(Purpose(entry.purpose), entry.persons, entry.interpreter, entry.office, Comes(entry.comes))


def pass_on(freed: Booking, *, at: datetime) -> Booking | None:
    """Offers the slot that just became free to the first in the line whom it suits. Joins the transaction that freed it.

    Passed over: who is being offered something else at this moment, who had the most offers, whom another transaction
    holds. ``None``: nobody wants it, or it is too near.
    """
    if freed.seat is None:
        return None
    rules = in_force(at=at).section(AppointmentRules)
    notice = timedelta(hours=rules.offer_notice_hours)
    if freed.busy_until <= at + notice:
        return None
    for entry in _line(freed, rules)[:AT_ONCE]:
        offer = _offer(entry, freed, rules, at)
        if offer is not None:
            return offer
    return None


def _line(freed: Booking, rules: AppointmentRules) -> QuerySet[WaitingEntry]:
    """Who waits and would come earlier with it than now, the longest first."""
    booked = Booking.objects.filter(case_id=OuterRef("case_id"), state__in=sorted(ACTIVE)).values("starts_at")[:1]
    day = german_day(freed.starts_at)
    return (
        WaitingEntry.objects.select_for_update(of=("self",), skip_locked=True)
        .annotate(booked_at=Subquery(booked))
        .filter(
            Q(booked_at=None) | Q(booked_at__gt=freed.starts_at), Q(first_day=None) | Q(first_day__lte=day),
            Q(last_day=None) | Q(last_day__gte=day), state=WaitingEntry.State.WAITING, office__in=["", freed.office],
            offers_made__lt=rules.most_offers,
        )
        .exclude(case_id=freed.case_id)
        .order_by("since", "id")
    )  # fmt: skip


def _offer(entry: WaitingEntry, freed: Booking, rules: AppointmentRules, at: datetime) -> Booking | None:
    need = need_of(entry)
    notice = timedelta(hours=rules.offer_notice_hours)
    now_open = window(rules, at=at, notice=notice)
    there = Window(max(freed.busy_from, now_open.first), min(freed.busy_until, now_open.end))
    for slot in free_slots(rules=rules, need=need, window=there, at=at):
        until = min(at + timedelta(hours=rules.offer_hours), slot.starts_at - timedelta(hours=1))
        try:
            offer = slots.take(
                case=entry.case, rules=rules, need=need, office=slot.office, starts_at=slot.starts_at,
                state=State.OFFERED, until=until, via="offer", at=at, notice=notice,
            )  # fmt: skip
        except UnableToBook:
            continue
        entry.state, entry.offer, entry.offers_made = WaitingEntry.State.OFFERED, offer, entry.offers_made + 1
        entry.save(update_fields=["state", "offer", "offers_made"])
        outbox.record(name="visit.offered", subject_id=entry.case_id, at=at, booking=str(offer.id))
        outbox.record(name=OFFER_DUE, subject_id=entry.case_id, at=at, due_at=until, booking=str(offer.id))
        return offer
    return None


def decline(*, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime) -> None:
    """The person does not want this slot; it goes to the next, and the person stays on the list. Twice is once."""
    locked_case(case_id)
    _end_offer(booking_id, case_id, State.CANCELLED, "sponsor", at)


def expire(*, booking_id: uuid.UUID, case_id: uuid.UUID, at: datetime) -> None:
    """The offer's time is over: the next one gets it. Does nothing when it was answered, or is not over."""
    locked_case(case_id)
    _end_offer(booking_id, case_id, State.EXPIRED, "time", at)


def _end_offer(booking_id: uuid.UUID, case_id: uuid.UUID, target: State, ended_by: str, at: datetime) -> None:
    offer = Booking.objects.select_for_update(of=("self",), no_key=True).filter(id=booking_id, case_id=case_id).first()
    if offer is None or offer.state not in (State.OFFERED, State.EXPIRED):
        return
    if offer.state == State.OFFERED:
        if target is State.EXPIRED and offer.held_until is not None and offer.held_until > at:
            return
        move(offer, target, at=at, ended_by=ended_by)
    WaitingEntry.objects.filter(offer=offer, state=WaitingEntry.State.OFFERED).update(
        state=WaitingEntry.State.WAITING, offer=None
    )
    pass_on(offer, at=at)


def taken(offer: Booking, *, at: datetime) -> None:
    """The offer became the visit: the person waits no longer."""
    WaitingEntry.objects.filter(offer=offer).update(state=WaitingEntry.State.TAKEN, ended_at=at)


def _open_offer(entry: WaitingEntry) -> Booking | None:
    if entry.offer_id is None:
        return None
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(id=entry.offer_id, state__in=sorted(PENDING)).first()
