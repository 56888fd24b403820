"""The call between claim and settle: makes the message where it is not yet made, validates it, hands it over.

No transaction is open meanwhile. Whatever happens ends as a ``Result``; texts of errors are never kept, they may name
a person.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from pydantic import ValidationError

from configuration.queries import in_force
from connectors import attachments
from connectors.addressing import addressing_of, city_is_live
from connectors.backoff import LEASE
from connectors.base import Misconfigured, OutgoingMessage, Receipt, Rejected, Temporary
from connectors.claiming import Claim, Outcome, Result, claim, settle
from connectors.config import options_for
from connectors.models import Delivery
from connectors.records import locked
from connectors.registry import connector
from connectors.xauslaender import schema
from connectors.xauslaender.files import Files, UnableToRender
from connectors.xauslaender.message import render
from declarations import queries as declarations
from declarations import sealing
from declarations.models import Declaration
from kernel.crypto import UnableToOpen

log = logging.getLogger("zusage.connectors")
BODY, SUMMARY = "connectors.message", "connectors.summary"
AT_ONCE = 50


class Impossible(Exception):
    """No repetition will help: the message cannot be made, is invalid, or its case was erased."""

    def __init__(self, code: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code, self.problems = code, problems


def deliver_due(*, clock: Callable[[], datetime], lease: timedelta = LEASE, most: int = AT_ONCE) -> int:
    """Delivers what is due in the bound city, one after the other; answers how many calls were made."""
    for made in range(most):
        taken = claim(at=clock(), lease=lease)
        if taken is None:
            return made
        settle(claim=taken, result=attempt(taken, at=clock()), at=clock())
    return most


def attempt(taken: Claim, *, at: datetime) -> Result:
    """Calls the connector once. Refuses (RuntimeError) to do so inside a transaction."""
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    try:
        return Result(Outcome.DELIVERED, receipt=_deliver(taken, at))
    except Temporary as error:
        return Result(Outcome.TEMPORARY, error.code)
    except Rejected as error:
        return Result(Outcome.REJECTED, error.code)
    except Misconfigured as error:
        return Result(Outcome.MISCONFIGURED, error.code)
    except Impossible as error:
        return Result(Outcome.IMPOSSIBLE, error.code, problems=error.problems)
    except Exception as error:
        log.error("delivery %s: unforeseen %s", taken.delivery_id, type(error).__name__)
        return Result(Outcome.TEMPORARY, "unforeseen")


def _deliver(taken: Claim, at: datetime) -> str:
    if taken.rerouted:
        raise Misconfigured("connector_changed")
    adapter, options = _adapter(taken)
    try:
        message = _message(taken, at)
    except UnableToOpen:
        raise Impossible("case_erased") from None
    _validate(taken, message.body)
    receipt: Receipt = adapter.deliver(message, options, idempotency_key=taken.key)
    return receipt.reference


def _adapter(taken: Claim) -> tuple[Any, Any]:
    try:
        adapter = connector(taken.connector)
        return adapter, options_for(adapter, taken.rules.options)
    except KeyError:
        raise Misconfigured("connector_unknown") from None
    except ValidationError:
        raise Misconfigured("options_invalid") from None


def _message(taken: Claim, at: datetime) -> OutgoingMessage:
    """The kept message; made, sealed and kept now when this is the first try."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("declaration").get(id=taken.delivery_id)
        cipher = sealing.cipher(taken.declaration_id)
    if delivery.sealed_message is None or delivery.sealed_summary is None:
        return _make(taken, delivery, at)
    return OutgoingMessage(
        str(delivery.id), delivery.message_type, delivery.declaration.reference or "",
        zlib.decompress(cipher.open(delivery.sealed_message, BODY)), cipher.open(delivery.sealed_summary, SUMMARY),
    )  # fmt: skip


def _make(taken: Claim, delivery: Delivery, at: datetime) -> OutgoingMessage:
    try:
        files = attachments.files_of(taken.declaration_id)
    except attachments.NotReady:
        raise Temporary("papers_not_ready") from None
    body = _rendered(delivery.declaration, delivery, files, at)
    _keep(taken, body, files.summary)
    return OutgoingMessage(
        str(delivery.id), delivery.message_type, delivery.declaration.reference or "", body, files.summary
    )


def _rendered(declaration: Declaration, delivery: Delivery, files: Files, at: datetime) -> bytes:
    live = city_is_live()
    with transaction.atomic():
        case, configuration = declarations.case_file(declaration), in_force(at=at)
    if case.filing is None:
        raise Impossible("not_filed")
    try:
        addressing = addressing_of(configuration, case.filing, live=live)
        return render(case, addressing=addressing, files=files, message_id=delivery.id, created_at=at)
    except UnableToRender as refusal:
        raise Impossible(refusal.code) from None


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


def _validate(taken: Claim, body: bytes) -> None:
    try:
        schema.validate(body)
    except schema.UnableToValidate as refusal:
        if taken.rules.validation == "always":
            raise Misconfigured(f"schemas_{refusal.code}") from None
    except schema.InvalidMessage as refusal:
        log.error("delivery %s: invalid message: %s", taken.delivery_id, "; ".join(refusal.problems))
        _forget(taken)
        raise Impossible("invalid_message", tuple(refusal.problems)) from None


def _forget(taken: Claim) -> None:
    """A message that never left the house is made anew when a person has it sent again."""
    Delivery.objects.filter(id=taken.delivery_id, state="in_flight", attempts=taken.number).update(
        sealed_message=None, sealed_summary=None
    )
