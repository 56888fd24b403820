"""Through whom the city is paid. What is secret stands elsewhere and is called by name; an account's id is no secret."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from billing.payments.cash_range import CashRange
from billing.payments.states import RefundReason
from billing.providers.registry import PROVIDERS, REHEARSAL, STRIPE, XBEZAHLDIENSTE
from billing.providers.xbezahldienste.options import ACCOUNT, Options
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
    """``account`` is the city's own account at the provider: the money is the city's. For XBezahldienste it is
    ``originatorId/endPointId``, and ``options`` say how the city is connected.

    ``page_minutes``: how long a payment page can be used; the provider's own bounds are kept. ``cash_reference``: the
    city's own number range; without one this service makes references of its own.
    """

    provider: str = "stripe"
    account: str = Field(default="", max_length=80)
    cash_reference: CashRange | None = None
    page_minutes: int = Field(default=720, ge=35, le=1430)
    refunds: RefundRules = Field(default_factory=RefundRules)
    options: dict[str, Any] = Field(default={}, max_length=20)

    @field_validator("provider")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in PROVIDERS:
            raise ValueError(f"unknown provider; there are: {', '.join(PROVIDERS.names())}")
        return name

    @model_validator(mode="after")
    def _options_are_the_providers(self) -> Self:
        if self.provider != XBEZAHLDIENSTE:
            if self.options:
                raise ValueError("options: this provider has none")
            return self
        if not re.fullmatch(ACCOUNT, self.account, re.ASCII):
            raise ValueError("account: originatorId/endPointId, each of letters, digits, _ and -, at most 36")
        try:
            Options.model_validate(self.options)
        except ValidationError as error:
            faults = [".".join(map(str, ("options", *item["loc"]))) + f": {item['msg']}" for item in error.errors()]
            raise ValueError("; ".join(faults)) from None
        return self

    @classmethod
    def section_name(cls) -> str:
        return "payments"

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """A rehearsal has no account, and its payments are none."""
        return {"provider": REHEARSAL, "account": "", "options": {}}

    @classmethod
    def only_for_trying(cls) -> dict[str, frozenset[str]]:
        return {"provider": frozenset({REHEARSAL})}

    @property
    def stripe_account(self) -> str:
        """The account whose messages arrive at our door; empty with another provider."""
        return self.account if self.provider == STRIPE else ""

    @property
    def page_validity(self) -> timedelta:
        ours = timedelta(minutes=self.page_minutes)
        if self.provider != XBEZAHLDIENSTE:
            return ours
        return min(ours, Options.model_validate(self.options, extra="ignore").page_validity)
