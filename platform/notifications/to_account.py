"""Mails with a link that lets somebody in: queued beside what they tell, sent with no transaction open, then forgotten.

Those of a rehearsal are caught like all others.
"""

from __future__ import annotations

import json
import logging
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.db import transaction

from accounts.staff.models import Invitation
from kernel.crypto import seal, unseal
from notifications import catching
from notifications.models import AccountMail
from notifications.operations import PAUSES, compose
from notifications.states import TRANSITIONS, State
from outbox import operations as outbox
from tenants.binding import current
from tenants.keys import city_keys

DUE = "account_mail.due"
SUPERSEDED = "superseded"
log = logging.getLogger("zusage.mail")


def queue(
    *, to: str, template: str, said: dict[str, Any], at: datetime, invitation: Invitation | None = None
) -> AccountMail:
    """Joins the caller's transaction. What waits for the same invitation is not sent any more."""
    if invitation is not None:
        drop(invitation)
    mail = AccountMail(invitation=invitation, template=template, queued_at=at)
    city = current().schema
    letter = json.dumps({"to": to, "said": said}).encode()
    mail.sealed_letter = seal(city_keys().key_of(city), letter, _place(city, mail.id))
    mail.save()
    outbox.record(name=DUE, at=at, mail=str(mail.id))
    return mail


def drop(invitation: Invitation) -> None:
    """Joins the caller's transaction."""
    unsent = AccountMail.objects.filter(invitation=invitation, sent_at=None)
    unsent.update(state=State.FAILED, error=SUPERSEDED, sealed_letter=None)


def send(*, mail_id: uuid.UUID, at: datetime) -> bool:
    """Sends it unless it was sent or given up. Outside any transaction. Tried again later, five times."""
    mail = AccountMail.objects.get(id=mail_id)
    if mail.sealed_letter is None:
        return mail.state == State.SENT
    city = current().schema
    opened = unseal(city_keys().key_of(city), bytes(mail.sealed_letter), _place(city, mail.id))
    letter: dict[str, Any] = json.loads(opened)
    message = compose(template=mail.template, language="de", to=letter["to"], said=letter["said"], name=mail.id, at=at)
    try:
        catching.send(message, name=mail.id, template=mail.template, at=at)
    except (SMTPException, OSError) as error:
        _later(mail, error, at)
        return False
    _settle(mail, State.SENT, at)
    return True


def _place(city: str, mail_id: uuid.UUID) -> str:
    return f"{city}|account_mail|{mail_id}"


def _settle(mail: AccountMail, state: State, at: datetime, *, error: str = "") -> None:
    """One that was dropped while it was being sent stays dropped: its link leads nowhere."""
    with transaction.atomic():
        TRANSITIONS.edge(mail.state, state)
        sent_at = at if state is State.SENT else None
        changed = {"state": state, "sent_at": sent_at, "attempts": mail.attempts + 1, "error": error}
        AccountMail.objects.filter(id=mail.id, state=State.QUEUED).update(**changed, sealed_letter=None)


def _later(mail: AccountMail, error: Exception, at: datetime) -> None:
    log.warning("mail %s to an account could not be sent: %s", mail.id, type(error).__name__)
    if mail.attempts >= len(PAUSES):
        _settle(mail, State.FAILED, at, error=type(error).__name__)
        return
    with transaction.atomic():
        waiting = AccountMail.objects.filter(id=mail.id, state=State.QUEUED)  # it may have been dropped meanwhile
        if waiting.update(attempts=mail.attempts + 1, error=type(error).__name__):
            due = at + timedelta(seconds=PAUSES[mail.attempts])
            outbox.record(name=DUE, at=at, due_at=due, mail=str(mail.id))
