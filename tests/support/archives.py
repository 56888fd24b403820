"""Cases worth archiving, and the ways into an archive and out of it."""

from __future__ import annotations

import uuid
import zlib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from config import archives
from kernel.recipients import new_pair
from tenants.binding import bind
from tenants.models import City
from tests.support import cases

PRIVATE, PUBLIC = new_pair()


@cache
def rebuilt_once(content: bytes, media_type: str) -> Any:
    """The same small paper again and again: taken apart once."""
    from documents.rebuild import rebuild

    return rebuild(content, media_type)


def paid_case(city: Any, at: datetime) -> uuid.UUID:
    case_id: uuid.UUID = cases.file(city, at=at).case_id
    cases.pay(city, case_id, at=at)
    cases.work(city, at=at)
    return case_id


def erased_case(city: Any, at: datetime) -> uuid.UUID:
    case_id: uuid.UUID = cases.file(city, at=at).case_id
    erase(city, case_id, at)
    return case_id


def erase(city: Any, case_id: uuid.UUID, at: datetime) -> None:
    from audit.operations import SYSTEM
    from casework import erasing
    from declarations.operations import locked, move
    from declarations.states import State

    with bind(city), transaction.atomic():
        case = locked(case_id)
        move(declaration=case, target=State.LAPSED, actor=SYSTEM, at=at)
        erasing.erase(case=case, actor=SYSTEM, reason="not_paid", at=at)


def restored(path: Path, *, at: datetime, slug: str = "", key: bytes = PRIVATE) -> Any:
    with path.open("rb") as file:
        return archives.restore_from(file, key=key, at=at, slug=slug)


def with_draft(city: City, at: datetime) -> uuid.UUID:
    """A small city has no fees and no papers: a draft with answers is enough of a case."""
    from declarations import operations

    with bind(city), transaction.atomic():
        draft = operations.start_draft(language="de", keep=timedelta(days=30), at=at).declaration
        operations.save_section(
            case_id=draft.id, key="sponsor.name", value={"family_name": "Mustermann"}, keep=timedelta(days=30), at=at
        )
    return draft.id


def with_file(city: City, case_id: uuid.UUID, at: datetime) -> None:
    from documents.operations import keep_generated

    with bind(city):
        keep_generated(case_id=case_id, kind="receipt", name="Beleg", content=cases.small_pdf(), at=at)


def delivered_and_answered(city: City, case_id: uuid.UUID, at: datetime) -> None:
    """A delivery with its sealed message, an answer that is sealed with the case's key, and one with the city's."""
    from connectors import operations, returned
    from connectors.making import BODY, SUMMARY
    from connectors.models import Delivery, ReturnedMessage
    from declarations import sealing
    from declarations.models import Declaration

    with bind(city), transaction.atomic():
        delivery = operations.queue(declaration=Declaration.objects.get(id=case_id), at=at)
        cipher = sealing.cipher(case_id)
        Delivery.objects.filter(id=delivery.id).update(
            state="delivered", receipt="E-1", settled_at=at, next_try_at=None, message_bytes=12,
            sealed_message=cipher.seal(zlib.compress(b"<nachricht/>"), BODY), sealed_summary=cipher.seal(b"%PDF-", SUMMARY),
        )  # fmt: skip
        for number in ("with-case", "with-city"):
            body = f"<frage>Drachenfutter {number}</frage>".encode()
            returned.keep(connector="gateway", external_id=number, message_type="130102", body=body, at=at)
        answer = ReturnedMessage.objects.get(external_id="with-case")
        text = zlib.compress(returned.body_of(answer))
        ReturnedMessage.objects.filter(id=answer.id).update(
            declaration_id=case_id, sealed_with_case=True, state="carried_out", settled_at=at,
            sealed_body=cipher.seal(text, f"{returned.BODY}|{answer.id}"),
        )  # fmt: skip
