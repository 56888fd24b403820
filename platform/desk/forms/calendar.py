from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.config import GRID_MINUTES, AppointmentRules
from appointments.models import CalendarChange
from appointments.opening import DAY, moment
from desk.forms.day import day_of
from ui.fields import DateField3, SelectField, TextField
from ui.forms import Form

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?")
LONGEST = timedelta(days=366)


class ClockField(TextField):
    """A time of day as people write it: 8, 8:30, 08.30 Uhr; returns a ``time`` on the calendar's grid."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("Schreiben Sie die Uhrzeit so: 8:30."),
        "off_grid": _("Die Uhrzeit muss auf fünf Minuten genau sein, zum Beispiel 8:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"width": 4, "autocomplete": "off", **kwargs})

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if minute % GRID_MINUTES:
            raise ValidationError(self.error_messages["off_grid"], code="off_grid")
        return time(hour, minute)


class ChangeForm(Form):
    """Where and when the calendar changes. ``where`` is an office and perhaps one of its counters."""

    where = SelectField(label=_("Wo"), choices=[])
    first = DateField3(label=_("Erster Tag"))
    begin = ClockField(label=_("ab Uhrzeit"), help_text=_("Leer: den ganzen Tag"), required=False)
    last = DateField3(label=_("Letzter Tag"), help_text=_("Leer: nur dieser eine Tag"), required=False)
    end = ClockField(label=_("bis Uhrzeit"), help_text=_("Leer: bis zum Ende des Tages"), required=False)
    reason = TextField(
        label=_("Grund"), help_text=_("So lesen ihn die Menschen, die es betrifft. Ohne Namen."), max_length=200
    )

    def __init__(self, *args: Any, rules: AppointmentRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places(rules)  # type: ignore[attr-defined]  # a field of ours; Django's type is its base

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        last = given["last"] or given["first"]
        given["starts_at"] = moment(given["first"], given["begin"] or time.min)
        given["ends_at"] = moment(last, given["end"], late=True) if given["end"] else moment(last + DAY, time.min)
        if given["ends_at"] <= given["starts_at"]:
            self.add_error("last" if given["last"] else "end", _("Das Ende liegt vor dem Anfang."))
        elif given["ends_at"] - given["starts_at"] > LONGEST:
            self.add_error("last", _("Das ist mehr als ein Jahr. Prüfen Sie bitte die Tage."))
        return given

    def change(self, kind: str, token: str) -> CalendarChange:
        """Unsaved. Its number is the form's own, so that the same form acts once."""
        office, _sep, resource = self.cleaned_data["where"].partition("|")
        given = self.cleaned_data
        return CalendarChange(
            id=number_of(token), kind=kind, office=office, resource=resource, starts_at=given["starts_at"],
            ends_at=given["ends_at"], reason=given["reason"], by=0, at=given["starts_at"],
        )  # fmt: skip


class OpenForm(ChangeForm):
    begin = ClockField(label=_("ab Uhrzeit"))
    end = ClockField(label=_("bis Uhrzeit"))
    last = DateField3(label=_("Letzter Tag"), help_text=_("Leer: nur dieser eine Tag"), required=False)
    reason = TextField(label=_("Anlass"), help_text=_("Freiwillig."), max_length=200, required=False)


def number_of(token: str) -> uuid.UUID:
    """The form's number; a new one where somebody made it up."""
    try:
        return uuid.UUID(token)
    except ValueError:
        return uuid.uuid4()


def places(rules: AppointmentRules) -> list[tuple[str, Any]]:
    """Each office as a whole, then its counters."""
    found: list[tuple[str, Any]] = []
    for office in rules.offices:
        name = office.name.of("de")
        found.append((f"{office.key}|", _("%s, ganzer Standort") % name))
        found += [(f"{office.key}|{counter.key}", f"{name}, {counter.name}") for counter in office.counters]
    return found


def prefilled(typed: Mapping[str, str], rules: AppointmentRules) -> dict[str, Any]:
    """From a link: the day and the place that somebody was looking at."""
    office = rules.office(typed.get("standort", "")) or (rules.offices[0] if rules.offices else None)
    return {"where": f"{office.key}|" if office else "", "first": day_of(typed.get("tag", ""))}


def monday_of(typed: str, at_day: date) -> date:
    """The Monday of a day in an address, or of today."""
    day = day_of(typed) or at_day
    return day - timedelta(days=day.weekday())
