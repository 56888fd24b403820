"""Whose calendar it is: the one here, or the city's own system with what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from appointments.adapters.zms import form as zms
from appointments.adapters.zms.options import ZmsOptions
from appointments.needs import Purpose
from configuration.asking import Asked, Kind
from configuration.document import Fault
from configuration.words import Group
from onboarding.console.calendars import offices
from onboarding.console.forms.group import GroupForm, merged

OWN, ZMS = "own", "zms"
_CHOICES = (
    (OWN, _("Eigener Kalender hier")),
    (ZMS, _("Terminsystem der Stadt: ZMS (eappointment, Bürgerschnittstelle)")),
)
_MISSING = _("Bitte ergänzen Sie diese Angabe.")
_ONE_SERVICE = _("Nennen Sie mindestens eine Dienstleistung.")


def group_of(value: Any) -> Group:
    """What is asked follows from the system that is chosen: our own asks nothing."""
    system = _system(value)
    other = () if system in (OWN, ZMS) else ((system, _("Probe: {name}").format(name=system)),)
    chosen = Asked(
        "system", _("Wo stehen Ihre Termine?"), kind=Kind.CHOICE, choices=(*_CHOICES, *other), hints=((ZMS, zms.ABOUT),)
    )
    return Group("system", _("Terminsystem"), (chosen, *(_options(value) if system == ZMS else ())))


def _options(value: Any) -> Iterator[Asked]:
    address, *rest = zms.FIELDS
    yield _placed(address)
    for office in offices(value):
        name = office["name"].get("de") if isinstance(office.get("name"), dict) else office.get("name")
        yield Asked(
            f"options.offices.{office['key']}", format_lazy(_("Nummer von „{name}“ in ZMS"), name=name or office["key"])
        )
    for purpose, label in Purpose.choices:
        hint = _("Leer: Das wird dort nicht gebucht.")
        yield Asked(
            f"options.services.{purpose}", format_lazy(_("Nummer der Dienstleistung: {name}"), name=label), hint
        )
    yield from map(_placed, rest)


def _placed(asked: Asked) -> Asked:
    return Asked(
        f"options.{asked.path}", asked.label, asked.hint, asked.kind, asked.wrong, asked.choices, unit=asked.unit
    )


def system_form(value: Any, faults: Iterable[Fault]) -> GroupForm:
    there = [fault for fault in faults if fault.path == "system"]
    return GroupForm(group_of(value), _told(value), [*there, *(_faults(value) if _system(value) == ZMS else ())])


def system_merged(value: Any, typed: Any) -> dict[str, Any]:
    """Leaving a system forgets its options: they lead to nothing any more."""
    made = merged(group_of(value), _told(value), typed)
    if made.get("system") != _system(value):
        return {**made, "options": {}}
    if made.get("system") == ZMS:
        made["options"] = _as_numbers(made.get("options") or {})
    return made


def _as_numbers(options: dict[str, Any]) -> dict[str, Any]:
    made = {name: part for name, part in options.items() if part not in ("", None)}
    for name in ("offices", "services"):
        pairs = options.get(name) if isinstance(options.get(name), dict) else {}
        made[name] = {key: _number(one) for key, one in (pairs or {}).items() if str(one).strip()}
    return made


def _number(value: Any) -> Any:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else text


def _told(value: Any) -> Any:
    """With what holds where nothing is said."""
    if _system(value) != ZMS:
        return value
    options = value.get("options") if isinstance(value.get("options"), dict) else {}
    seconds = options.get("seconds", 8)
    whole = int(seconds) if isinstance(seconds, float) and seconds.is_integer() else seconds
    return {**value, "options": {"per_person": [Purpose.SIGNING.value], **options, "seconds": whole}}


def _faults(value: Any) -> list[Fault]:
    try:
        ZmsOptions.model_validate(value.get("options") or {})
    except ValidationError as error:
        first = next((f"offices.{office['key']}" for office in offices(value)), "address")
        at = {"offices": first, "services": f"services.{Purpose.SIGNING.value}"}
        return [
            _fault(item["loc"], item["type"], str(item["msg"]).removeprefix("Value error, "), at)
            for item in error.errors()
        ]
    return []


def _fault(loc: tuple[Any, ...], kind: str, said: str, at: dict[str, str]) -> Fault:
    """``at``: the field for what is wrong with all offices, or all services."""
    place = ".".join(map(str, loc))
    for rule in zms.RULES:
        if said.startswith(rule.said):
            return Fault(f"options.{at.get(rule.path, rule.path)}", rule.text)
    if place in at:
        return Fault(f"options.{at[place]}", _ONE_SERVICE if place == "services" else _MISSING)
    if kind == "missing":
        return Fault(f"options.{place}", _MISSING)
    asked = next((one for one in zms.FIELDS if one.path == place.partition(".")[0]), None)
    return Fault(f"options.{place}", asked.wrong if asked and asked.wrong else zms.NUMBER)


def _system(value: Any) -> str:
    return str(value.get("system") or OWN) if isinstance(value, dict) else OWN
