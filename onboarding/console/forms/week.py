"""Hours as a table of the week: a line of periods for every weekday, one table for the year and one for each season."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from appointments import weekly
from appointments.config import WEEKDAYS
from appointments.days_text import year_day_of, year_day_shown
from appointments.hours_text import Pair, pairs
from appointments.soundness import Advice
from appointments.weekly import NAMES, Week
from configuration.document import Fault
from onboarding.console.forms.advised import advise, say
from ui.fields import CheckField, TextField
from ui.forms import Form

_WRONG = _("Schreiben Sie die Zeit so: 08:00–12:00. Mehrere trennen Sie mit einem Komma.")
_NO_HOURS = _("Tragen Sie an mindestens einem Tag eine Zeit ein.")
_SEASON = _("Schreiben Sie den Tag mit Tag und Monat, zum Beispiel 1.5.")
COUNT, MOST = "wochen", 40


@dataclass(frozen=True)
class Table:
    """The lines of one week; ``season`` are the fields of its first and last day, and of its removal."""

    number: int
    days: list[forms.BoundField]
    season: list[forms.BoundField]


class WeekForm(Form):
    """Bound to the entries as typed. Places of faults and advice begin with the number of an entry; ``blank``: with an
    empty table for one season more."""

    template_name = "console/forms/week.html"

    def __init__(
        self, entries: Any, faults: Iterable[Fault] = (), advice: Iterable[Advice] = (), *,
        title: Any = "", about: Any = "", blank: bool = False,
    ) -> None:  # fmt: skip
        self.title, self.about = title, about
        self.weeks = weekly.weeks_of(entries) + ([Week(("", ""))] if blank else [])
        super().__init__(_data(self.weeks))
        for number, week in enumerate(self.weeks):
            self.fields.update(_fields(number, week))
        self.full_clean()
        self._say_all(faults, entries)
        for one in advice:
            for name in self._names(one.path):
                advise(self, name, one.text)

    @property
    def tables(self) -> Iterator[Table]:
        for number, week in enumerate(self.weeks):
            seasonal = (
                [self[f"w{number}_{part}"] for part in ("first", "last", "weg")] if week.season is not None else []
            )
            yield Table(number, [self[f"w{number}_{day}"] for day in WEEKDAYS], seasonal)

    def _say_all(self, faults: Iterable[Fault], entries: Any) -> None:
        for fault in faults:
            number, _dot, part = fault.path.partition(".")
            text = fault.reason
            if part.startswith("days"):
                text = _NO_HOURS
            elif part in ("start", "end") and not weekly.is_understood(entries, number):
                text = _NO_HOURS if self._is_loose(number) else _WRONG
            for name in self._names(fault.path):
                say(self, name, text)
        for place, week in enumerate(self.weeks):
            self._say_season(place, week)

    def _say_season(self, number: int, week: Week) -> None:
        """Its days stand in every entry, so the faults of the entries would say it at every line."""
        for part, text in zip(("first", "last"), week.season or (), strict=False):
            if not year_day_of(text) and (any(week.season or ()) or not week.is_empty):
                say(self, f"w{number}_{part}", _SEASON)

    @staticmethod
    def _has_bad_season(week: Week) -> bool:
        return week.season is not None and not all(map(year_day_of, week.season))

    def _is_loose(self, number: str) -> bool:
        return any(int(number) in week.loose for week in self.weeks)

    def _names(self, path: str) -> list[str]:
        """The fields that an entry came from."""
        number, _dot, part = path.partition(".")
        if not number.isdigit():
            return ["w0_mo"]
        found = []
        for place, week in enumerate(self.weeks):
            days = [day for day in WEEKDAYS if int(number) in week.places[day]]
            if int(number) in week.loose:
                found.append(f"w{place}_mo")
            elif not part.startswith("season") and not self._has_bad_season(week):
                found += [f"w{place}_{day}" for day in days]
        return found


def merged_week(before: Any, typed: Any) -> list[Any]:
    """The entries after what was typed. What says the same stays as it was written."""
    weeks, number = [], 0
    while number < _count(typed):
        season = (_year_day(typed, number, "first"), _year_day(typed, number, "last")) if number else None
        days: dict[str, list[Pair]] = {day: pairs(typed.get(f"w{number}_{day}", "")) for day in WEEKDAYS}
        week = Week(season, days)
        if not typed.get(f"w{number}_weg") and (week.season is None or any(week.season) or not week.is_empty):
            weeks.append(week)
        number += 1
    kept: list[Any] = before if isinstance(before, list) else []
    if not number or _said(weeks) == _said(weekly.weeks_of(before)):
        return kept
    return [*weekly.entries_of(weeks), *weekly.foreign(before)]


def _count(typed: Any) -> int:
    """So many tables were shown; a page that shows none carries none."""
    text = str(typed.get(COUNT, ""))
    return min(int(text), MOST) if text.isascii() and text.isdigit() else 0


def _said(weeks: list[Week]) -> list[Any]:
    return [(week.season, week.days) for week in weeks]


def _year_day(typed: Any, number: int, part: str) -> str:
    text = " ".join(str(typed.get(f"w{number}_{part}", "")).split())
    return year_day_of(text) or text


def _data(weeks: list[Week]) -> MultiValueDict[str, str]:
    data: MultiValueDict[str, str] = MultiValueDict()
    for number, week in enumerate(weeks):
        for day in WEEKDAYS:
            data[f"w{number}_{day}"] = week.line(day)
        if week.season is not None:
            data[f"w{number}_first"], data[f"w{number}_last"] = map(year_day_shown, week.season)
    return data


def _fields(number: int, week: Week) -> dict[str, forms.Field]:
    told: dict[str, Any] = {"required": False, "autocomplete": "off"}
    made: dict[str, forms.Field] = {}
    if week.season is not None:
        made[f"w{number}_first"] = TextField(label=_("Erster Tag der Jahreszeit"), width=10, **told)
        made[f"w{number}_last"] = TextField(label=_("Letzter Tag der Jahreszeit"), width=10, **told)
        made[f"w{number}_weg"] = CheckField(label=_("Diese Jahreszeit entfernen"), required=False)
    made |= {f"w{number}_{day}": TextField(label=NAMES[day], **told) for day in WEEKDAYS}
    for field in made.values():
        field.quiet = True  # type: ignore[attr-defined]  # an empty line is an answer: closed
    return made
