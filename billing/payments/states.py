"""What may follow what for one payment. Each edge names the event that it records.

A success always wins, however late: *failed* and *expired* lead to *paid*. Only *refunded* and *charged back* are
final against it. An order of news that the table has no edge for is old news and changes nothing.
"""

from __future__ import annotations

from django.db.models import TextChoices

from billing.providers.base import ProviderStatus
from kernel.transitions import Edge, Transitions


class State(TextChoices):
    """*open*: claimed, the provider has not answered yet. *pending*: there is a page, or the payer's bank is at work."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    CHARGED_BACK = "charged_back"


EVENTS: dict[State, str] = {
    State.PENDING: "payment.started",
    State.PAID: "payment.settled",
    State.FAILED: "payment.failed",
    State.EXPIRED: "payment.expired",
    State.REFUNDED: "payment.refunded",
    State.CHARGED_BACK: "payment.charged_back",
}

_NEXT: dict[State, tuple[State, ...]] = {
    State.OPEN: (
        State.PENDING, State.PAID, State.FAILED, State.EXPIRED, State.REFUNDED, State.CHARGED_BACK,
    ),
    State.PENDING: (State.PAID, State.FAILED, State.EXPIRED, State.REFUNDED, State.CHARGED_BACK),
    State.FAILED: (State.PAID, State.REFUNDED, State.CHARGED_BACK),
    State.EXPIRED: (State.PAID, State.REFUNDED, State.CHARGED_BACK),
    State.PAID: (State.REFUNDED, State.CHARGED_BACK),
    State.REFUNDED: (),
    State.CHARGED_BACK: (),
}  # fmt: skip

TRANSITIONS = Transitions(
    Edge(source.value, target.value, EVENTS[target]) for source, targets in _NEXT.items() for target in targets
)


class RefundStep(TextChoices):
    """*proposed* → *approved* (by a clerk) → *released* (by the treasury; the money goes) → *done*, or *failed*."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RELEASED = "released"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined"


class RefundReason(TextChoices):
    """Why money goes back. The first two are the law's (§ 49 (3) AufenthV). *mistaken*: an entry of the counter that was
    voided the same day; the money never came, or went back over the counter."""

    WRONG_AUTHORITY = "wrong_authority"
    WITHDRAWN_EARLY = "withdrawn_early"
    PAID_TWICE = "paid_twice"
    TOO_MUCH = "too_much"
    GOODWILL = "goodwill"
    MISTAKEN = "mistaken"


class DisputeStep(TextChoices):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class SwitchStep(TextChoices):
    """*begun* → *tried* (the nominal payment arrived) → *done*; or *given_up*."""

    BEGUN = "begun"
    TRIED = "tried"
    DONE = "done"
    GIVEN_UP = "given_up"


LIVE = frozenset({State.OPEN, State.PENDING})

# Codes of trouble that passes: a person hears of it, and it is gone as soon as the provider answers again.
PASSING = frozenset({"unavailable", "misconfigured", "refused", "silent"})

TARGETS: dict[ProviderStatus, State] = {
    ProviderStatus.OPEN: State.PENDING,
    ProviderStatus.PAID: State.PAID,
    ProviderStatus.FAILED: State.FAILED,
    ProviderStatus.EXPIRED: State.EXPIRED,
    ProviderStatus.REFUNDED: State.REFUNDED,
    ProviderStatus.CHARGED_BACK: State.CHARGED_BACK,
}
