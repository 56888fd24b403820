from __future__ import annotations

import uuid
from contextlib import suppress

from celery import shared_task

from appointments import outside, reconciling, waiting_for_system
from appointments.refusals import UnableToBook
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="appointments.reconcile", queue="default")
def reconcile(booking_id: str) -> bool:
    return reconciling.reconcile(booking_id=uuid.UUID(booking_id), at=now())


@shared_task(base=CityTask, name="appointments.look", queue="default")
def look(booking_id: str) -> None:
    with suppress(UnableToBook):  # the system is silent: tomorrow is another day
        outside.look(booking_id=uuid.UUID(booking_id), at=now())


@shared_task(base=CityTask, name="appointments.check_system", queue="default")
def check_system() -> int:
    return waiting_for_system.see_whether_it_is_back(at=now())
