from __future__ import annotations

from celery import shared_task

from kernel.clock import now
from outbox import operations
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="outbox.dispatch", queue="outbox")
def dispatch() -> int:
    return operations.dispatch(at=now())
