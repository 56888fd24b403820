"""What is typed as hours is shown back and understood the same; nothing of it is ever lost."""

from __future__ import annotations

from datetime import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appointments import hours_text, weekly
from appointments.config import WEEKDAYS, Hours
from appointments.days_text import day_of, day_shown, year_day_of, year_day_shown

CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WAYS = st.sampled_from(["{0:%H:%M}", "{0:%H.%M}", "{0:%H:%M} Uhr", "{0.hour}:{0:%M}", "{0:%H%M}", "{0.hour}h{0:%M}"])
BETWEEN = st.sampled_from(["-", " - ", "–", " bis ", "—"])
APART = st.sampled_from([", ", "; ", " und ", ",", "\n"])


WRITTEN = st.lists(st.tuples(CLOCKS, WAYS, BETWEEN, CLOCKS, WAYS), max_size=4)


@given(WRITTEN, APART)
def test_every_way_of_writing_hours_means_the_same(written: list[Any], apart: str) -> None:
    text = apart.join(
        first.format(start) + between + second.format(end) for start, first, between, end, second in written
    )
    found = hours_text.pairs(text)
    assert found == sorted(
        {(f"{start:%H:%M}:00", f"{end:%H:%M}:00") for start, _first, _between, end, _second in written}
    )
    assert hours_text.pairs(hours_text.shown(found)) == found


@given(st.text(st.sampled_from("0123456789:.-–bis Uhr,;undx \n"), max_size=40))
def test_whatever_is_typed_is_shown_back_and_read_the_same(text: str) -> None:
    found = hours_text.pairs(text)
    assert hours_text.pairs(hours_text.shown(found)) == found


WEEKS = st.dictionaries(
    st.sampled_from(WEEKDAYS), st.lists(st.sampled_from(["8-12", "9-11:30", "14-18", "x", "12-8"]), max_size=3)
)
SEASONS = st.lists(st.sampled_from([("05-01", "09-30"), ("11-01", "02-28"), ("", "07-01")]), unique=True, max_size=2)


@given(WEEKS, st.lists(WEEKS, min_size=2, max_size=2), SEASONS)
def test_a_week_becomes_entries_and_the_same_week_again(year: Any, others: list[Any], seasons: list[Any]) -> None:
    def week(season: Any, typed: Any) -> weekly.Week:
        return weekly.Week(season, {day: hours_text.pairs(", ".join(typed.get(day, []))) for day in WEEKDAYS})

    weeks = [week(None, year), *(week(season, typed) for season, typed in zip(seasons, others, strict=False))]
    entries = weekly.entries_of(weeks)
    again = weekly.weeks_of(entries)
    assert [(one.season, one.days) for one in again] == [(one.season, one.days) for one in weeks]
    assert weekly.entries_of(again) == entries
    assert not weekly.foreign(entries)


@given(st.dates())
def test_a_day_is_read_as_it_is_shown(day: Any) -> None:
    if day.year >= 1000:
        assert day_of(day_shown(day.isoformat())) == day.isoformat()
    if (day.month, day.day) != (2, 29):
        assert year_day_of(year_day_shown(f"{day:%m-%d}")) == f"{day:%m-%d}"


def test_days_are_read_in_the_ways_people_write_them() -> None:
    for text in ("24.12.2026", "24.12.26", "2026-12-24", "24. Dezember 2026", " 24. 12. 2026 "):
        assert day_of(text) == "2026-12-24", text
    for text in ("1.5.", "1.5", "01.05.", "1. Mai", "05-01"):
        assert year_day_of(text) == "05-01", text
    for text in ("", "32.1.2026", "29.2.2027", "morgen", "2026"):
        assert day_of(text) == "", text


def test_hours_read_as_people_say_them() -> None:
    raw = [
        Hours(days=["mo", "tu", "we", "th", "fr"], start=time(8), end=time(12)),
        Hours(days=["mo", "th"], start=time(13, 30), end=time(17, 30)),
        Hours(days=["sa"], start=time(9), end=time(11), season=("05-01", "09-30")),
    ]
    told = weekly.told([hours.model_dump(mode="json") for hours in raw])
    assert told == (
        "Montag bis Freitag 08:00–12:00, Montag, Donnerstag 13:30–17:30; vom 1.5. bis 30.9.: Samstag 09:00–11:00"
    )
