from __future__ import annotations

from datetime import date

from celery import shared_task

from billing.books import reconciling
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="billing.books.run", queue="default")
def run(day: str) -> bool:
    return reconciling.run(day=date.fromisoformat(day), at=now()).ended_at is not None
