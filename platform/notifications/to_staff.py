"""Mails to the people of the desk: queued beside what they tell, sent with no transaction open. They name no person."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.db import transaction

from accounts.staff.models import Staff
from notifications import catching
from notifications.models import StaffMail
from notifications.operations import PAUSES, compose
from notifications.states import TRANSITIONS, State
from outbox import operations as outbox

DUE = "staff_mail.due"
log = logging.getLogger("zusage.mail")


def write_to_holders(*, permission: str, template: str, facts: dict[str, Any], at: datetime) -> int:
    """One mail to each person who may do this now. Joins the caller's transaction; answers how many."""
    people = [person for person in Staff.objects.filter(is_active=True).order_by("id") if person.may(permission)]
    return _write(people, template, facts, at)


def write_to_all(*, template: str, facts: dict[str, Any], at: datetime) -> int:
    """One mail to everybody who may sign in. Joins the caller's transaction; answers how many."""
    return _write(list(Staff.objects.filter(is_active=True).order_by("id")), template, facts, at)


def _write(people: list[Staff], template: str, facts: dict[str, Any], at: datetime) -> int:
    for person in people:
        mail = StaffMail.objects.create(staff=person, template=template, facts=facts, queued_at=at)
        outbox.record(name=DUE, at=at, mail=str(mail.id))
    return len(people)


def send(*, mail_id: uuid.UUID, at: datetime) -> bool:
    """Sends it unless it was sent. Outside any transaction. Tried again later, five times; a person who has left gets none."""
    mail = StaffMail.objects.select_related("staff").get(id=mail_id)
    if mail.state == State.SENT:
        return True
    if not mail.staff.is_active:
        _settle(mail, State.FAILED, at, error="left")
        return False
    message = compose(
        template=mail.template, language="de", to=mail.staff.email, said=mail.facts, name=mail.id, at=at
    )  # fmt: skip
    try:
        catching.send(message, name=mail.id, template=mail.template, at=at)
    except (SMTPException, OSError) as error:
        _later(mail, error, at)
        return False
    _settle(mail, State.SENT, at)
    return True


def _settle(mail: StaffMail, state: State, at: datetime, *, error: str = "") -> None:
    with transaction.atomic():
        TRANSITIONS.edge(mail.state, state)
        sent_at = at if state is State.SENT else None
        changed = {"state": state, "sent_at": sent_at, "attempts": mail.attempts + 1, "error": error}
        StaffMail.objects.filter(id=mail.id).update(**changed)


def _later(mail: StaffMail, error: Exception, at: datetime) -> None:
    log.warning("mail %s to the desk could not be sent: %s", mail.id, type(error).__name__)
    if mail.attempts >= len(PAUSES):
        _settle(mail, State.FAILED, at, error=type(error).__name__)
        return
    with transaction.atomic():
        StaffMail.objects.filter(id=mail.id).update(attempts=mail.attempts + 1, error=type(error).__name__)
        due = at + timedelta(seconds=PAUSES[mail.attempts])
        outbox.record(name=DUE, at=at, due_at=due, mail=str(mail.id))
