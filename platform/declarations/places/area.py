"""Whose sponsor somebody is: by municipality. A postal code only preselects, since several municipalities may share one.

Pure. The parts of the city's section ``declarations`` that say so, and the one rule that reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

OTHER = "other"

Ags = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
PlaceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120)]


class Municipality(BaseModel):
    """One that the authority is responsible for, whole. ``postal_codes``: all that belong to it, also shared ones."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: PlaceName
    postal_codes: list[Code] = Field(default_factory=list, max_length=300)


class Verdict(StrEnum):
    """What a postal code alone says: ours; ask for the municipality; another authority's."""

    OURS = "ours"
    ASK = "ask"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Area:
    """``ours`` and ``elsewhere``: names of municipalities by postal code. ``everywhere``: the city names none and takes all.

    ``whole``: postal codes that are taken without a question, of a city that names no municipalities.
    """

    ours: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    everywhere: bool = True

    def verdict(self, code: str) -> Verdict:
        if self.everywhere or code in self.whole:
            return Verdict.OURS
        if code not in self.ours:
            return Verdict.NOT_OURS
        return Verdict.ASK if self._others(code) else Verdict.OURS

    def choices(self, code: str) -> list[str]:
        """The municipalities to choose from, where the verdict is ``ASK``, by name."""
        return sorted({*self.ours.get(code, ()), *self._others(code)})

    def refuses(self, code: str, municipality: str | None) -> bool:
        """Whether another authority is responsible. A question that is still open refuses nobody."""
        verdict = self.verdict(code)
        if verdict is Verdict.ASK and municipality:
            return municipality not in self.ours[code]
        return verdict is Verdict.NOT_OURS

    def _others(self, code: str) -> list[str]:
        """A name that is one of ours too does not turn its people away."""
        return [name for name in self.elsewhere.get(code, ()) if name not in self.ours.get(code, ())]


EVERYWHERE = Area()
_SERVES = "serves."


def report_code(ags: str) -> str:
    """Under this name a city reports that it is responsible for the municipality."""
    return f"{_SERVES}{ags}"


def reported(counts: Iterable[str]) -> set[str]:
    """The municipalities in what a city reports."""
    return {code.removeprefix(_SERVES) for code in counts if code.startswith(_SERVES)}


def area_of(
    municipalities: Mapping[str, Municipality], shared_codes: Mapping[str, Iterable[str]], postal_codes: Iterable[str]
) -> Area:
    """By the city's municipalities, or by its plain list of postal codes as long as it names none."""
    whole = frozenset(postal_codes)
    if not municipalities:
        return Area(whole=whole, everywhere=not whole)
    ours: dict[str, tuple[str, ...]] = {}
    for one in municipalities.values():
        for code in one.postal_codes:
            ours[code] = (*ours.get(code, ()), one.name)
    return Area(ours, {code: tuple(names) for code, names in shared_codes.items()}, everywhere=False)


def all_codes(municipalities: Any) -> list[str]:
    """Of raw or parsed municipalities, sorted; what cannot be read is left aside."""
    found = set()
    for one in municipalities.values() if isinstance(municipalities, Mapping) else ():
        codes = one.get("postal_codes") if isinstance(one, Mapping) else getattr(one, "postal_codes", None)
        found |= {code for code in codes if isinstance(code, str)} if isinstance(codes, list) else set()
    return sorted(found)
