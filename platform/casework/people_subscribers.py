"""Mails to whoever is invited or asked for a new password leave the house through the workers."""

from __future__ import annotations

from datetime import datetime

from notifications import tasks as mail_tasks
from notifications import to_account
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(to_account.DUE, name="casework.send_account_mail", outside=True)
def send_account_mail(event: OutboxEvent, at: datetime) -> None:
    mail_tasks.send_to_account.send(mail_id=event.payload["mail"])
