"""What a city sets about identification."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field, field_validator

from configuration.registry import Section, register
from identity.base import Level, Method
from identity.registry import providers

CARDS = [Method.IDENTITY_CARD, Method.RESIDENCE_PERMIT, Method.EID_CARD, Method.EID]


@register
class IdentityConfig(Section):
    """``accepted_levels`` are for filling in the form (the lowest of them is asked for, a higher one is always fine);
    the binding declaration needs *hoch* in every city (§ 3 (4) OZG).

    ``signing_methods`` are the cards it may be given with, ``max_age_minutes`` how long before it one may identify.
    """

    provider: str = "bundid"
    accepted_levels: list[Level] = Field(default=[Level.HIGH, Level.SUBSTANTIAL, Level.NORMAL], min_length=1)
    signing_methods: list[Method] = Field(default=CARDS, min_length=1)
    max_age_minutes: int = Field(default=30, ge=5, le=120)

    @field_validator("provider")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in providers:
            raise ValueError(f"unknown provider; there are: {', '.join(providers.names())}")
        return name

    @classmethod
    def section_name(cls) -> str:
        return "identity"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"provider", "accepted_levels", "signing_methods", "max_age_minutes"})

    @property
    def max_age(self) -> timedelta:
        return timedelta(minutes=self.max_age_minutes)

    @property
    def lowest_level(self) -> Level:
        return min(self.accepted_levels, key=lambda level: level.rank)
