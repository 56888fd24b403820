"""Hours of the section as typed, as tables of a week: one for all the year, one for each season; and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments import hours_text
from appointments.config import WEEKDAYS
from appointments.days_text import year_day_shown
from appointments.hours_text import Pair

NAMES: dict[str, Any] = {
    "mo": gettext_lazy("Montag"), "tu": gettext_lazy("Dienstag"), "we": gettext_lazy("Mittwoch"), "th": gettext_lazy("Donnerstag"),
    "fr": gettext_lazy("Freitag"), "sa": gettext_lazy("Samstag"), "su": gettext_lazy("Sonntag"),
}  # fmt: skip
Season = tuple[str, str]


@dataclass
class Week:
    """``season``: first and last day as typed, or none for all the year. ``days`` by weekday; ``places``: the numbers of the
    entries by weekday, from which a fault finds its way to the line."""

    season: Season | None = None
    days: dict[str, list[Pair]] = field(default_factory=lambda: {day: [] for day in WEEKDAYS})
    places: dict[str, list[int]] = field(default_factory=lambda: {day: [] for day in WEEKDAYS})
    loose: list[int] = field(default_factory=list)

    def line(self, day: str) -> str:
        return hours_text.shown(self.days[day])

    @property
    def is_empty(self) -> bool:
        return not any(self.days.values())


def weeks_of(entries: Any) -> list[Week]:
    """The first is the one for all the year. What is no entry of hours is left aside (``foreign``)."""
    found: dict[Season | None, Week] = {None: Week()}
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if not _is_known(entry):
            continue
        season = _season_of(entry)
        week = found.setdefault(season, Week(season))
        week.loose += [] if entry["days"] else [number]
        for day in entry["days"]:
            week.days[day].append(hours_text.pair_of(entry))
            week.places[day].append(number)
    for week in found.values():
        week.days = {day: hours_text.in_order(dict.fromkeys(periods)) for day, periods in week.days.items()}
    return list(found.values())


def foreign(entries: Any) -> list[Any]:
    """What somebody wrote there as text and no table can show."""
    return [entry for entry in entries if not _is_known(entry)] if isinstance(entries, list) else []


def entries_of(weeks: list[Week]) -> list[dict[str, Any]]:
    """The entries of the section: days with the same period together. A season without hours stays, as something wrong."""
    made: list[dict[str, Any]] = []
    for week in weeks:
        by_pair: dict[Pair, list[str]] = {}
        for day in WEEKDAYS:
            for pair in week.days[day]:
                by_pair.setdefault(pair, []).append(day)
        season = list(week.season) if week.season is not None else None
        if season and any(season) and not by_pair:
            by_pair[("", "")] = []
        made += [{"start": start, "end": end, "days": days, "season": season} for (start, end), days in by_pair.items()]
    return made


def told(entries: Any) -> str:
    """„Montag bis Freitag 08:00–12:00, Donnerstag 14:00–17:30“."""
    parts = []
    for week in weeks_of(entries):
        lines = [f"{_days(entry['days'])} {_period(entry)}".strip() for entry in entries_of([week])]
        if not lines:
            continue
        text = ", ".join(lines)
        if week.season is not None:
            first, last = map(year_day_shown, week.season)
            text = _("vom %(first)s bis %(last)s: %(hours)s") % {"first": first, "last": last, "hours": text}
        parts.append(text)
    return "; ".join(parts)


def _days(days: list[str]) -> str:
    """Three or more in a row from the first to the last."""
    runs: list[list[int]] = []
    for number in sorted(map(WEEKDAYS.index, days)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [str(NAMES[day]) for day in WEEKDAYS]
    told_runs = [
        _("%(first)s bis %(last)s") % {"first": names[run[0]], "last": names[run[-1]]}
        if len(run) > 2
        else ", ".join(names[number] for number in run)
        for run in runs
    ]
    return ", ".join(told_runs)


def _period(entry: dict[str, Any]) -> str:
    return hours_text.shown([(entry["start"], entry["end"])])


def _is_known(entry: Any) -> bool:
    if not isinstance(entry, dict) or set(entry) - {"start", "end", "days", "season"}:
        return False
    days, season = entry.get("days"), entry.get("season")
    if not isinstance(days, list) or not all(day in WEEKDAYS for day in days) or (not days and not season):
        return False
    return season is None or (
        isinstance(season, list) and len(season) == 2 and all(isinstance(one, str) for one in season)
    )


def _season_of(entry: dict[str, Any]) -> Season | None:
    season = entry.get("season")
    return (season[0], season[1]) if season is not None else None


def is_understood(entries: Any, number: str) -> bool:
    """Whether the period of that entry could be read."""
    found = isinstance(entries, list) and number.isdigit() and int(number) < len(entries)
    return found and isinstance(entries[int(number)], dict) and bool(hours_text.pair_of(entries[int(number)])[1])
