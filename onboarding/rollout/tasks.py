from __future__ import annotations

from celery import shared_task

from kernel.clock import now
from onboarding.rollout import news
from tenants.tasks import PublicTask


@shared_task(base=PublicTask, name="onboarding.rollout.send_start_mails", queue="mail")
def send_start_mails() -> int:
    return news.send_due(at=now())
