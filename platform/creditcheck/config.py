"""The section of a city's configuration that says how it checks creditworthiness. Amounts are ``Decimal`` euros."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

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
    """

    need_rule: NeedRule = FederalShort()
    months_averaged: int = Field(default=3, ge=1, le=6)
    evidence_max_age_days: int = Field(default=183, ge=1, le=730)
    probation: ProbationRule = ProbationRule.WARN
    allow_credible: bool = True
    standard_need_by_year: dict[int, Amount] = Field(default_factory=dict)

    @classmethod
    def section_name(cls) -> str:
        return "credit"


FEDERAL_RULES = CreditRules()
