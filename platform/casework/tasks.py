from __future__ import annotations

import uuid

from celery import shared_task

from casework import desk_mail
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="casework.announce", queue="mail")
def announce(announcement_id: str) -> bool:
    return desk_mail.send(announcement_id=uuid.UUID(announcement_id), at=now())
