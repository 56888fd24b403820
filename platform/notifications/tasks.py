from __future__ import annotations

import uuid

from celery import shared_task

from kernel.clock import now
from notifications import operations, to_account, to_staff
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="notifications.send", queue="mail")
def send(mail_id: str) -> bool:
    return operations.send(mail_id=uuid.UUID(mail_id), at=now())


@shared_task(base=CityTask, name="notifications.send_to_staff", queue="mail")
def send_to_staff(mail_id: str) -> bool:
    return to_staff.send(mail_id=uuid.UUID(mail_id), at=now())


@shared_task(base=CityTask, name="notifications.send_to_account", queue="mail")
def send_to_account(mail_id: str) -> bool:
    return to_account.send(mail_id=uuid.UUID(mail_id), at=now())
