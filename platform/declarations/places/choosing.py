"""Choosing the municipalities of a city: changes of its raw section ``declarations`` (as typed, perhaps with faults), and what
stands out in the choice. Pure but for the directory; a value goes in, a new one comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from declarations.places import directory
from declarations.places.area import all_codes
from declarations.places.directory import DISTRICT, Place

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Chosen:
    """One municipality as the draft has it. ``proposed`` are the codes of the directory, where they differ."""

    ags: str
    name: str
    codes: tuple[str, ...]
    proposed: tuple[str, ...]
    district: str


@dataclass(frozen=True)
class SharedCode:
    """A postal code that others have too: who lives in ``others`` is sent on."""

    code: str
    ours: tuple[str, ...]
    others: tuple[str, ...]


def chosen(raw: Raw) -> list[Chosen]:
    """By name; what cannot be read is left aside."""
    found = []
    for ags, one in _mapping(raw, "municipalities").items():
        there, name = directory.place(ags), _name(one)
        codes, proposed = _codes(one), there.postal_codes if there else ()
        upper = directory.place(ags[:DISTRICT])
        differs = proposed if sorted(proposed) != sorted(codes) else ()
        found.append(Chosen(ags, name, codes, differs, upper.name if upper else ""))
    return sorted(found, key=lambda one: one.name)


def shared(raw: Raw) -> list[SharedCode]:
    ours = _by_code(raw)
    others = {code: [str(name) for name in names] for code, names in _lists(raw, "shared_codes").items()}
    found = (
        SharedCode(code, tuple(sorted(ours.get(code, ()))), tuple(names)) for code, names in others.items() if names
    )
    return sorted(found, key=lambda one: one.code)


def added(raw: Raw, numbers: Iterable[str]) -> dict[str, Any]:
    """With these municipalities; a district stands for all of its own. What is chosen already stays as it is."""
    municipalities = dict(_mapping(raw, "municipalities"))
    for number in numbers:
        one = directory.place(number)
        for place in directory.within(number) if len(number) == DISTRICT else [one] if one else []:
            municipalities.setdefault(place.ags, {"name": place.name, "postal_codes": list(place.postal_codes)})
    return _with(raw, municipalities, _lists(raw, "shared_codes"))


def removed(raw: Raw, ags: str) -> dict[str, Any]:
    """Without it: where it shared postal codes with others that stay, it is one of those who are sent on."""
    municipalities = dict(_mapping(raw, "municipalities"))
    gone, names = municipalities.pop(ags, None), _lists(raw, "shared_codes")
    for code in _codes(gone):
        names[code] = [*names.get(code, _elsewhere(code)), _name(gone)]
    return _with(raw, municipalities, names)


def with_codes(raw: Raw, ags: str, codes: Iterable[str]) -> dict[str, Any]:
    """The postal codes of one municipality, as the city knows them."""
    municipalities = dict(_mapping(raw, "municipalities"))
    if ags in municipalities:
        municipalities[ags] = {"name": _name(municipalities[ags]), "postal_codes": list(dict.fromkeys(codes))}
    return _with(raw, municipalities, _lists(raw, "shared_codes"))


def with_others(raw: Raw, code: str, names: Iterable[str]) -> dict[str, Any]:
    """Who else has this postal code, as the city knows it."""
    return _with(raw, _mapping(raw, "municipalities"), _lists(raw, "shared_codes") | {code: list(names)})


def missing(raw: Raw) -> list[Place]:
    """Municipalities of the districts of those chosen that are not chosen, where the choice reaches beyond one municipality."""
    numbers = set(_mapping(raw, "municipalities"))
    districts = {number[:DISTRICT] for number in numbers}
    return [place for district in sorted(districts) for place in directory.within(district) if place.ags not in numbers]


def _with(raw: Raw, municipalities: Raw, names: Mapping[str, list[str]]) -> dict[str, Any]:
    """Shared codes are proposed by the directory until the city says otherwise; the plain list follows."""
    made = {**raw, "municipalities": dict(municipalities)}
    ours = _by_code(made)
    others = {}
    for code, mine in sorted(ours.items()):
        left = [name for name in dict.fromkeys(names.get(code, _elsewhere(code))) if name not in mine]
        if left or code in names:
            others[code] = left
    return made | {"shared_codes": others, "postal_codes": all_codes(municipalities)}


def _elsewhere(code: str) -> list[str]:
    return [place.name for place in directory.with_code(code)]


def _by_code(raw: Raw) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in _mapping(raw, "municipalities").values():
        for code in _codes(one):
            found.setdefault(code, set()).add(_name(one))
    return found


def _mapping(raw: Raw, name: str) -> dict[str, Any]:
    value = raw.get(name)
    return {str(key): one for key, one in value.items()} if isinstance(value, Mapping) else {}


def _lists(raw: Raw, name: str) -> dict[str, list[str]]:
    return {key: list(map(str, one)) for key, one in _mapping(raw, name).items() if isinstance(one, list)}


def _codes(one: Any) -> tuple[str, ...]:
    codes = one.get("postal_codes") if isinstance(one, Mapping) else None
    return tuple(map(str, codes)) if isinstance(codes, list) else ()


def _name(one: Any) -> str:
    return str(one.get("name") or "") if isinstance(one, Mapping) else ""
