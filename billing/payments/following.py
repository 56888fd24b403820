"""What a message may mean besides the payment itself: its refunds and disputes are asked for, never believed."""

from __future__ import annotations

import uuid
from datetime import datetime

from billing.payments import disputing, refund_calling
from billing.payments.models import Refund
from billing.payments.states import RefundStep

# Every provider's kinds of messages are English.
ABOUT_REFUNDS, ABOUT_DISPUTES = "refund", "dispute"


def follow(*, payment_id: uuid.UUID, kind: str, source: str, at: datetime) -> None:
    """Outside any transaction. ``kind`` is the provider's; empty asks for everything, as the desk does. Raises what the
    provider raises about disputes."""
    if not kind or ABOUT_REFUNDS in kind:
        on_their_way = Refund.objects.filter(
            payment_id=payment_id, state__in=[RefundStep.RELEASED, RefundStep.DONE, RefundStep.FAILED]
        ).exclude(provider_ref="")
        for refund_id in on_their_way.order_by("id").values_list("id", flat=True):
            refund_calling.look_again(refund_id=refund_id, source=source, at=at)
    if not kind or ABOUT_DISPUTES in kind:
        disputing.look_at(payment_id=payment_id, source=source, at=at)
