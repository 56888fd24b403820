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


class RefundRule(StrEnum):
    """*law*: what the law gives back (§ 49 (3) AufenthV: wrong authority, or withdrawn before work began), and more where
    a person decides so. *never_beyond_law*: that and nothing more. Less than the law is no choice of a city's, and money
    that was never owed (paid twice, too much) goes back under either.
    """

    LAW = "law"
    NEVER_BEYOND_LAW = "never_beyond_law"


ONLINE = frozenset({Timing.BEFORE_SUBMISSION, Timing.AFTER_DECISION})


@register
class FeesConfig(Section):
    """``postage_cents`` is asked for when the document goes by post; 0 when the city bears it.

    ``methods`` are those that the city wants of what its provider offers; none named means all of them.
    ``relief_hint``: the page of payment tells that the fee may be lower or waived (§§ 50, 52 to 54 AufenthV), and to ask
    before paying. Whether it is, a person decides in the case (``billing.fees.relief``); no setting can.
    """

    when: Timing = Timing.BEFORE_SUBMISSION
    postage_cents: int = Field(default=0, ge=0, le=5000)
    methods: list[Method] = Field(default_factory=list)
    refund_rule: RefundRule = RefundRule.LAW
    relief_hint: bool = True

    @classmethod
    def section_name(cls) -> str:
        return "fees"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"when", "postage_cents", "methods", "refund_rule"})

    @property
    def goodwill_refunds(self) -> bool:
        """Whether a person may give back a fee that the law leaves with the city."""
        return self.refund_rule is RefundRule.LAW

    @property
    def taken_online(self) -> bool:
        return self.when in ONLINE
