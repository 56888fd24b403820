"""What the tests of refunds share: a payment that the stand-in knows as paid, staff, a process that dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from billing.payments import refund_calling
from billing.payments.models import Payment, PaymentEvent, Refund
from billing.payments.operations import ask, start
from infra.standins.stripe import payer
from infra.standins.stripe.faults import set_faults
from infra.standins.stripe.server import StandIn
from tests.interface.billing.support import OFFENBACH, a_bill

ANNA, BERND, CARLA = 11, 12, 13


class Killed(BaseException):
    """The process died here."""


def paid(standin: StandIn, declaration_id: UUID, *, at: datetime) -> Payment:
    page = start(bill=a_bill(declaration_id, at=at), at=at)
    with standin.world.store.work():
        payer.pay(standin.world, OFFENBACH, page.address.rpartition("/")[2])
    return ask(payment_id=page.payment_id, source=PaymentEvent.Source.POLL, at=at)


def trouble(standin: StandIn, **wanted: str) -> None:
    with standin.world.store.work():
        set_faults(standin.world, wanted)


def sent(standin: StandIn, refund: Refund | None = None) -> list[dict[str, Any]]:
    """What Stripe holds of our refunds, those that came back left aside."""
    found = [thing for _, thing in standin.world.store.all_of("refund", limit=100_000)]
    mine = [thing for thing in found if refund is None or thing["metadata"].get("refund") == str(refund.id)]
    return [thing for thing in mine if thing["status"] != "failed"]


@contextmanager
def dying(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process dies before its n-th step: a statement to the database, or a call to the provider."""
    left = step

    def burn() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    def statement(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        burn()
        return execute(sql, params, many, context)

    def call(*args: Any, real: Any = refund_calling._call) -> Any:
        burn()
        return real(*args)

    with monkeypatch.context() as patched, connection.execute_wrapper(statement):
        patched.setattr(refund_calling, "_call", call)
        yield
