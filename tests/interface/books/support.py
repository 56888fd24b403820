"""Payments that were really made at the stand-in, and what differs afterwards."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from billing.books import reconciling
from billing.books.models import Difference, Run
from billing.payments import operations
from billing.payments.models import Payment, Refund
from configuration.queries import Configuration
from infra.standins.stripe.server import StandIn
from kernel.clock import german_day
from tests.contract.billing.standin import click
from tests.interface.billing.support import OFFENBACH, a_bill, a_pending_payment, new_declaration

DAY = timedelta(days=1)


def paid(standin: StandIn, at: datetime, *, account: str = OFFENBACH, known: bool = True) -> Payment:
    """A payment that the payer made; ``known``: we have heard of it."""
    standin.world.clock = at.timestamp
    page = operations.start(bill=a_bill(new_declaration(at=at), at=at, account=account), at=at)
    click(page.address, "pay_and_stay")
    if known:
        operations.ask(payment_id=page.payment_id, source="poll", at=at)
    return Payment.objects.get(id=page.payment_id)


def booked(at: datetime, *, cents: int = 2900, state: str = "paid", **changes: Any) -> Payment:
    """A payment of our books alone, taken at the counter."""
    fields = {"provider": "counter", "account": "", "amount_cents": cents, "state": state, "paid_at": at}
    return a_pending_payment(new_declaration(at=at), at=at, **(fields | {"provider_ref": None} | changes))


def refunded(payment: Payment, cents: int, at: datetime, ref: str = "") -> Refund:
    return Refund.objects.create(
        payment=payment, state="done", amount_cents=cents, reason="goodwill", proposed_at=at, settled_at=at,
        idempotency_key=str(uuid.uuid4()), provider_ref=ref,
    )  # fmt: skip


def night(standin: StandIn | None, day: date, at: datetime | None = None) -> Run:
    """The run of that day, at four in the morning after it."""
    moment = at or reconciling.end_of(day) + timedelta(hours=4)
    if standin is not None:
        standin.world.clock = moment.timestamp
    return reconciling.run(day=day, at=moment)


def day_of(at: datetime, plus: int = 0) -> date:
    return german_day(at) + timedelta(days=plus)


def open_kinds() -> list[str]:
    return sorted(Difference.objects.filter(closed_at=None).values_list("kind", flat=True))


def set_books(monkeypatch: pytest.MonkeyPatch, **section: Any) -> None:
    """The city's settings, without publishing them."""
    made = Configuration("offenbach", 1, {"books": {"version": 1, "value": section}})
    for module in ("exporting", "reconciling"):
        monkeypatch.setattr(f"billing.books.{module}.in_force", lambda *, at: made)
