from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.db import transaction

from billing.payments import accounts, disputing, operations, refund_calling, timers
from billing.payments.models import PaymentEvent
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="billing.payments.poll", queue="payments")
def poll(payment_id: str) -> str:
    payment = operations.ask(payment_id=UUID(payment_id), source=PaymentEvent.Source.POLL, at=now())
    return payment.state


@shared_task(base=CityTask, name="billing.payments.close", queue="payments")
def close(payment_id: str) -> str:
    payment = operations.close(payment_id=UUID(payment_id), source=PaymentEvent.Source.TIMER, at=now())
    return payment.state


@shared_task(base=CityTask, name="billing.payments.read_message", queue="payments")
def read_message(message_id: int) -> str:
    return operations.read_message(message_id=message_id, at=now())


@shared_task(base=CityTask, name="billing.payments.sweep", queue="payments")
def sweep() -> int:
    with transaction.atomic():
        return timers.find_forgotten(at=now())


@shared_task(base=CityTask, name="billing.payments.refund", queue="payments")
def refund(refund_id: str) -> str:
    return refund_calling.carry_out(refund_id=UUID(refund_id), at=now()).state


@shared_task(base=CityTask, name="billing.payments.look_for_disputes", queue="payments")
def look_for_disputes() -> int:
    return disputing.look_at_all(at=now())


@shared_task(base=CityTask, name="billing.payments.check_accounts", queue="payments")
def check_accounts() -> list[str]:
    return [check.standing for check in accounts.check(at=now())]
