"""A rehearsal's mails go into a table and nowhere else: who rehearses reads them there.

Every mail of a case, to whoever is part of it, passes ``send``. Mails to accounts of staff (``to_account``) do not: they go out of a rehearsal too.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from declarations import sealing
from declarations.models import Declaration
from kernel.crypto import UnableToOpen, seal, unseal
from notifications.models import AccountMail, CaughtMail
from tenants.binding import current, in_rehearsal
from tenants.keys import city_keys

CAUGHT = "notifications.caught"


@dataclass(frozen=True)
class Caught:
    """As its reader would have got it; of the attachments the names."""

    id: uuid.UUID
    to: str
    subject: str
    text: str
    attached: tuple[str, ...]
    caught_at: datetime


def send(
    message: EmailMultiAlternatives, *, name: uuid.UUID, template: str, at: datetime, case: Declaration | None = None
) -> None:
    """To the mail server; in a rehearsal into the table, once for each ``name``. Outside any transaction.

    Raises what the mail server makes of it (``SMTPException``, ``OSError``); catching raises nothing of the kind.
    """
    if not in_rehearsal():
        message.send()
        return
    told = {"to": message.to[0], "subject": message.subject, "text": message.body, "attached": _attached(message)}
    with transaction.atomic():
        CaughtMail.objects.get_or_create(
            id=name, defaults={"case": case, "template": template, "caught_at": at, "sealed": _sealed(case, name, told)}
        )


def of_case(case_id: uuid.UUID) -> list[Caught]:
    """What was written to the sponsor of this case, the oldest first."""
    return _read(CaughtMail.objects.filter(case_id=case_id))


def since(moment: datetime, *, with_accounts: bool = True) -> list[Caught]:
    """Everything that was caught from then on, the oldest first; what was sealed with a lost key is left out.

    ``with_accounts``: also what lets its reader in.
    """
    found = CaughtMail.objects.filter(caught_at__gte=moment)
    return _read(found if with_accounts else found.exclude(id__in=AccountMail.objects.values("id")))


def forget(*, before: datetime) -> int:
    """What is older goes. Joins the caller's transaction; answers how many."""
    return CaughtMail.objects.filter(caught_at__lt=before).delete()[0]


def _attached(message: EmailMultiAlternatives) -> list[str]:
    named = [getattr(part, "get_filename", lambda: "")() for part in message.attachments]
    return [name for name in named if name]


def _read(rows: Any) -> list[Caught]:
    found = []
    for row in rows.order_by("caught_at", "id"):
        try:
            told = _opened(row)
        except UnableToOpen:
            continue
        attached = tuple(told["attached"])
        found.append(Caught(row.id, told["to"], told["subject"], told["text"], attached, row.caught_at))
    return found


def _sealed(case: Declaration | None, name: uuid.UUID, told: dict[str, Any]) -> bytes:
    if case is not None:
        return sealing.cipher(case.id).seal_json(told, CAUGHT)
    return seal(city_keys().key_of(current().schema), json.dumps(told).encode(), _place(name))


def _opened(row: CaughtMail) -> dict[str, Any]:
    told: dict[str, Any]
    if row.case_id is not None:
        told = sealing.cipher(row.case_id).open_json(row.sealed, CAUGHT)
    else:
        told = json.loads(unseal(city_keys().key_of(current().schema), bytes(row.sealed), _place(row.id)))
    return told


def _place(name: uuid.UUID) -> str:
    return f"{current().schema}|caught mail|{name}"
