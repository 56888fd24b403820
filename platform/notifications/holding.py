"""Mails that came back with a restored city unsent. They may have been sent after the archive was made."""

from __future__ import annotations

from datetime import datetime

from notifications.models import AccountMail, Mail
from notifications.states import State
from outbox import operations as outbox

HELD = "held_after_restore"
CARRIED = "mail.due"


def hold(*, using: str) -> int:
    """Joins the restoring transaction. No event leads to them any more (``CARRIED``), so nothing sends them.

    Links to accounts were sealed for the city that was: they are given up, and whoever manages the people sends new ones.
    """
    given_up = {"state": State.FAILED, "error": HELD, "sealed_letter": None}
    AccountMail.objects.using(using).filter(state=State.QUEUED).update(**given_up)
    return Mail.objects.using(using).filter(state=State.QUEUED).update(error=HELD)


def held() -> list[Mail]:
    return list(Mail.objects.filter(state=State.QUEUED, error=HELD).select_related("case").order_by("queued_at"))


def let_go(*, at: datetime) -> int:
    """They are sent. Joins the caller's transaction."""
    mails = held()
    for mail in mails:
        outbox.record(name=CARRIED, subject_id=None, at=at, mail=str(mail.id))
    Mail.objects.filter(id__in=[mail.id for mail in mails]).update(error="")
    return len(mails)


def drop() -> int:
    """They had been sent, or nobody needs them any more. They stand as failed, since nobody saw them leave."""
    return Mail.objects.filter(state=State.QUEUED, error=HELD).update(state=State.FAILED)
