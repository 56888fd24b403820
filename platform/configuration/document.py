"""The document: read strictly when it comes in, leniently when it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from configuration.registry import Section, sections
from kernel.errors import Refusal

S = TypeVar("S", bound=Section)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (dotted path) and why (a text, perhaps a lazy one)."""

    path: str
    reason: Any


class UnableToConfigure(Refusal):
    """The document is refused whole; ``faults`` lists every place."""

    code = "configuration_refused"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in faults))
        self.faults = faults


def parse(raw: dict[str, Any]) -> dict[str, Any]:
    """A document as typed by people (YAML, a form): the stored form of it, or ``UnableToConfigure``."""
    faults = [Fault(name, "unknown section") for name in raw if name not in sections]
    stored: dict[str, Any] = {}
    for name, section in sections.items():
        try:
            value = section.model_validate(raw.get(name) or {})
        except ValidationError as error:
            faults += [
                Fault(".".join([name, *(str(part) for part in item["loc"])]), item["msg"]) for item in error.errors()
            ]
            continue
        stored[name] = {"version": section.section_version(), "value": value.model_dump(mode="json")}
    if faults:
        raise UnableToConfigure(faults)
    return stored


def read(stored: dict[str, Any], section: type[S]) -> S:
    """A section of a stored document, brought to today's shape. Unknown keys of a newer version are left aside, at any depth."""
    kept = stored.get(section.section_name()) or {"version": section.section_version(), "value": {}}
    value, version = dict(kept["value"]), int(kept["version"])
    while version < section.section_version():
        value = section.upcasters()[version](value)
        version += 1
    return section.model_validate(value, extra="ignore")


def as_typed(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored document as people type it, in today's shape: what ``parse`` takes."""
    return {name: read(stored, section).model_dump(mode="json") for name, section in sections.items()}


def for_rehearsal(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored document with everything that is bound to an environment as it is in a rehearsal. The rest is the same.

    Sections of an older shape are brought to today's first; those that this code does not know are left out.
    """
    return {
        name: {
            "version": section.section_version(),
            "value": {**read(stored, section).model_dump(mode="json"), **section.bound_to_environment()},
        }
        for name, section in sections.items()
    }
