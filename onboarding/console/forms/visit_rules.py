"""What holds for all offices and does not fit a form of plain fields: when slots open, reminders, whose calendar it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.hours_text import clock_of, clock_shown
from appointments.weekly import NAMES
from configuration.asking import Asked, Kind
from configuration.document import Fault
from configuration.words import Group
from onboarding.console.forms.group import GroupForm, merged

ROLLING, WAVES = "laufend", "wellen"

WHEN = Group("buchbar", _("Wann Termine buchbar sind"), (
    Asked("lead_hours", _("Bis so lange vorher kann man buchen"), kind=Kind.NUMBER, unit=_("Stunden")),
    Asked("way", _("Wie werden Termine frei?"), kind=Kind.CHOICE, choices=(
        (ROLLING, _("Laufend: jeden Tag kommt ein Tag dazu")), (WAVES, _("In Wellen: einmal in der Woche werden mehrere Wochen frei")),
    )),
    Asked("horizon_days", _("Laufend: so weit im Voraus kann man buchen"), _("1 bis 365 Tage"), kind=Kind.NUMBER, unit=_("Tage")),
    Asked("weekday", _("In Wellen: an welchem Wochentag?"), kind=Kind.CHOICE, choices=tuple(NAMES.items())),
    Asked("at", _("In Wellen: um wie viel Uhr?"), _("Zum Beispiel 7:00")),
    Asked("weeks", _("In Wellen: für so viele Wochen"), _("1 bis 52 Wochen"), kind=Kind.NUMBER, unit=_("Wochen")),
))  # fmt: skip
REMINDERS = Group("erinnerungen", _("Erinnerungen"), (
    Asked(
        "reminders", _("Wie viele Tage vor dem Termin erinnern wir?"),
        _("Eine Zahl je Zeile, höchstens fünf. Leer: Wir erinnern nicht."), Kind.LIST,
    ),
))  # fmt: skip


def when_form(value: Any, faults: Iterable[Fault]) -> GroupForm:
    moved = [Fault(fault.path.removeprefix("release."), fault.reason) for fault in faults]
    return GroupForm(WHEN, _when_flat(value), moved)


def when_merged(value: Any, typed: Any) -> dict[str, Any]:
    flat = merged(WHEN, _when_flat(value), typed)
    made = {
        **(value if isinstance(value, dict) else {}),
        "lead_hours": flat["lead_hours"],
        "horizon_days": flat["horizon_days"],
    }
    release = {"weekday": flat["weekday"], "at": clock_of(str(flat["at"])) or flat["at"], "weeks": flat["weeks"]}
    return {**made, "release": release if flat["way"] == WAVES else None}


def _when_flat(value: Any) -> dict[str, Any]:
    there = value if isinstance(value, dict) else {}
    release = there.get("release")
    told = {"weekday": "mo", "at": "07:00", "weeks": 4} | (release if isinstance(release, dict) else {})
    return {
        "lead_hours": there.get("lead_hours", ""), "horizon_days": there.get("horizon_days", ""),
        "way": WAVES if release else ROLLING, **told, "at": clock_shown(told["at"]),
    }  # fmt: skip


def reminders_form(value: Any, faults: Iterable[Fault]) -> GroupForm:
    return GroupForm(REMINDERS, value, [fault for fault in faults if fault.path.startswith("reminders")])


def reminders_merged(value: Any, typed: Any) -> dict[str, Any]:
    """„7“, „7 Tage“ or „7, 1“: numbers where there are some; the rest stays as typed."""
    made = merged(REMINDERS, value, typed)
    parts = [part.strip() for line in made.get("reminders") or [] for part in str(line).split(",") if part.strip()]
    return {**made, "reminders": [_days(part) for part in parts]}


def _days(text: str) -> int | str:
    plain = text.lower().removesuffix("tage").removesuffix("tag").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else text
