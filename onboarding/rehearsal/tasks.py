from __future__ import annotations

import uuid

from celery import shared_task

from kernel.clock import now
from onboarding.rehearsal import tidying, working
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="onboarding.rehearsal.go_on", queue="default")
def go_on(run_id: str) -> int:
    return working.go_on(uuid.UUID(run_id), clock=now)


@shared_task(base=CityTask, name="onboarding.rehearsal.leave_twin", queue="default")
def leave_twin() -> None:
    working.leave_twin(at=now())


@shared_task(base=CityTask, name="onboarding.rehearsal.tidy", queue="default")
def tidy(run_id: str) -> None:
    tidying.tidy(run_id=uuid.UUID(run_id), at=now())
