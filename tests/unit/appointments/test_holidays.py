"""The Länder's holidays from the library, against the laws as they stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

EASTER = {2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28), 2028: date(2028, 4, 16)}
FIXED = {"01-01": "", "05-01": "", "10-03": "", "12-25": "", "12-26": ""}
SOME = {
    "01-06": "BW BY ST",
    "03-08": "BE MV",
    "08-15": "SL",
    "09-20": "TH",
    "10-31": "BB HB HH MV NI SN ST SH TH",
    "11-01": "BW BY NW RP SL",
}
AFTER_EASTER = {-2: "", 1: "", 39: "", 50: "", 60: "BW BY HE NW RP SL"}
LAENDER = "BB BE BW BY HB HE HH MV NI NW RP SH SL SN ST TH".split()


def _by_law(land: str, year: int) -> set[date]:
    found = {date.fromisoformat(f"{year}-{day}") for day in FIXED}
    found |= {date.fromisoformat(f"{year}-{day}") for day, laender in SOME.items() if land in laender.split()}
    found |= {EASTER[year] + timedelta(days=n) for n, where in AFTER_EASTER.items() if not where or land in where}
    if land == "SN":
        before = date(year, 11, 22)
        found.add(before - timedelta(days=(before.weekday() - 2) % 7))
    if (land, year) == ("BE", 2025):
        found.add(date(2025, 5, 8))
    if land == "BE" and year == 2028:
        found.add(date(2028, 6, 17))
    return found


def _ours(land: str, municipality: str, year: int) -> set[date]:
    from appointments.opening import holidays_of

    return set(holidays_of(land, municipality, year))


def _weekdays(days: set[date]) -> set[date]:
    """Sundays are closed anyway, and only Brandenburg names those of Easter and Whitsun."""
    return {day for day in days if day.weekday() != 6}


@pytest.mark.parametrize("year", EASTER)
@pytest.mark.parametrize("land", LAENDER)
def test_every_lands_holidays_are_those_of_its_law(land: str, year: int) -> None:
    assert _weekdays(_ours(land, "", year)) == _weekdays(_by_law(land, year))


@pytest.mark.parametrize(
    ("land", "municipality", "more"),
    [
        ("BY", "Augsburg", {"2025-08-08", "2025-08-15"}),
        ("BY", "catholic", {"2025-08-15"}),
        ("SL", "catholic", set()),
        ("SN", "catholic", {"2025-06-19"}),
        ("TH", "catholic", {"2025-06-19"}),
    ],
)
def test_some_municipalities_have_days_of_their_own(land: str, municipality: str, more: set[str]) -> None:
    assert _ours(land, municipality, 2025) - _ours(land, "", 2025) == {date.fromisoformat(day) for day in more}
    assert _ours(land, municipality, 2025) >= _ours(land, "", 2025)


@pytest.mark.parametrize(
    ("land", "municipality", "good"),
    [("BY", "Augsburg", True), ("BY", "augsburg", False), ("HE", "catholic", False), ("HE", "", True)],
)
def test_a_municipality_that_changes_nothing_is_refused(land: str, municipality: str, good: bool) -> None:
    from pydantic import ValidationError

    from appointments.config import Office

    raw: dict[str, Any] = {
        "key": "a", "name": "A", "land": land, "municipality": municipality,
        "hours": [{"days": ["mo"], "start": "08:00", "end": "09:00"}], "counters": [{"key": "a", "name": "A"}],
    }  # fmt: skip
    if good:
        assert Office.model_validate(raw).municipality == municipality
    else:
        with pytest.raises(ValidationError, match="leave it empty"):
            Office.model_validate(raw)


def test_they_are_named_in_german() -> None:
    from appointments.opening import holidays_of

    assert holidays_of("SN", "", 2025)[date(2025, 11, 19)] == "Buß- und Bettag"
