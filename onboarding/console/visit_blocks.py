"""The draft's calendars as lists of a summary: what holds for all, and each office with what is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments import weekly
from appointments.days_words import closures_told, openings_told
from appointments.hours_text import clock_shown
from appointments.needs import Purpose
from appointments.opening import holidays_of
from appointments.soundness import Advice, advice
from configuration.document import Fault
from configuration.drafting import SectionDraft
from configuration.origins import LABELS, origin_of
from onboarding.console.calendars import counters, offices, place, within
from onboarding.console.forms.office import LAENDER
from onboarding.console.sections import Block, Row

_SYSTEMS = {"own": gettext_lazy("Eigener Kalender hier"), "zms": gettext_lazy("Terminsystem der Stadt (ZMS)")}
_LAND = dict(LAENDER)


@dataclass(frozen=True)
class OfficeLine:
    name: str
    url: str
    about: str
    faults: int


def rule_blocks(there: SectionDraft, land: dict[str, Any] | None) -> list[Block]:
    """``land``: what the Land recommends for this section."""
    value = there.value if isinstance(there.value, dict) else {}

    def row(name: str, label: Any, text: str, *more: str) -> Row:
        found = [fault.reason for fault in there.faults if _is_at(fault.path, (name, *more))]
        return Row(label, text, LABELS[origin_of(there, name, land)], found)

    release, known = value.get("release"), _SYSTEMS.get(str(value.get("system")), value.get("system"))
    opens = row("release", gettext_lazy("Wie werden Termine frei?"), _waves(release)) if release else row(
        "horizon_days", gettext_lazy("So weit im Voraus kann man buchen"), _days(value.get("horizon_days"))
    )  # fmt: skip
    lead = row("lead_hours", gettext_lazy("Bis so lange vorher kann man buchen"), _hours(value.get("lead_hours")))
    days = _listing(value.get("reminders")) or _("keine Erinnerung")
    remind = row("reminders", gettext_lazy("Tage vor dem Termin"), days)
    system = row("system", gettext_lazy("Wo stehen Ihre Termine?"), str(known), "options")
    return [
        Block(gettext_lazy("Wann Termine buchbar sind"), "", [lead, opens], reverse("console:visits_when")),
        Block(gettext_lazy("Erinnerungen"), "", [remind], reverse("console:visits_reminders")),
        Block(gettext_lazy("Terminsystem"), "", [system], reverse("console:visits_system")),
    ]


def _listing(value: Any, names: Mapping[Any, Any] | None = None) -> str:
    """The entries in words; what is no list as it is."""
    if not isinstance(value, list):
        return "" if value is None else str(value)
    return ", ".join(str((names or {}).get(str(one), one)) for one in value)


def _waves(release: Any) -> str:
    if not isinstance(release, dict):
        return str(release)
    told = {
        "day": weekly.NAMES.get(str(release.get("weekday")), release.get("weekday")), "at": clock_shown(release.get("at")),
        "weeks": release.get("weeks"),
    }  # fmt: skip
    return _("In Wellen: jeden %(day)s um %(at)s Uhr die nächsten %(weeks)s Wochen") % told


def _days(value: Any) -> str:
    return (
        ngettext("%(count)d Tag", "%(count)d Tage", value) % {"count": value} if isinstance(value, int) else str(value)
    )


def _hours(value: Any) -> str:
    if not isinstance(value, int):
        return str(value)
    return ngettext("%(count)d Stunde", "%(count)d Stunden", value) % {"count": value}


def office_lines(there: SectionDraft) -> list[OfficeLine]:
    found = []
    for office in offices(there.value):
        number = place(there.value["offices"], office["key"])
        count = len(counters(office))
        about = ngettext("%(count)d Schalter", "%(count)d Schalter", count) % {"count": count}
        hours = weekly.told(office.get("hours"))
        about = f"{about}, {hours}" if hours else about
        wrong = len(within(there.faults, f"offices.{number}"))
        found.append(OfficeLine(name_of(office), reverse("console:office", args=[office["key"]]), about, wrong))
    return found


def name_of(office: dict[str, Any]) -> str:
    name = office.get("name")
    german = name.get("de") if isinstance(name, dict) else name
    return str(german or _("Dienststelle ohne Namen"))


@dataclass(frozen=True)
class Told:
    """What is said at the parts of one office: faults and advice, by the beginning of their places."""

    faults: list[Fault]
    advice: list[Advice]

    @classmethod
    def of(cls, there: SectionDraft, office: dict[str, Any], *, today: date) -> Told:
        number = place(there.value["offices"], office["key"])
        return cls(within(there.faults, f"offices.{number}"), advice(office, today=today))

    def row(self, label: Any, text: str, *names: str) -> Row:
        faults = [fault.reason for fault in self.faults if _is_at(fault.path, names)]
        return Row(
            label,
            text,
            "",
            _once(faults),
            advice=tuple(_once(one.text for one in self.advice if _is_at(one.path, names))),
        )


def _is_at(path: str, names: tuple[str, ...]) -> bool:
    return any(f"{path}.".startswith(f"{name}.") for name in names)


def _once(texts: Iterable[Any]) -> list[Any]:
    return list({str(text): text for text in texts}.values())


def office_blocks(there: SectionDraft, office: dict[str, Any], *, today: date) -> list[Block]:
    told, key = Told.of(there, office, today=today), office["key"]

    def url(part: str) -> str:
        return reverse("console:office_part", args=[key, part])

    return [
        Block(gettext_lazy("Name, Anschrift und Weg"), "", _place_rows(told, office), url("anschrift")),
        Block(gettext_lazy("Wöchentliche Zeiten"), "", _hour_rows(told, office), url("zeiten")),
        Block(gettext_lazy("Pausen"), "", [told.row(gettext_lazy("Pausen"), _lines(weekly.told(office.get("breaks"))), "breaks")], url("pausen")),
        Block(gettext_lazy("Schließungen und zusätzliche Tage"), "", [
            told.row(gettext_lazy("Schließungen"), _lines(_listed(closures_told, office.get("closures"))), "closures"),
            told.row(gettext_lazy("Einmal geöffnet"), _lines(_listed(openings_told, office.get("open_once"))), "open_once"),
        ], url("schliessungen")),
    ]  # fmt: skip


def _place_rows(told: Told, office: dict[str, Any]) -> list[Row]:
    address = office.get("address")
    return [
        told.row(gettext_lazy("Name"), _localised(office.get("name")), "name"),
        told.row(
            gettext_lazy("Anschrift"), "\n".join(map(str, address)) if isinstance(address, list) else "", "address"
        ),
        told.row(gettext_lazy("Wie kommt man hin?"), _localised(office.get("directions")), "directions"),
        told.row(
            gettext_lazy("Wie kommt man ohne Stufen hinein?"), _localised(office.get("accessibility")), "accessibility"
        ),
        told.row(gettext_lazy("Telefon"), str(office.get("phone") or ""), "phone"),
        told.row(
            gettext_lazy("Land"),
            _LAND.get(str(office.get("land")), str(office.get("land") or "")),
            "land",
            "municipality",
        ),
    ]


def _hour_rows(told: Told, office: dict[str, Any]) -> list[Row]:
    """What is wrong with the office as a whole (it never opens) belongs here: hours mend it."""
    row = told.row(gettext_lazy("Geöffnet"), _lines(weekly.told(office.get("hours"))), "hours")
    whole = [fault.reason for fault in told.faults if not fault.path]
    return [Row(row.label, row.value, "", _once([*row.faults, *whole]), advice=row.advice)]


def counter_blocks(there: SectionDraft, office: dict[str, Any], *, today: date) -> list[tuple[Block, str]]:
    """Each with the address of its removal."""
    told, found = Told.of(there, office, today=today), []
    names = dict(Purpose.choices)
    for counter in counters(office):
        start = f"counters.{place(office['counters'], counter['key'])}"
        purposes = _listing(counter.get("purposes"), names) or _("alles")
        rows = [
            told.row(gettext_lazy("Name"), str(counter.get("name") or ""), f"{start}.name"),
            told.row(gettext_lazy("Termine gleichzeitig"), str(counter.get("places", 1)), f"{start}.places"),
            told.row(gettext_lazy("Wofür er da ist"), purposes, f"{start}.purposes"),
            told.row(gettext_lazy("Zeiten"), _lines(weekly.told(counter.get("hours"))) or _("wie die Dienststelle"), f"{start}.hours"),
            told.row(gettext_lazy("Ohne Stufen"), _("Ja") if counter.get("step_free", True) else _("Nein"), f"{start}.step_free"),
        ]  # fmt: skip
        url, removal = (
            reverse(f"console:{name}", args=[office["key"], counter["key"]]) for name in ("counter", "counter_remove")
        )
        found.append((Block(counter.get("name") or format_lazy("{key}", key=counter["key"]), "", rows, url), removal))
    return found


def holidays_ahead(office: dict[str, Any], *, today: date) -> list[tuple[date, str]]:
    """Of the next twelve months; nothing for an office without a Land."""
    land, last = str(office.get("land") or ""), today + timedelta(days=365)
    if land not in _LAND:
        return []
    years = (today.year, today.year + 1)
    days = [pair for year in years for pair in holidays_of(land, str(office.get("municipality") or ""), year).items()]
    return sorted((day, name) for day, name in days if today <= day < last)


def _localised(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value or "")
    german, english = str(value.get("de") or ""), str(value.get("en") or "")
    return "\n".join(filter(None, [german, english and _("Englisch: %(text)s") % {"text": english}]))


def _listed(told: Any, entries: Any) -> str:
    return str(told(entries)) if isinstance(entries, list) else ""


def _lines(text: str) -> str:
    """Each entry on a line of its own."""
    return text.replace("; ", "\n")
