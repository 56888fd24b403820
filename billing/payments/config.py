"""Through whom the city is paid. Keys are secrets of the platform and stand elsewhere; an account's id is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic import Field, field_validator

from billing.payments.cash_range import CashRange
from billing.providers.registry import PROVIDERS, REHEARSAL
from configuration.registry import Section, register


@register
class PaymentsSection(Section):
    """``account`` is the city's own account at the provider: the money is the city's.

    ``page_minutes``: how long a payment page can be used; the provider's own bounds are kept. ``cash_reference``: the
    city's own number range; without one this service makes references of its own.
    """

    provider: str = "stripe"
    account: str = Field(default="", max_length=80)
    cash_reference: CashRange | None = None
    page_minutes: int = Field(default=720, ge=35, le=1430)

    @field_validator("provider")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in PROVIDERS:
            raise ValueError(f"unknown provider; there are: {', '.join(PROVIDERS.names())}")
        return name

    @classmethod
    def section_name(cls) -> str:
        return "payments"

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """A rehearsal has no account, and its payments are none."""
        return {"provider": REHEARSAL, "account": ""}

    @property
    def page_validity(self) -> timedelta:
        return timedelta(minutes=self.page_minutes)
