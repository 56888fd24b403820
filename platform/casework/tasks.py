from __future__ import annotations

import uuid

from celery import shared_task

from casework import alarm_mail, desk_mail, retention
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="casework.announce", queue="mail")
def announce(announcement_id: str) -> bool:
    return desk_mail.send(announcement_id=uuid.UUID(announcement_id), at=now())


@shared_task(base=CityTask, name="casework.mail_alarm", queue="mail")
def mail_alarm(mail_id: str) -> bool:
    return alarm_mail.send(mail_id=uuid.UUID(mail_id), at=now())


@shared_task(base=CityTask, name="casework.forget_due", queue="default")
def forget_due() -> int:
    return retention.forget_due(at=now())
