"""The section of a city's configuration that says how it checks creditworthiness. Amounts are ``Decimal`` euros."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from configuration.registry import Section, register

Amount = Annotated[Decimal, Field(gt=0, max_digits=8, decimal_places=2)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FederalShort(_Rule):
    """Half the standard need (level 1) for each adult guest, a quarter for each minor one: the federal guidance."""

    kind: Literal["federal_short"] = "federal_short"


class FullStandardNeed(_Rule):
    """The whole standard need (level 1) for each adult guest, ``minor_share`` of it for each minor one."""

    kind: Literal["full_standard_need"] = "full_standard_need"
    minor_share: Share = Decimal(1)


class FixedPerPerson(_Rule):
    """The city's own amount a month for each adult guest, ``minor_share`` of it for each minor one."""

    kind: Literal["fixed_per_person"] = "fixed_per_person"
    amount: Amount
    minor_share: Share = Decimal(1)


NeedRule = Annotated[FederalShort | FullStandardNeed | FixedPerPerson, Field(discriminator="kind")]


class ProbationRule(StrEnum):
    """What a probation period of the sponsor's job means: shown to the clerk, or against the proposal."""

    WARN = "warn"
    REFUSE = "refuse"


@register
class CreditRules(Section):
    """How this city checks. ``need_rule`` holds for stays of up to 90 days.

    ``standard_need_by_year`` gives the standard need of years that the federal figures do not cover yet (EUR a month);
    it never overrides a federal figure.

    ``matrix`` is the city's own rough guide: the least net income (EUR a month), a row for each number of guests from 1 on,
    a column for each number of dependants from 0 on. It is shown beside the calculation and decides nothing.
    """

    need_rule: NeedRule = FederalShort()
    months_averaged: int = Field(default=3, ge=1, le=6)
    evidence_max_age_days: int = Field(default=183, ge=1, le=730)
    probation: ProbationRule = ProbationRule.WARN
    allow_credible: bool = True
    standard_need_by_year: dict[int, Amount] = Field(default_factory=dict)
    matrix: list[Annotated[list[Amount], Field(min_length=1, max_length=8)]] = Field(default_factory=list, max_length=8)

    @classmethod
    def section_name(cls) -> str:
        return "credit"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset(
            {
                "need_rule",
                "months_averaged",
                "evidence_max_age_days",
                "probation",
                "allow_credible",
                "standard_need_by_year",
                "matrix",
            }
        )

    @field_validator("matrix")
    @classmethod
    def _whole_and_rising(cls, matrix: list[list[Decimal]]) -> list[list[Decimal]]:
        if len({len(row) for row in matrix}) > 1:
            raise ValueError("incomplete: every row has as many amounts")
        across = all(one <= next_one for row in matrix for one, next_one in pairwise(row))
        down = all(one <= below for row, next_row in pairwise(matrix) for one, below in zip(row, next_row, strict=True))
        if not (across and down):
            raise ValueError("falling: more guests or dependants never need less")
        return matrix

    def guide(self, *, guests: int, dependants: int) -> Decimal | None:
        """The city's own figure, where its guide reaches that far."""
        if not 1 <= guests <= len(self.matrix) or not 0 <= dependants < len(self.matrix[0]):
            return None
        return self.matrix[guests - 1][dependants]


FEDERAL_RULES = CreditRules()
