"""When a calendar is open, against a clock that looks at every minute; also where the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.appointments import calendars as slow

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
CALM = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _office(raw: dict[str, Any]) -> Any:
    from appointments.config import Office

    return Office.model_validate(raw)


def _plain(**more: Any) -> Any:
    week = {"days": slow.ALL_DAYS, "start": "08:00", "end": "12:00"}
    raw = {"key": "amt", "name": "Amt", "land": "HE", "hours": [week], "counters": [{"key": "a", "name": "A"}]}
    return _office({**raw, **more})


def _days(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(slow.DAYS)]


def _after(opened: set[datetime], counter: str, changes: list[Any]) -> set[datetime]:
    for opens, resource, start, end in changes:
        if resource in ("", counter):
            minutes = slow.minutes_between(start, end)
            opened = opened | minutes if opens else opened - minutes
    return opened


@CALM
@given(data=st.data(), first=st.sampled_from(slow.FIRST_DAYS))
def test_it_is_open_in_just_the_minutes_that_the_clock_says(data: st.DataObject, first: date) -> None:
    from appointments.opening import Change, holidays_of, opening_of

    office, changes = _office(data.draw(slow.offices(first))), data.draw(slow.changes(first))
    days = _days(first)
    free = {day for year in {day.year for day in days} for day in holidays_of(office.land, "", year)}
    for counter in office.counters:
        wanted = _after(
            set().union(*(slow.published(office, counter, day, free) for day in days)), counter.key, changes
        )
        found = opening_of(
            office, counter, first=days[0], last=days[-1], changes=[Change(*change) for change in changes]
        )
        assert found == slow.spans_of(wanted)


@CALM
@given(data=st.data(), first=st.sampled_from(slow.FIRST_DAYS))
def test_the_possible_starts_are_those_that_the_clock_finds(data: st.DataObject, first: date) -> None:
    """From the beginning of each stretch in steps, where the whole visit lies in open minutes."""
    from appointments.availability import frame_of, possible
    from appointments.config import AppointmentRules
    from appointments.grid import bits
    from appointments.needs import Need, Purpose
    from appointments.opening import Change, holidays_of
    from appointments.released import Window

    raw, changes = data.draw(slow.offices(first)), data.draw(slow.changes(first))
    step, minutes = data.draw(st.sampled_from([5, 15, 20, 25, 60])), data.draw(st.sampled_from([5, 30, 45, 240]))
    rules = AppointmentRules.model_validate(
        {"offices": [raw], "step_minutes": step, "lengths": {"signing": {"minutes": minutes}}}
    )
    office, days = rules.offices[0], _days(first)
    begin = datetime.combine(days[1], time.min, tzinfo=slow.BERLIN).astimezone(UTC)
    there = Window(begin + timedelta(minutes=data.draw(st.integers(0, 900))), begin + timedelta(hours=40))
    frame = frame_of(there)
    found = possible(
        rules, office, Need(Purpose.SIGNING), there, frame, [Change(*change) for change in changes]
    )  # fmt: skip
    free = {day for year in {day.year for day in days} for day in holidays_of(office.land, "", year)}
    for counter in office.counters:
        published: set[datetime] = set().union(*(slow.published(office, counter, day, free) for day in days))
        opened = [(start, end) for opens, key, start, end in changes if opens and key in ("", counter.key)]
        raster = published.union(*(slow.minutes_between(*span) for span in opened))
        starts = _starts(raster, _after(published, counter.key, changes), step, minutes)
        wanted = [start for start in starts if there.first <= start < there.end]
        for place in range(1, counter.places + 1):
            assert [frame.moment(bit) for bit in bits(found[(counter.key, place)])] == wanted


def _starts(raster: set[datetime], opened: set[datetime], step: int, minutes: int) -> list[datetime]:
    found = []
    for start, end in slow.spans_of(raster):
        moment = start
        while moment.minute % 5:
            moment += slow.MINUTE
        while moment < end:
            if all(moment + slow.MINUTE * number in opened for number in range(minutes)):
                found.append(moment)
            moment += timedelta(minutes=step)
    return found


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        (SPRING, "00:00", "06:00", 5), (AUTUMN, "00:00", "06:00", 7), (SPRING, "02:15", "02:45", 0),
        (SPRING, "01:00", "02:30", 1), (SPRING, "02:30", "04:00", 1), (AUTUMN, "02:00", "02:30", 1.5),
        (SPRING, "08:00", "12:00", 4), (AUTUMN, "08:00", "12:00", 4),
    ],
)  # fmt: skip
def test_an_opening_across_the_change_is_as_long_as_it_is_for_the_people_in_it(
    day: date, start: str, end: str, hours: float
) -> None:
    from appointments.opening import opening_of

    office = _plain(hours=[{"days": ["su"], "start": start, "end": end}], open_once=[])
    if day == SPRING:  # Easter Sunday, and in Hesse no holiday by name
        assert day.weekday() == 6
    spans = opening_of(office, office.counters[0], first=day, last=day)
    assert sum((until - since for since, until in spans), timedelta()) == timedelta(hours=hours)


def test_eight_in_the_morning_is_an_hour_earlier_in_summer() -> None:
    from appointments.opening import opening_of

    office = _plain()
    starts = [
        opening_of(office, office.counters[0], first=day, last=day)[0][0].hour
        for day in (date(2027, 3, 27), SPRING, date(2027, 10, 30), AUTUMN)
    ]
    assert starts == [7, 6, 6, 7]


def test_open_once_holds_on_a_holiday_and_through_a_closure() -> None:
    from appointments.opening import opening_of

    holiday = date(2027, 5, 6)
    office = _plain(
        open_once=[{"day": holiday, "start": "10:00", "end": "11:00"}], closures=[{"first": holiday, "last": holiday}]
    )
    assert opening_of(office, office.counters[0], first=holiday, last=holiday) == [
        (datetime(2027, 5, 6, 8, tzinfo=UTC), datetime(2027, 5, 6, 9, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    ("day", "opens"),
    [("2026-11-30", False), ("2026-12-01", True), ("2027-01-02", True), ("2027-02-28", True), ("2027-03-01", False)],
)
def test_a_season_may_cross_new_year(day: str, opens: bool) -> None:
    from appointments.config import Hours

    winter = Hours.model_validate(
        {"days": slow.ALL_DAYS, "start": "08:00", "end": "09:00", "season": ["12-01", "02-28"]}
    )
    assert winter.opens_on(date.fromisoformat(day)) is opens


@pytest.mark.parametrize("season", [["05-01", "W05-1"], ["5-1", "06-01"], ["02-30", "06-01"], ["0501", "06-01"]])
def test_a_season_is_written_in_one_way(season: list[str]) -> None:
    from pydantic import ValidationError

    from appointments.config import Hours

    with pytest.raises(ValidationError):
        Hours.model_validate({"days": ["mo"], "start": "08:00", "end": "09:00", "season": season})
