"""What is free: a grid of a quarter of an hour per office, so many visits at a time as it has counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from infra.standins.zms.store import Booking
from infra.standins.zms.world import SLOT_MINUTES, Office, World

GERMANY = ZoneInfo("Europe/Berlin")
STEP = SLOT_MINUTES * 60
HORIZON_DAYS = 120
_ON_WEEKDAYS = 5
STANDING = ("reserved", "preconfirmed", "confirmed")


def moment(day: date, hour: int) -> int:
    return int(datetime.combine(day, time(hour), tzinfo=GERMANY).timestamp())


def day_of(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, GERMANY).date()


def free(world: World, office: Office, slots: int, first: date, last: date) -> Iterator[int]:
    """Starts from which so many slots in a row are free."""
    taken = taken_at(world, office)
    for start, end in _open(world, office, first, last):
        for begin in range(start, end - slots * STEP + 1, STEP):
            if begin > world.now and _fits(taken, office, begin, slots):
                yield begin


def is_free(world: World, office: Office, slots: int, begin: int) -> bool:
    day = day_of(begin)
    return begin in free(world, office, slots, day, day)


def taken_at(world: World, office: Office) -> Counter[int]:
    return Counter(
        booking["timestamp"] + number * STEP
        for booking in world.store.all()
        if booking["office"] == office.id and status(world, booking) in STANDING
        for number in range(booking["slots"])
    )


def status(world: World, booking: Booking) -> str:
    """As it stands now: what was not confirmed in time is gone."""
    over = booking["status"] in ("reserved", "preconfirmed") and booking["until"] <= world.now
    return "deleted" if over else str(booking["status"])


def _fits(taken: Counter[int], office: Office, begin: int, slots: int) -> bool:
    return all(taken[begin + number * STEP] < office.counters for number in range(slots))


def _open(world: World, office: Office, first: date, last: date) -> Iterator[tuple[int, int]]:
    today = day_of(world.now)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day.weekday() < _ON_WEEKDAYS and today <= day <= today + timedelta(days=HORIZON_DAYS):
            yield from ((moment(day, start), moment(day, end)) for start, end in office.hours)
