"""Sending the invoices that wait: by a worker, outside of any transaction but for claiming and noting.

A mail is claimed before the mail server is asked, and only what waits is claimed: so a crash, a second worker or a task
that comes twice sends nothing twice. Whoever dies in between leaves a mail of which nobody knows: after a while it is
called unclear, and a person decides whether it is sent again.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Q

from billing.invoicing.dispatch_states import TRANSITIONS, State
from billing.invoicing.letter import subject_of, text_of
from billing.invoicing.models import Dispatch, Paper
from billing.invoicing.papers import stored

PAUSES = (60, 300, 1800, 7200, 21600)
GIVEN_UP = timedelta(minutes=15)
BATCH = 20
TYPES = {Paper.Kind.XML: "application/xml", Paper.Kind.PDF: "application/pdf"}
log = logging.getLogger("zusage.invoicing")


def anything_due(*, at: datetime) -> bool:
    return Dispatch.objects.filter(_waiting(at) | _lost(at)).exists()


def send_due(*, at: datetime, limit: int = BATCH) -> int:
    """Sends what waits; answers how many were tried. Safe to run twice at once."""
    _give_up(at)
    for tried in range(limit):
        claimed = _claim(at)
        if claimed is None:
            return tried
        target, error = _post(message_of(claimed))
        _settle(claimed.pk, target, error, at)
    return limit


def message_of(dispatch: Dispatch) -> EmailMessage:
    """The mail with both files."""
    invoice = dispatch.invoice
    number, reply_to = invoice.issue.number, invoice.head["seller"]["email"]
    message = EmailMessage(
        subject_of(invoice), text_of(invoice), settings.DEFAULT_FROM_EMAIL, [dispatch.address], reply_to=[reply_to],
        headers={"Message-ID": f"<{number}-{dispatch.edition}@{settings.PLATFORM_DOMAIN}>"},
    )  # fmt: skip
    for kind, mime in TYPES.items():
        message.attach(f"{number}.{kind.value}", stored(invoice, kind), mime)
    return message


def _waiting(at: datetime) -> Q:
    return Q(state=State.QUEUED, due_at__lte=at)


def _lost(at: datetime) -> Q:
    return Q(state=State.SENDING, moved_at__lte=at - GIVEN_UP)


def _claim(at: datetime) -> Dispatch | None:
    with transaction.atomic():
        waiting = Dispatch.objects.select_for_update(of=("self",), skip_locked=True).filter(_waiting(at))
        found = waiting.select_related("invoice__issue").order_by("due_at", "id").first()
        if found is not None:
            found.attempts += 1
            _move(found, State.SENDING, "", at)
    return found


def _give_up(at: datetime) -> None:
    with transaction.atomic():
        for dispatch in Dispatch.objects.select_for_update(of=("self",), skip_locked=True).filter(_lost(at)):
            log.error("nobody knows whether invoice mail %s was sent", dispatch.id)
            _move(dispatch, State.UNCLEAR, "", at)


def _post(message: EmailMessage) -> tuple[State, str]:
    """Sent; or queued again or failed, where the mail server surely has not taken it; or unclear."""
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        return State.QUEUED, type(error).__name__
    message.connection = connection
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        return (State.FAILED if _for_good(error) else State.QUEUED), type(error).__name__
    except (SMTPException, OSError) as error:
        return State.UNCLEAR, type(error).__name__
    finally:
        with suppress(SMTPException, OSError):
            connection.close()
    return State.SENT, ""


def _for_good(error: SMTPResponseException | SMTPRecipientsRefused) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    return error.smtp_code >= 500


def _settle(dispatch_id: int, target: State, error: str, at: datetime) -> None:
    """What became of it, unless somebody has called it unclear meanwhile: then only that it was sent is news."""
    if target != State.SENT:
        log.warning("invoice mail %s was not taken, or nobody knows", dispatch_id)
    with transaction.atomic():
        row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch_id)
        if not TRANSITIONS.allows(row.state, target):
            return
        if target == State.QUEUED:
            if row.attempts > len(PAUSES):
                target = State.FAILED
            else:
                row.due_at = at + timedelta(seconds=PAUSES[row.attempts - 1])
        _move(row, target, error, at)


def _move(row: Dispatch, target: State, error: str, at: datetime) -> None:
    TRANSITIONS.edge(row.state, target)
    row.state = target
    row.error, row.moved_at = error, at
    row.save(update_fields=["state", "due_at", "attempts", "moved_at", "error"])
