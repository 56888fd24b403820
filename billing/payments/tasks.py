from __future__ import annotations

from uuid import UUID

from celery import shared_task

from billing.payments import accounts, operations
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


@shared_task(base=CityTask, name="billing.payments.check_accounts", queue="payments")
def check_accounts() -> list[str]:
    return [check.standing for check in accounts.check(at=now())]
