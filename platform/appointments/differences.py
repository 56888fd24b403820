"""What a new version of the configuration changed about visits, in words that a clerk reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.config import AppointmentRules, Closure, Counter, Hours, Office, OpenOnce
from appointments.needs import Purpose
from configuration import document
from configuration.models import ConfigurationVersion
from ui.formats import long_date

WEEKDAYS: dict[str, Any] = {
    "mo": gettext_lazy("Mo"), "tu": gettext_lazy("Di"), "we": gettext_lazy("Mi"), "th": gettext_lazy("Do"),
    "fr": gettext_lazy("Fr"), "sa": gettext_lazy("Sa"), "su": gettext_lazy("So"),
}  # fmt: skip
_NUMBERS: dict[str, Any] = {
    "booking": gettext_lazy("Wann gebucht wird"),
    "system": gettext_lazy("Terminsystem"),
    "step_minutes": gettext_lazy("Abstand der Anfänge in Minuten"),
    "lead_hours": gettext_lazy("Vorlauf in Stunden"),
    "horizon_days": gettext_lazy("Buchbar so viele Tage voraus"),
    "hold_minutes": gettext_lazy("Reserviert beim Buchen in Minuten"),
    "invitation_days": gettext_lazy("Einladung gilt in Tagen"),
    "offer_hours": gettext_lazy("Angebot der Warteliste gilt in Stunden"),
    "offer_notice_hours": gettext_lazy("Kein Angebot später als so viele Stunden vorher"),
    "most_offers": gettext_lazy("Höchstens so viele Angebote"),
    "reminders": gettext_lazy("Erinnerungen, Tage vorher"),
    "release": gettext_lazy("Freigabe in Wellen"),
    "fair_use": gettext_lazy("Grenzen gegen Missbrauch"),
}
_BOOKING: dict[str, Any] = {
    "after_decision": gettext_lazy("nach der Entscheidung"),
    "with_application": gettext_lazy("mit dem Antrag"),
    "none": gettext_lazy("gar nicht"),
}
MOST = 20


@dataclass(frozen=True)
class Published:
    """A version that changed something about visits. ``lines`` say what."""

    at: datetime
    valid_from: datetime
    author: str
    reason: str
    lines: list[str]


def published(*, most: int = MOST) -> list[Published]:
    """The last versions that changed the calendar, the newest first. One statement."""
    rows = ConfigurationVersion.objects.order_by("-number")
    kept: list[Any] = list(
        rows.values("published_at", "valid_from", "author", "reason", "document__appointments")[: most + 1]
    )
    found = []
    for newer, older in zip(kept, [*kept[1:], None], strict=True):
        if older is None:
            break
        lines = list(differences(_rules(older), _rules(newer)))
        if lines:
            found.append(Published(newer["published_at"], newer["valid_from"], newer["author"], newer["reason"], lines))
    return found


def _rules(row: dict[str, Any]) -> AppointmentRules:
    part = row["document__appointments"]
    return document.read({"appointments": part} if part else {}, AppointmentRules)


def differences(before: AppointmentRules, after: AppointmentRules) -> Iterator[str]:
    """Line by line, the offices first."""
    old, new = {office.key: office for office in before.offices}, {office.key: office for office in after.offices}
    for key in sorted(old.keys() - new.keys()):
        yield _("Standort entfällt: %s") % _name(old[key])
    for key in sorted(new.keys() - old.keys()):
        yield _("Neuer Standort: %s") % _name(new[key])
        yield from _listed(_name(new[key]), _("Öffnungszeiten"), [], _hours(new[key].hours))
    for key in sorted(old.keys() & new.keys()):
        yield from _office(old[key], new[key])
    for purpose in Purpose:
        if before.lengths.of(purpose) != after.lengths.of(purpose):
            yield _change(_("Dauer %s") % purpose.label, _length(before, purpose), _length(after, purpose))
    for field, label in _NUMBERS.items():
        one, other = getattr(before, field), getattr(after, field)
        if one != other:
            yield _change(str(label), _plain(one), _plain(other))


def _office(old: Office, new: Office) -> Iterator[str]:
    name = _name(new)
    for label, one, other in (
        (_("Name"), [_name(old)], [_name(new)]),
        (_("Anschrift"), [", ".join(old.address)], [", ".join(new.address)]),
        (_("Öffnungszeiten"), _hours(old.hours), _hours(new.hours)),
        (_("Pausen"), _hours(old.breaks), _hours(new.breaks)),
        (_("Schließtage"), _closures(old.closures), _closures(new.closures)),
        (_("Zusätzlich geöffnet"), _once(old.open_once), _once(new.open_once)),
        (_("Schalter"), _counters(old.counters), _counters(new.counters)),
    ):
        yield from _listed(name, label, one, other)


def _listed(office: str, label: str, old: list[str], new: list[str]) -> Iterator[str]:
    for text in new:
        if text not in old:
            yield _("%(office)s, %(label)s: neu %(text)s") % {"office": office, "label": label, "text": text}
    for text in old:
        if text not in new:
            yield _("%(office)s, %(label)s: entfällt %(text)s") % {"office": office, "label": label, "text": text}


def _change(label: str, old: str, new: str) -> str:
    return _("%(label)s: %(new)s statt %(old)s") % {"label": label, "old": old, "new": new}


def _name(office: Office) -> str:
    return office.name.of("de")


def hours_text(hours: Hours) -> str:
    """„Mo, Do 13:30–17:30“."""
    days = ", ".join(str(WEEKDAYS[day]) for day in hours.days)
    season = _(" (vom %(first)s bis %(last)s)") % _season(hours.season) if hours.season else ""
    return f"{days} {hours.start:%H:%M}–{hours.end:%H:%M}{season}"


def _season(season: tuple[str, str]) -> dict[str, str]:
    first, last = ("{1}.{0}.".format(*day.split("-")) for day in season)
    return {"first": first, "last": last}


def _hours(hours: list[Hours]) -> list[str]:
    return [hours_text(item) for item in hours]


def _closures(closures: list[Closure]) -> list[str]:
    return [
        _("%(first)s bis %(last)s %(reason)s")
        % {"first": long_date(item.first), "last": long_date(item.last), "reason": item.reason.of("de")}
        for item in closures
    ]


def _once(openings: list[OpenOnce]) -> list[str]:
    return [f"{long_date(item.day)} {item.start:%H:%M}–{item.end:%H:%M}" for item in openings]


def _counters(counters: list[Counter]) -> list[str]:
    return [_counter(counter) for counter in counters]


def _counter(counter: Counter) -> str:
    parts = [counter.name]
    if counter.places > 1:
        parts.append(_("%d Plätze") % counter.places)
    if counter.purposes:
        parts.append(_("nur %s") % ", ".join(str(Purpose(purpose).label) for purpose in counter.purposes))
    return ", ".join(parts + _hours(counter.hours))


def _length(rules: AppointmentRules, purpose: Purpose) -> str:
    length = rules.lengths.of(purpose)
    return _("%(minutes)d Minuten, je weitere Person %(further)d, mit Dolmetscher %(interpreter)d, Puffer %(buffer)d") % {
        "minutes": length.minutes, "further": length.further_person, "interpreter": length.interpreter,
        "buffer": length.buffer,
    }  # fmt: skip


def _plain(value: Any) -> str:
    if value is None:
        return _("keine")
    if isinstance(value, str):
        return str(_BOOKING.get(value, value))
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("keine")
    if hasattr(value, "weekday"):
        return _("%(day)s %(time)s für %(weeks)d Wochen") % {
            "day": WEEKDAYS[value.weekday], "time": f"{value.at:%H:%M}", "weeks": value.weeks,
        }  # fmt: skip
    return ", ".join(map(str, value.model_dump().values())) if hasattr(value, "model_dump") else str(value)
