"""The offices and counters of the draft, as typed: found by their keys, added, changed and taken out. Pure.

Everything answers a new value; what it was given stays as it is.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from appointments.config import AppointmentRules
from configuration.document import Fault

SECTION = "appointments"
KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")  # as the section itself wants it


class Gone(Exception):
    """The office or the counter is not in the draft any more."""


def listed(owner: Any, name: str) -> list[dict[str, Any]]:
    """The entries of a list that can be edited on a page: those with a key that can stand in its address."""
    entries = owner.get(name) if isinstance(owner, dict) else None
    return [entry for entry in entries if _has_page(entry)] if isinstance(entries, list) else []


def without_page(there: Iterable[Fault], owner: Any, name: str) -> list[Fault]:
    """What is wrong with entries that have no page of their own, so that it is said where they would be listed."""
    entries = owner.get(name) if isinstance(owner, dict) else None
    places = [number for number, one in enumerate(entries if isinstance(entries, list) else []) if not _has_page(one)]
    return [fault for fault in there for number in places if f"{fault.path}.".startswith(f"{name}.{number}.")]


def _has_page(entry: Any) -> bool:
    key = entry.get("key") if isinstance(entry, dict) else None
    return isinstance(key, str) and KEY.fullmatch(key) is not None


def offices(value: Any) -> list[dict[str, Any]]:
    return listed(value, "offices")


def counters(office: Any) -> list[dict[str, Any]]:
    return listed(office, "counters")


def place(entries: Any, key: str) -> int:
    """Where it stands in its list. Raises ``Gone``."""
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and entry.get("key") == key:
            return number
    raise Gone


def office_of(value: Any, key: str) -> dict[str, Any]:
    """Raises ``Gone``."""
    entries = value.get("offices") if isinstance(value, dict) else None
    found: dict[str, Any] = (entries or [])[place(entries, key)]
    return found


def counter_of(office: dict[str, Any], key: str) -> dict[str, Any]:
    """Raises ``Gone``."""
    found: dict[str, Any] = (office.get("counters") or [])[place(office.get("counters"), key)]
    return found


def changed(owner: Any, name: str, key: str, entry: dict[str, Any] | None) -> dict[str, Any]:
    """With that entry in the place of the one with the key; without it for none. Raises ``Gone``."""
    made: dict[str, Any] = copy.deepcopy(owner)
    number = place(made.get(name) if isinstance(made, dict) else None, key)
    made[name][number : number + 1] = [] if entry is None else [entry]
    return made


def added(owner: Any, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = copy.deepcopy(owner) if isinstance(owner, dict) else {}
    entries = made.get(name)
    made[name] = [*(entries if isinstance(entries, list) else []), entry]
    return made


def new_key(text: str, taken: Iterable[str], *, otherwise: str) -> str:
    """A key made of a name, another one than all that are taken: „schalter-2“."""
    letters = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34].strip("-") or otherwise
    known, number = set(taken), 2
    if base not in known:
        return base
    while f"{base}-{number}" in known:
        number += 1
    return f"{base}-{number}"


def within(faults: Iterable[Fault], prefix: str) -> list[Fault]:
    """Faults of a part, with their places in it."""
    found = []
    for fault in faults:
        if f"{fault.path}.".startswith(f"{prefix}."):
            found.append(Fault(fault.path[len(prefix) + 1 :], fault.reason))
    return found


def rules_with(value: Any, key: str) -> AppointmentRules | None:
    """The draft's rules with this office in them; where other parts are wrong, without those. None when it cannot open."""
    try:
        return AppointmentRules.model_validate(value)
    except ValidationError:
        pass
    kept = {name: part for name, part in value.items() if name in _OF_TIME} if isinstance(value, dict) else {}
    for parts in (kept, {}):
        try:
            return AppointmentRules.model_validate({**parts, "offices": [office_of(value, key)]})
        except (ValidationError, Gone):
            continue
    return None


_OF_TIME = frozenset({"lengths", "step_minutes", "lead_hours", "horizon_days", "release"})
