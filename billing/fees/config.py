"""What a city sets about fees. The federal amount is not among it (``billing.fees.federal``)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from configuration.registry import Section, register


class Timing(StrEnum):
    """When the fee is taken. At pick-up it is taken at the counter, not online."""

    NONE = "none"
    BEFORE_SUBMISSION = "before_submission"
    AFTER_DECISION = "after_decision"
    AT_PICKUP = "at_pickup"


class Method(StrEnum):
    CARD = "card"
    PAYPAL = "paypal"
    SEPA_DEBIT = "sepa_debit"
    KLARNA = "klarna"
    REVOLUT_PAY = "revolut_pay"


ONLINE = frozenset({Timing.BEFORE_SUBMISSION, Timing.AFTER_DECISION})


@register
class FeesConfig(Section):
    """``postage_cents`` is asked for when the document goes by post; 0 when the city bears it.

    ``methods`` are those that the city wants of what its provider offers; none named means all of them.
    """

    when: Timing = Timing.BEFORE_SUBMISSION
    postage_cents: int = Field(default=0, ge=0, le=5000)
    methods: list[Method] = Field(default_factory=list)

    @classmethod
    def section_name(cls) -> str:
        return "fees"

    @property
    def taken_online(self) -> bool:
        return self.when in ONLINE
