"""Through whom the city is paid. What is secret stands elsewhere and is called by name; an account's id is no secret."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from billing.providers.registry import PROVIDERS, REHEARSAL, STRIPE, XBEZAHLDIENSTE
from billing.providers.xbezahldienste.options import ACCOUNT, Options
from configuration.registry import Section, register


@register
class PaymentsSection(Section):
    """``account`` is the city's own account at the provider: the money is the city's. For XBezahldienste it is
    ``originatorId/endPointId``, and ``options`` say how the city is connected.

    ``page_minutes``: how long a payment page can be used; the provider's own bounds are kept.
    """

    provider: str = "stripe"
    account: str = Field(default="", max_length=80)
    page_minutes: int = Field(default=720, ge=35, le=1430)
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
