"""Between which moments a visit can be booked now: not too soon, not before its days are released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.config import WEEKDAYS, AppointmentRules, Release
from appointments.opening import DAY, moment
from kernel.clock import german_day


@dataclass(frozen=True)
class Window:
    """Starts from ``first`` (included) until ``end`` (excluded), in UTC."""

    first: datetime
    end: datetime

    @property
    def is_empty(self) -> bool:
        return self.end <= self.first


def window(rules: AppointmentRules, *, at: datetime, notice: timedelta | None = None) -> Window:
    """``notice`` replaces the city's lead time (a clerk books with none)."""
    lead = timedelta(hours=rules.lead_hours) if notice is None else notice
    return Window(at + lead, released_until(rules, at=at))


def released_until(rules: AppointmentRules, *, at: datetime) -> datetime:
    """The midnight up to which days are open for booking."""
    if rules.release is None:
        last = german_day(at) + timedelta(days=rules.horizon_days)
    else:
        last = german_day(last_wave(rules.release, at=at)) + timedelta(weeks=rules.release.weeks)
    return moment(last + DAY, _MIDNIGHT)


def last_wave(release: Release, *, at: datetime) -> datetime:
    """When slots were last released, now included."""
    day = german_day(at)
    day -= timedelta(days=(day.weekday() - WEEKDAYS.index(release.weekday)) % 7)
    wave = moment(day, release.at)
    return wave if wave <= at else moment(day - timedelta(days=7), release.at)


def next_wave(release: Release, *, at: datetime) -> datetime:
    """When slots are released next."""
    day = german_day(last_wave(release, at=at)) + timedelta(days=7)
    return moment(day, release.at)


_MIDNIGHT = datetime.min.time()
