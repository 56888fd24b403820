from __future__ import annotations

from celery import shared_task

from billing.invoicing import mailing, papers
from kernel.clock import now
from tenants.tasks import PublicTask


@shared_task(base=PublicTask, name="billing.invoicing.make_papers", queue="default")
def make_papers() -> int:
    return papers.make_due(at=now())


@shared_task(base=PublicTask, name="billing.invoicing.send_mails", queue="mail")
def send_mails() -> int:
    return mailing.send_due(at=now())
