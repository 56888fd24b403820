from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from billing.payments.models import Payment, PaymentEvent, ProviderInbox
from billing.payments.states import LIVE, PASSING, DisputeStep, RefundReason, RefundStep, State


@dataclass(frozen=True)
class Standing:
    """How it stands with a declaration's fee, for pages. ``payment`` is the attempt that this rests on.

    ``since`` is when it became so: "waiting for payment since …". ``news`` is what the payer should hear of it, empty
    where there is nothing to say: *under_way* (they have done their part, the bank has not answered yet), *declined*
    (nothing was taken, they may go on), *bank_refused*, *page_ended*, *no_answer* (of the provider: somebody may have
    paid), *being_checked* (by a person).
    """

    payment: Payment
    state: State
    since: datetime
    news: str

    @property
    def given_back(self) -> bool:
        """All of it went back."""
        return self.state is State.REFUNDED

    @property
    def under_way(self) -> bool:
        return self.news == "under_way"

    @property
    def paid(self) -> bool:
        return self.state is State.PAID

    @property
    def waiting(self) -> bool:
        return self.state in LIVE


# Which of several attempts speaks for the fee: what was paid, else what can still be paid, else what went back, else the latest.
_WEIGHT = {State.PAID: 3, State.PENDING: 2, State.OPEN: 2, State.REFUNDED: 1, State.CHARGED_BACK: 1}


def standing(declaration_id: uuid.UUID, *, purpose: str = Payment.Purpose.FEE) -> Standing | None:
    """``None`` when nobody has begun to pay. An entry of the counter that was voided is none: the fee is open again."""
    attempts = Payment.objects.filter(declaration_id=declaration_id, purpose=purpose)
    rows = list(attempts.exclude(refunds__reason=RefundReason.MISTAKEN))
    if not rows:
        return None
    payment = max(rows, key=lambda row: (_WEIGHT.get(State(row.state), 0), row.created_at))
    events = timeline(payment.id)
    since = next((event.at for event in reversed(events) if event.kind == payment.state), payment.created_at)
    return Standing(payment, State(payment.state), since, _news(payment, events))


def is_under_way(payment: Payment) -> bool:
    """Whether the payer's bank is at work on this open payment."""
    return _news(payment, timeline(payment.id)) == "under_way"


def paid_among(declaration_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Of these declarations, those whose fee is paid. One query."""
    paid = Payment.objects.filter(
        declaration_id__in=list(declaration_ids), purpose=Payment.Purpose.FEE, state=State.PAID
    )
    return set(paid.values_list("declaration_id", flat=True))


_ENDED = {State.FAILED: "bank_refused", State.EXPIRED: "page_ended"}


def _news(payment: Payment, events: list[PaymentEvent]) -> str:
    if payment.state in (State.PAID, State.REFUNDED, State.CHARGED_BACK):
        return ""
    if payment.attention == "mismatch":
        return "being_checked"
    if payment.provider_ref is not None and (payment.attention in PASSING or _without_answer(events)):
        return "no_answer"
    if payment.state in LIVE:
        return next((event.kind for event in reversed(events) if event.kind in ("under_way", "declined")), "")
    return _ENDED[State(payment.state)] if payment.provider_ref is not None else ""


def _without_answer(events: list[PaymentEvent]) -> bool:
    """The last thing that we heard is that there was nothing to hear."""
    heard = [event.kind for event in events if event.kind != "notified"]
    return bool(heard) and heard[-1] in PASSING


def timeline(payment_id: uuid.UUID) -> list[PaymentEvent]:
    """Oldest first."""
    return list(PaymentEvent.objects.filter(payment_id=payment_id).order_by("id"))


def timelines(payment_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[PaymentEvent]]:
    """Each payment's events, oldest first. One query."""
    found: dict[uuid.UUID, list[PaymentEvent]] = {}
    for event in PaymentEvent.objects.filter(payment_id__in=list(payment_ids)).order_by("id"):
        found.setdefault(event.payment_id, []).append(event)
    return found


def of_declaration(declaration_id: uuid.UUID) -> list[Payment]:
    """All attempts, oldest first."""
    return list(Payment.objects.filter(declaration_id=declaration_id).order_by("created_at", "id"))


def payment_of(payment_id: uuid.UUID) -> Payment | None:
    return Payment.objects.filter(id=payment_id).first()


def wanting_attention(*, most: int = 200) -> list[Payment]:
    """Payments that a person has to look at, oldest first."""
    return list(Payment.objects.exclude(attention="").order_by("created_at")[:most])


def unread_messages(*, most: int = 200) -> list[ProviderInbox]:
    return list(ProviderInbox.objects.filter(handled_at=None).order_by("id")[:most])


def attention_by_code() -> list[tuple[str, int, datetime]]:
    """(code, how many, since when) of payments that a person has to look at: for the city's report."""
    rows = Payment.objects.exclude(attention="").order_by().values_list("attention")
    return list(rows.annotate(number=Count("id"), since=Min("created_at")))


def with_open_money() -> QuerySet[Payment, uuid.UUID]:
    """The declarations for which money is still to go back, somebody's bank wants it back, or a person has to look: for a
    subquery."""
    under_way = Q(refunds__state__in=(RefundStep.PROPOSED, RefundStep.APPROVED, RefundStep.RELEASED))
    open_ones = Payment.objects.filter(under_way | Q(disputes__state=DisputeStep.OPEN) | ~Q(attention=""))
    return open_ones.values_list("declaration_id", flat=True)
