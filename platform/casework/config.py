"""How the city works its cases."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from configuration.registry import Section, register


@register
class CaseworkRules(Section):
    """``way``: the case is worked on our desk, or in the authority's own system (then its outcome comes by one click).

    ``four_eyes``: a second person confirms each decision. Periods in days.
    """

    way: Literal["own_desk", "authority_system"] = "own_desk"
    four_eyes: bool = False
    answer_days: int = Field(default=14, ge=3, le=90)
    hearing_days: int = Field(default=14, ge=7, le=90)
    allow_without_proof: bool = False
    remedy: str = Field(default="", max_length=2000)
    delivery: Literal["pickup", "post", "pickup_or_post"] = "pickup"
    closing_days: int = Field(default=120, ge=30, le=400)

    @classmethod
    def section_name(cls) -> str:
        return "casework"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset(
            {"way", "four_eyes", "answer_days", "hearing_days", "allow_without_proof", "delivery", "closing_days"}
        )
