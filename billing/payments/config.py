"""Through whom the city is paid. Keys are secrets of the platform and stand elsewhere; an account's id is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from billing.payments.cash_range import CashRange
from billing.payments.states import RefundReason
from billing.providers.registry import PROVIDERS, REHEARSAL
from configuration.registry import Section, register


class RefundRules(BaseModel):
    """How money goes back. Above ``four_eyes_above_cents`` another person than the one who proposed or approved it has to
    let it go; 0: always. ``automatic``: reasons of the law for which it goes by itself, up to that amount."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    four_eyes_above_cents: int = Field(default=0, ge=0, le=100_000)
    automatic: tuple[RefundReason, ...] = ()

    @field_validator("automatic")
    @classmethod
    def _of_the_law(cls, reasons: tuple[RefundReason, ...]) -> tuple[RefundReason, ...]:
        if RefundReason.GOODWILL in reasons:
            raise ValueError("goodwill is a person's decision, never automatic")
        return reasons

    @model_validator(mode="after")
    def _only_below_the_limit(self) -> Self:
        if self.automatic and not self.four_eyes_above_cents:
            raise ValueError("automatic refunds need an amount up to which one pair of eyes is enough")
        return self


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
    refunds: RefundRules = Field(default_factory=RefundRules)

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
