"""The languages in which a city offers its pages. German is always one of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from configuration.registry import Section, register


@register
class Languages(Section):
    """``further``: those beside German. What binds is German, whatever language it was read in."""

    further: list[Literal["en"]] = Field(default_factory=lambda: ["en"])

    @classmethod
    def section_name(cls) -> str:
        return "languages"

    @property
    def offered(self) -> tuple[str, ...]:
        return ("de", *dict.fromkeys(self.further))
