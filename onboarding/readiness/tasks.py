from __future__ import annotations

from datetime import date, datetime

from celery import shared_task

from kernel.clock import now
from onboarding.readiness import operations
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="onboarding.readiness.night", queue="default")
def night(day: str) -> bool:
    return operations.look_in_the_night(day=date.fromisoformat(day), at=now())


@shared_task(base=CityTask, name="onboarding.readiness.after_change", queue="default")
def after_change(since: str) -> bool:
    return operations.look_after_change(since=datetime.fromisoformat(since), at=now())
