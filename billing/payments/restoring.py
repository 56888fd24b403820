"""Money that moved since an archive was made stays known: payments are taken over from what the city held before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connections

from billing.payments.models import Dispute, Payment, PaymentEvent, ProviderInbox, Refund
from billing.payments.states import State
from declarations.models import Declaration
from declarations.states import State as CaseState
from outbox.models import OutboxEvent

LOST = ("cash_reference", "state", "amount_cents", "paid_at")


def take_over(*, using: str, before: str, at: datetime) -> list[dict[str, Any]]:
    """Joins the restoring transaction; ``before`` is the schema of the content that is replaced.

    Payments whose case the archive has are as they were before the restore; a case that was paid meanwhile is told so.
    Answers the others, whose case the archive does not know: a person has to look whether money goes back.
    """
    with connections[using].cursor() as cursor:
        for sql in _script(before):
            cursor.execute(sql)
        cursor.execute(
            f'SELECT {", ".join(LOST)} FROM "{before}"."{Payment._meta.db_table}" AS b WHERE state <> %s AND NOT EXISTS'
            f' (SELECT 1 FROM "{Payment._meta.db_table}" AS n WHERE n.id = b.id) ORDER BY created_at',
            [State.EXPIRED],
        )
        lost = [dict(zip(LOST, row, strict=True)) for row in cursor.fetchall()]
    _tell_of_paid(using, at)
    return lost


def _script(before: str) -> list[str]:
    payment, event, inbox = (model._meta.db_table for model in (Payment, PaymentEvent, ProviderInbox))
    case = f'SELECT 1 FROM "{Declaration._meta.db_table}" AS d WHERE d.id = b.declaration_id'
    told = f'SELECT 1 FROM "{event}" AS n WHERE n.id = b.id AND n.payment_id = b.payment_id'
    new = f'SELECT 1 FROM "{inbox}" AS n WHERE n.provider = b.provider AND n.event_id = b.event_id'
    dispute = f'SELECT 1 FROM "{Dispute._meta.db_table}" AS n WHERE n.provider = b.provider AND n.provider_ref = b.provider_ref'
    paid_for = f'SELECT id FROM "{payment}"'
    return [
        _copied(Payment, before, f"EXISTS ({case}) {_latest(Payment)}"),
        _copied(Refund, before, f"payment_id IN ({paid_for}) {_latest(Refund)}"),
        _copied(Dispute, before, f"payment_id IN ({paid_for}) AND NOT EXISTS ({dispute}) ORDER BY id", without="id"),
        _copied(PaymentEvent, before, f"payment_id IN ({paid_for}) AND NOT EXISTS ({told}) ORDER BY id", without="id"),
        _copied(ProviderInbox, before, f"NOT EXISTS ({new}) ORDER BY id", without="id"),
    ]


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields]


def _latest(model: Any) -> str:
    changed = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in _columns(model))
    return f"ON CONFLICT (id) DO UPDATE SET {changed}"


def _copied(model: Any, before: str, where: str, without: str = "") -> str:
    """Numbers are given anew where the database counts: two rows of two pasts may have the same one."""
    table = model._meta.db_table
    columns = ", ".join(f'"{column}"' for column in _columns(model) if column != without)
    return f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{before}"."{table}" AS b WHERE {where}'


def _tell_of_paid(using: str, at: datetime) -> None:
    """Also for a case that had been told: its being received is not in the archive."""
    paid = Payment.objects.using(using).filter(state=State.PAID, declaration__state=CaseState.SEALED)
    OutboxEvent.objects.using(using).bulk_create([
        OutboxEvent(
            name="payment.settled", subject_id=payment.declaration_id, recorded_at=at, due_at=at,
            payload={"payment": str(payment.id), "source": "restore", "amount_cents": payment.amount_cents},
        )
        for payment in paid
    ])  # fmt: skip
