"""The languages in which a city offers its pages. German is always one of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from configuration.registry import Section, register

Further = Literal["en"]


def _all() -> list[Further]:
    return ["en"]


@register
class Languages(Section):
    """``further``: those beside German. What binds is German, whatever language it was read in."""

    further: list[Further] = Field(default_factory=_all)

    @classmethod
    def section_name(cls) -> str:
        return "languages"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"further"})

    @property
    def offered(self) -> tuple[str, ...]:
        return ("de", *dict.fromkeys(self.further))
