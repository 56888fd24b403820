"""Offering free time to those who wait: whoever waits longest and whom it suits is first, and each person is asked once.

An offer is a booking in state *offered*, made in the transaction that frees the time: nobody can slip in between, and
the constraint against double booking holds for offers as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from appointments import slots
from appointments.availability import SeatKey, frame_of, free_by_seat
from appointments.config import AppointmentRules, Office
from appointments.grid import bits
from appointments.models import Booking, WaitingEntry
from appointments.needs import Comes, Need, Purpose
from appointments.records import OVER
from appointments.refusals import UnableToBook
from appointments.released import Window, window
from appointments.states import ACTIVE, State
from kernel.clock import german_day
from outbox import operations as outbox

OFFER_DUE = "visit.offer_due"
STRETCH_DUE = "visit.stretch_due"
LOOKED_AT = 200
MOST_OFFERS_AT_ONCE = 50
SHORTEST_NOTICE = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=1)
MOST_TIMES = 10


@dataclass(frozen=True)
class Stretch:
    """Time that became free at an office. ``seats`` empty: at all of them. ``turn``: how often it was passed on before."""

    office: str
    starts_at: datetime
    ends_at: datetime
    seats: tuple[SeatKey, ...] = ()
    turn: int = 0


def need_of(entry: WaitingEntry) -> Need:
    return Need(Purpose(entry.purpose), entry.persons, entry.interpreter, entry.office, Comes(entry.comes))


class Line:
    """Passes one stretch on. Joins the caller's transaction."""

    def __init__(self, stretch: Stretch, *, rules: AppointmentRules, at: datetime) -> None:
        self.stretch, self.rules, self.at = stretch, rules, at
        self.notice = timedelta(hours=rules.offer_notice_hours)
        now_open = window(rules, at=at, notice=self.notice)
        self.window = Window(max(stretch.starts_at, now_open.first), min(stretch.ends_at, now_open.end))
        self._starts: dict[Need, list[datetime]] = {}

    def serve(self) -> list[Booking]:
        """The offers that were made. Whom another transaction holds is passed over, and asked a minute later if then
        something is left."""
        office, offers, missed_somebody = self.rules.office(self.stretch.office), list[Booking](), False
        if office is None or self.window.is_empty:
            return []
        for entry in _waiting(self.stretch.office, self.window, self.rules)[:LOOKED_AT]:
            if len(offers) == MOST_OFFERS_AT_ONCE:
                missed_somebody = True
                break
            if not any(self._suits(entry, start) for start in self._free(entry, office)):
                continue
            there = _locked(entry, self.rules)
            missed_somebody = missed_somebody or there is None
            offer = self._offer(there, office) if there is not None else None
            if offer is not None:
                offers.append(offer)
        if missed_somebody:
            self._once_more()
        return offers

    def _free(self, entry: WaitingEntry, office: Office) -> list[datetime]:
        """The starts for this entry's need. Worked out once for each need, until an offer takes something away."""
        need = replace(need_of(entry), office=office.key)
        if need not in self._starts:
            self._starts[need] = list(self._starts_for(need, office)) if need.is_possible else []
        return self._starts[need]

    def _starts_for(self, need: Need, office: Office) -> Iterator[datetime]:
        frame, union = frame_of(self.window), 0
        masks = free_by_seat(rules=self.rules, office=office, need=need, window=self.window, at=self.at)
        for seat, mask in masks.items():
            if not self.stretch.seats or seat in self.stretch.seats:
                union |= mask
        return (frame.moment(bit) for bit in bits(union))

    def _suits(self, entry: WaitingEntry, start: datetime) -> bool:
        """Within the days that were asked for, and earlier than what the person has."""
        booked, day = getattr(entry, "booked_at", None), german_day(start)
        return (
            (booked is None or start < booked)
            and (entry.first_day is None or entry.first_day <= day)
            and (entry.last_day is None or day <= entry.last_day)
        )

    def _offer(self, entry: WaitingEntry, office: Office) -> Booking | None:
        need = replace(need_of(entry), office=office.key)
        minutes = timedelta(minutes=self.rules.lengths.of(need.purpose).of(need))
        theirs = Booking.objects.filter(_was_theirs(self.window, minutes), case_id=entry.case_id, office=office.key)
        known = list(theirs.values_list("starts_at", "busy_until"))
        for start in self._free(entry, office):
            if not self._suits(entry, start) or any(since < start + minutes and start < end for since, end in known):
                continue
            until = min(
                self.at + timedelta(hours=self.rules.offer_hours), start - min(SHORTEST_NOTICE, self.notice / 2)
            )
            only: Collection[SeatKey] | None = self.stretch.seats or None
            try:
                offer = slots.take(
                    case=entry.case, rules=self.rules, need=need, office=office.key, starts_at=start, only=only,
                    state=State.OFFERED, until=until, via="offer", at=self.at, notice=self.notice,
                )  # fmt: skip
            except UnableToBook:
                continue
            self._starts.clear()
            _note(entry, offer, until, self.at)
            return offer
        return None

    def _once_more(self) -> None:
        if self.stretch.turn < MOST_TIMES:
            outbox.record(
                name=STRETCH_DUE, at=self.at, due_at=self.at + AGAIN_AFTER, office=self.stretch.office,
                starts_at=self.stretch.starts_at.isoformat(), ends_at=self.stretch.ends_at.isoformat(),
                seats=[list(seat) for seat in self.stretch.seats], turn=self.stretch.turn + 1,
            )  # fmt: skip


def _note(entry: WaitingEntry, offer: Booking, until: datetime, at: datetime) -> None:
    entry.state, entry.offer, entry.offers_made = WaitingEntry.State.OFFERED, offer, entry.offers_made + 1
    entry.save(update_fields=["state", "offer", "offers_made"])
    outbox.record(name="visit.offered", subject_id=entry.case_id, at=at, booking=str(offer.id))
    # Of no subject: the next in the line must not wait for what may be stuck in this person's case.
    outbox.record(name=OFFER_DUE, at=at, due_at=until, booking=str(offer.id), case=str(entry.case_id))


def _was_theirs(there: Window, minutes: timedelta) -> Q:
    """What a person declined, let pass or gave back is not offered to them again, nor a quarter of an hour beside it."""
    given_back = Q(held_until=None, state__in=[State.CANCELLED, State.MOVED]) & ~Q(ended_by="office")
    refused = given_back | Q(via="offer", state__in=[State.CANCELLED, State.EXPIRED])
    return refused & Q(busy_until__gt=there.first, starts_at__lt=there.end + minutes)


def _waiting(office: str, there: Window, rules: AppointmentRules) -> QuerySet[WaitingEntry]:
    """Who waits and might come earlier in this window than now, the longest first. Nobody is locked by it."""
    first, last = german_day(there.first), german_day(there.end)
    return (
        _annotated()
        .filter(
            Q(booked_at=None) | Q(booked_at__gt=there.first), Q(first_day=None) | Q(first_day__lte=last),
            Q(last_day=None) | Q(last_day__gte=first), state=WaitingEntry.State.WAITING, office__in=["", office],
            offers_made__lt=rules.most_offers,
        )
        .exclude(case__state__in=sorted(OVER))
        .order_by("since", "id")
    )  # fmt: skip


def _annotated() -> QuerySet[WaitingEntry]:
    booked = Booking.objects.filter(case_id=OuterRef("case_id"), state__in=sorted(ACTIVE)).values("starts_at")[:1]
    return WaitingEntry.objects.annotate(booked_at=Subquery(booked))


def _locked(entry: WaitingEntry, rules: AppointmentRules) -> WaitingEntry | None:
    """The entry and its case, locked and read anew; ``None`` if another transaction has them or it waits no longer.

    Nobody is waited for: the caller may hold a case of its own, and two of them would wait for each other.
    """
    free = WaitingEntry.objects.select_for_update(of=("self", "case"), skip_locked=True, no_key=True)
    held = free.select_related("case").filter(
        id=entry.id, state=WaitingEntry.State.WAITING, offers_made__lt=rules.most_offers
    )
    if held.exclude(case__state__in=sorted(OVER)).first() is None:
        return None
    return _annotated().select_related("case").get(id=entry.id)
