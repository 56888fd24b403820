"""Dates in three inputs. A message says which part is wrong, and only that part is marked."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from kernel.dates import PartialDate
from ui import formats, widgets

_WHOLE_DATE = re.compile(r"(\d{1,2})[./ ]+(\d{1,2})[./ ]+(\d{4})")
_MONTH_NAMES = (
    ("jan",), ("feb",), ("mär", "mar", "mrz"), ("apr",), ("mai", "may"), ("jun",),
    ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dez", "dec"),
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
_MISSING = {
    ("day",): _("Ergänzen Sie den Tag."),
    ("month",): _("Ergänzen Sie den Monat."),
    ("year",): _("Ergänzen Sie das Jahr."),
    ("day", "month"): _("Ergänzen Sie Tag und Monat."),
    ("day", "year"): _("Ergänzen Sie Tag und Jahr."),
    ("month", "year"): _("Ergänzen Sie Monat und Jahr."),
}
_WRONG = {
    "day": _("Der Tag muss eine Zahl von 1 bis 31 sein."),
    "month": _("Der Monat muss eine Zahl von 1 bis 12 sein."),
    "year": _("Schreiben Sie das Jahr mit vier Ziffern, zum Beispiel 1980."),
}


class _DateField(forms.Field):
    """What both kinds share: reading three texts, bounds (included), messages for parts."""

    kind = "date"
    widget = widgets.DateParts
    default_error_messages: ClassVar[dict[str, Any]] = {
        "too_early": _("Das Datum darf nicht vor dem %(limit)s liegen."),
        "too_late": _("Das Datum darf nicht nach dem %(limit)s liegen."),
    }

    def __init__(
        self, *, earliest: date | None = None, latest: date | None = None, autocomplete: str = "", **kwargs: Any
    ) -> None:
        super().__init__(widget=widgets.DateParts(autocomplete=autocomplete), **kwargs)
        self.earliest, self.latest = earliest, latest

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _texts(initial) != _texts(data)

    def _check_bounds(self, first: date, last: date) -> None:
        for code, limit, wrong in (
            ("too_early", self.earliest, self.earliest and last < self.earliest),
            ("too_late", self.latest, self.latest and first > self.latest),
        ):
            if wrong:
                params = {"limit": formats.long_date(limit)}
                raise ValidationError(self.error_messages[code], code=code, params=params)


class DateField3(_DateField):
    """A full date; returns a ``date``."""

    def to_python(self, value: Any) -> date | None:
        texts = _texts(value)
        if not any(texts):
            return None
        missing = [part for part, text in zip(widgets.PARTS, texts, strict=True) if not text]
        return _existing(*_numbers(texts, missing)).earliest()

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value:
            self._check_bounds(value, value)


class PartialDateField(_DateField):
    """A date whose day, or day and month, may be unknown and stay empty; returns a ``PartialDate``."""

    def to_python(self, value: Any) -> PartialDate | None:
        texts = _texts(value)
        if not any(texts):
            return None
        day, month, year = texts
        missing = [part for part, lacks in (("month", day and not month), ("year", not year)) if lacks]
        return _existing(*_numbers(texts, missing))

    def validate(self, value: PartialDate | None) -> None:
        super().validate(value)
        if value:
            self._check_bounds(value.earliest(), value.latest())


def _texts(value: Any) -> list[str]:
    """Day, month and year as typed; a whole date typed into the first input counts as three."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return widgets.DateParts().decompress(value)
    texts = [str(text or "").strip().rstrip(".") for text in [*value, "", "", ""][:3]]
    whole = _WHOLE_DATE.fullmatch(texts[0]) if not any(texts[1:]) else None
    return list(whole.groups()) if whole else texts


def _numbers(texts: list[str], missing: list[str]) -> tuple[int | None, int | None, int]:
    """Day, month and year as numbers; refuses with everything that is missing or cannot be."""
    day, month, year = texts
    numbers = (_number(day), _number(month) or _MONTHS.get(month[:3].lower()), _number(year))
    bounds = ((1, 31), (1, 12), (1000, 9999))
    wrong = [
        part
        for part, text, number, (low, high) in zip(widgets.PARTS, texts, numbers, bounds, strict=True)
        if text and not low <= (number or 0) <= high
    ]
    if missing or wrong:
        messages = [_MISSING[tuple(missing)]] if missing else []
        messages += [_WRONG[part] for part in wrong]
        code = "incomplete" if missing else f"wrong_{wrong[0]}"
        parts = tuple(part for part in widgets.PARTS if part in {*missing, *wrong})
        raise ValidationError(" ".join(map(str, messages)), code=code, params={"parts": parts})
    return numbers[0], numbers[1], numbers[2] or 0


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _existing(day: int | None, month: int | None, year: int) -> PartialDate:
    if day and month and day > monthrange(year, month)[1]:
        _refuse_day(year, month)
    return PartialDate(year, month, day)


def _refuse_day(year: int, month: int) -> NoReturn:
    raise ValidationError(
        _("Der %(month)s %(year)d hat nur %(days)d Tage. Prüfen Sie den Tag."),
        code="no_such_day",
        params={"month": MONTHS[month], "year": year, "days": monthrange(year, month)[1], "parts": ("day",)},
    )
