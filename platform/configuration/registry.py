"""Sections of a city's configuration: each app owns its own as a pydantic model and registers it by name.

Input is strict (unknown keys are refused); stored documents are read leniently through pure upcasters, so that old
and new code can live side by side during an upgrade.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from kernel.registry import Registry

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
S = TypeVar("S", bound="Section")


class Section(BaseModel):
    """Base of all sections. ``section_name`` is its key in the document, ``section_version`` its shape's number."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def section_name(cls) -> str:
        raise NotImplementedError

    @classmethod
    def section_version(cls) -> int:
        return 1

    @classmethod
    def upcasters(cls) -> dict[int, Upcaster]:
        """From version n to n + 1, pure."""
        return {}

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """The fields whose values lead out of the house (an account, a receiver, an address), each with the value that
        it has in a rehearsal. They are not carried between a city and its rehearsal, in neither direction."""
        return {}

    @classmethod
    def only_for_trying(cls) -> dict[str, frozenset[str]]:
        """By the place of a field its values that a rehearsal and a local run may have, and a city with real cases never."""
        return {}

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        """The fields that other cities may see and copy, where this city offers the section: rules alone. What names a city
        or leads to it (names, addresses, places, accounts, pictures, texts of its own) is never among them. None: the
        section is not offered."""
        return frozenset()


sections: Registry[type[Section]] = Registry("configuration section")


def register(section: type[S]) -> type[S]:
    sections.register(section.section_name(), section)
    return section
