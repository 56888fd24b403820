"""The message of a delivery: made once, before the first call, and from then on always the same bytes.

Files are fetched outside any transaction; the message is kept sealed with the case's key.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from configuration.queries import in_force
from connectors import attachments
from connectors.addressing import addressing_of, city_is_live
from connectors.base import OutgoingMessage, Temporary
from connectors.claiming import Claim
from connectors.models import Delivery
from connectors.records import locked
from connectors.xauslaender import replies
from connectors.xauslaender.envelope import Addressing
from connectors.xauslaender.files import UnableToRender
from connectors.xauslaender.message import render
from connectors.xauslaender.replies import About
from declarations import queries as declarations
from declarations import sealing
from declarations.casefile.document import CaseFile

BODY, SUMMARY = "connectors.message", "connectors.summary"


class Impossible(Exception):
    """No repetition will help: the message cannot be made, is invalid, or its case was erased."""

    def __init__(self, code: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.problems = code, problems


def message_of(taken: Claim, at: datetime) -> OutgoingMessage:
    """The kept message; made, sealed and kept now when this is the first try."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("declaration").get(id=taken.delivery_id)
        cipher = sealing.cipher(taken.declaration_id)
    if delivery.sealed_message is None or delivery.sealed_summary is None:
        body, summary = _make(taken, delivery, at)
    else:
        body = zlib.decompress(cipher.open(delivery.sealed_message, BODY))
        summary = cipher.open(delivery.sealed_summary, SUMMARY)
    return OutgoingMessage(
        str(delivery.id), delivery.message_type, delivery.declaration.reference or "", body, summary,
        answers=str(delivery.answers or ""), fee=attachments.fee_of(delivery.declaration_id), test=not city_is_live(),
    )  # fmt: skip


def _make(taken: Claim, delivery: Delivery, at: datetime) -> tuple[bytes, bytes]:
    try:
        body, summary = _RENDERERS.get(delivery.message_type, _declaration)(delivery, at)
    except attachments.NotReady:
        raise Temporary("papers_not_ready") from None
    except UnableToRender as refusal:
        raise Impossible(refusal.code) from None
    _keep(taken, body, summary)
    return body, summary


def _declaration(delivery: Delivery, at: datetime) -> tuple[bytes, bytes]:
    files = attachments.files_of(delivery.declaration_id)
    case, addressing = _addressed(delivery, at)
    body = render(
        case, addressing=addressing, files=files, message_id=delivery.id, created_at=at, subject=delivery.subject or ""
    )
    return body, files.summary


def _withdrawal(delivery: Delivery, at: datetime) -> tuple[bytes, bytes]:
    _case, addressing = _addressed(delivery, at)
    return replies.withdrawal(_about(delivery, at), addressing=addressing), b""


def _answer(delivery: Delivery, at: datetime) -> tuple[bytes, bytes]:
    if delivery.answers is None:
        raise Impossible("unknown_subject")
    given = attachments.answer_to(delivery.declaration_id, delivery.answers)
    _case, addressing = _addressed(delivery, at)
    body = replies.answer(
        _about(delivery, at), addressing=addressing, answers=delivery.answers, text=given.text, uploads=given.uploads
    )
    return body, b""


_RENDERERS: dict[str, Callable[[Delivery, datetime], tuple[bytes, bytes]]] = {
    replies.WITHDRAWAL: _withdrawal,
    replies.ANSWER: _answer,
}


def _about(delivery: Delivery, at: datetime) -> About:
    return About(delivery.declaration.reference or "", delivery.id, at)


def _addressed(delivery: Delivery, at: datetime) -> tuple[CaseFile, Addressing]:
    live = city_is_live()
    with transaction.atomic():
        case, configuration = declarations.case_file(delivery.declaration), in_force(at=at)
        if case.filing is None:
            raise Impossible("not_filed")
        return case, addressing_of(configuration, case.filing, live=live)


def _keep(taken: Claim, body: bytes, summary: bytes) -> None:
    """Before the first call. A worker that lost its lease keeps nothing and calls nobody."""
    with transaction.atomic():
        cipher = sealing.cipher(taken.declaration_id)
        row = locked(taken.delivery_id)
        if row.attempts != taken.number:
            raise Temporary("lease_lost")
        Delivery.objects.filter(id=row.id).update(
            sealed_message=cipher.seal(zlib.compress(body, 1), BODY),
            sealed_summary=cipher.seal(summary, SUMMARY),
            message_bytes=len(body),
        )
