"""What a city sets about documents: sizes, and which papers it wants in which case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from configuration.registry import Section, register
from documents.rows import BY_PLACE

Level = Literal["off", "ask", "require"]
MEGABYTE = 1024 * 1024


@register
class DocumentRules(Section):
    """``matrix`` maps a case (``employee``, ``guest``, ``long_stay`` …) to its kinds: off, ask (optional) or require.

    What is not named keeps the default; what the federal guidance demands of everybody cannot be changed.
    """

    max_file_mb: int = Field(default=10, ge=1, le=20)
    max_case_mb: int = Field(default=60, ge=5, le=200)
    max_files: int = Field(default=40, ge=5, le=200)
    payslip_months: int = Field(default=3, ge=1, le=12)
    matrix: dict[str, dict[str, Level]] = Field(default_factory=dict)

    @classmethod
    def section_name(cls) -> str:
        return "documents"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"max_file_mb", "max_case_mb", "max_files", "payslip_months", "matrix"})

    @field_validator("matrix")
    @classmethod
    def _known(cls, matrix: dict[str, dict[str, Level]]) -> dict[str, dict[str, Level]]:
        for case, kinds in matrix.items():
            for kind in kinds:
                row = BY_PLACE.get((case, kind))
                if row is None:
                    places = ", ".join(sorted(".".join(place) for place, row in BY_PLACE.items() if not row.fixed))
                    raise ValueError(f"unknown: {case}.{kind}; there are: {places}")
                if row.fixed:
                    raise ValueError(f"{case}.{kind} is demanded everywhere and cannot be changed")
        return matrix

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mb * MEGABYTE

    @property
    def max_case_bytes(self) -> int:
        return self.max_case_mb * MEGABYTE
