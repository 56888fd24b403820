"""One night's reconciliation of 10,000 payments: reading the provider's book and comparing, beside a comparison that
looks up each payment by itself."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from tests.bench.figures import Figure, against

PAYMENTS = 10_000
BOUND = 60.0
MORNING = datetime.now(UTC)
AT = MORNING - timedelta(days=1)


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from billing.books.models import Difference
    from billing.books.reconciling import run
    from kernel.clock import german_day
    from tenants.binding import bind

    with bind(cities["offenbach"]):
        ids = _fill()
        with patch("billing.books.collecting.provider", lambda _name: _Generated(ids)):
            begun = time.perf_counter()
            ended = run(day=german_day(AT), at=MORNING)
            ours = time.perf_counter() - begun
        assert ended.ended_at is not None
        assert (ended.here_cents, ended.there_cents) == (2900 * PAYMENTS, 2900 * (PAYMENTS - 1))
        assert Difference.objects.get().kind == "missing_there"
        naive = _naive()
    yield against(f"books: one night, {PAYMENTS} payments", ours, "s", bound=BOUND, of="bound 60 s")
    yield against(
        "books: the same, payment by payment (comparing alone)", naive, "s", bound=ours, of="own (times slower)"
    )


class _Generated:
    """A provider's book without a network: every payment but the last."""

    def __init__(self, ids: list[uuid.UUID]) -> None:
        self._ids = ids

    def entries(self, *_: Any, **__: Any) -> Iterator[Any]:
        from billing.providers.base import BookEntry, EntryKind

        for number, payment in enumerate(self._ids[:-1]):
            yield BookEntry(
                f"txn_{number}", EntryKind.CHARGE, 2900, 69, 2831, "EUR", AT, f"pi_{payment.hex}", our_ref=str(payment)
            )  # fmt: skip

    def payouts(self, *_: Any, **__: Any) -> Iterator[Any]:
        return iter(())


def _fill() -> list[uuid.UUID]:
    from billing.payments.models import Payment
    from declarations.models import Declaration
    from declarations.operations import start_draft

    pattern = start_draft(language="de", keep=timedelta(days=30), at=AT).declaration
    ids = [uuid.uuid4() for _ in range(PAYMENTS)]
    fields = {field.attname: getattr(pattern, field.attname) for field in Declaration._meta.concrete_fields}
    unique = {field.attname for field in Declaration._meta.concrete_fields if field.unique} - {"id"}
    cases = [Declaration(**{**fields, **dict.fromkeys(unique), "id": one}) for one in ids]
    Declaration.objects.bulk_create(cases, batch_size=1000)
    Payment.objects.bulk_create(
        [
            Payment(
                id=one, declaration_id=one, state="paid", amount_cents=2900, lines=[], cash_reference=f"VE{one.hex[:12]}",
                provider="stripe", account="acct_Bench", idempotency_key=f"start-{one}", provider_ref=f"cs_{one.hex}",
                provider_raw_ref=f"pi_{one.hex}", language="de", created_at=AT, expires_at=AT, paid_at=AT,
            )
            for one in ids
        ],
        batch_size=1000,
    )  # fmt: skip
    return ids


def _naive() -> float:
    """What somebody writes first: for each payment its lines, its refunds, what was exported."""
    from billing.books.models import BatchLine, Entry
    from billing.payments.models import Payment, Refund

    begun = time.perf_counter()
    wrong = 0
    for payment in Payment.objects.filter(state="paid"):
        there = sum(line.amount_cents for line in Entry.objects.filter(raw_ref=payment.provider_raw_ref))
        back = sum(refund.amount_cents for refund in Refund.objects.filter(payment=payment, state="done"))
        list(BatchLine.objects.filter(payment=payment))
        wrong += there != payment.amount_cents - back
    assert wrong == 1
    return time.perf_counter() - begun
