"""Delivery through FIT-Connect, version 2 as observed (record 37).

A submission is announced, filled and handed over; the service signs that it has it, and the authority's system signs days
later that it takes it. A receipt rests on the first signature, *delivered* on the second: never on an answer's status alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from configuration import secrets
from connectors.adapters.fit_connect import destination, event_log, ledger
from connectors.adapters.fit_connect.client import Client, Refused
from connectors.adapters.fit_connect.envelope import Sealed, seal
from connectors.adapters.fit_connect.ledger import Note
from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.base import (
    Connector,
    Fate,
    Followed,
    Misconfigured,
    Options,
    OutgoingMessage,
    Receipt,
    Rejected,
    Temporary,
)
from kernel.crypto import UnableToOpen

FORGOTTEN = (404, 410)


class Standing(Enum):
    """``CAME_BACK``: it had arrived and was rejected; who sends it again means a new submission."""

    NOTHING = "nothing"
    THERE = "there"
    CAME_BACK = "came back"


class FitConnect(Connector[FitConnectOptions]):
    """No way back: the observed interface shows no call that reads replies, so none is offered to the authority."""

    name: ClassVar[str] = "fit_connect"
    options_model: ClassVar[type[Options]] = FitConnectOptions
    can_tell: ClassVar[bool] = True
    confirms_later: ClassVar[bool] = True

    def check(self, options: FitConnectOptions) -> None:
        """Signs in, looks at the destination, its key and the service's keys. Nothing is announced."""
        client = _client(options)
        destination.encryption_key(client, options)
        if not event_log.service_keys(client):
            raise Temporary("answer_nonsense")

    def deliver(self, message: OutgoingMessage, options: FitConnectOptions, *, idempotency_key: str) -> Receipt:
        try:
            return self._deliver(message, options, idempotency_key)
        except Misconfigured as wrong:
            # It says that nothing was handed over, and after a try that nobody answered we cannot say so.
            note = ledger.find(idempotency_key)
            if note is not None and note.tags:
                raise Temporary(wrong.code) from None
            raise

    def _deliver(self, message: OutgoingMessage, options: FitConnectOptions, idempotency_key: str) -> Receipt:
        client, known = _client(options), ledger.find(idempotency_key)
        standing = _standing(client, options, known) if known else Standing.NOTHING
        if known and standing is Standing.THERE:
            return _receipt(ledger.find(idempotency_key) or known)
        key = destination.encryption_key(client, options)
        if known is None or standing is Standing.CAME_BACK or known.destination != options.destination:
            known = _announced(client, message, options, key=idempotency_key, instead_of=known)
        sealed = seal(message, options, key, attachment_id=str(known.attachment))
        if not ledger.note_try(known, sealed.tags, sent_bytes=sealed.size):
            raise Temporary("delivery_in_progress")
        try:
            _send(client, known, sealed)
        except Refused as refused:
            self._look_again(client, options, known, refused)
        return self._confirmed(client, options, idempotency_key)

    def _look_again(self, client: Client, options: FitConnectOptions, note: Note, refused: Refused) -> None:
        """A refusal may mean that an earlier try had been taken: only if not, it is one."""
        if _standing(client, options, ledger.find(note.key) or note) is not Standing.NOTHING:
            return
        if refused.status in FORGOTTEN:
            ledger.forget(note)  # it ran out before anything was sent; the next try announces anew
            raise Temporary("announcement_forgotten")
        raise Rejected("message_too_large" if refused.status == 413 else "submission_refused")

    def _confirmed(self, client: Client, options: FitConnectOptions, key: str) -> Receipt:
        """Also where the authority refused within the same second: ``follow`` tells that."""
        note = ledger.find(key)
        if note is None or _standing(client, options, note) is Standing.NOTHING:
            raise Temporary("not_confirmed")
        return _receipt(note)

    def find(self, options: FitConnectOptions, *, idempotency_key: str) -> Receipt | None:
        """By the number that was kept before anything was sent: without one, nothing was. What came back is not there."""
        known = ledger.find(idempotency_key)
        if known is None or _standing(_client(options), options, known) is not Standing.THERE:
            return None
        return _receipt(known)

    def follow(self, receipt: str, options: FitConnectOptions) -> Followed:
        try:
            note = ledger.by_submission(UUID(receipt.partition("/")[0]))
        except ValueError:
            note = None
        if note is None:
            raise Temporary("submission_unknown")
        try:
            return event_log.fate(event_log.events(_client(options), options, note), note)
        except event_log.Unknown:
            raise Temporary("submission_unknown") from None


def _client(options: FitConnectOptions) -> Client:
    try:
        with transaction.atomic():
            return Client(options, secrets.read(options.secret).decode().strip())
    except secrets.UnableToFindSecret:
        raise Misconfigured("secret_missing") from None
    except (UnableToOpen, UnicodeDecodeError):
        raise Misconfigured("secret_unreadable") from None


def _announced(
    client: Client, message: OutgoingMessage, options: FitConnectOptions, *, key: str, instead_of: Note | None = None
) -> Note:
    attachment = ledger.new_attachment()
    wanted: dict[str, Any] = {
        "destinationId": str(options.destination),
        "announcedAttachments": [str(attachment)] if message.summary else [],
        "publicService": {"identifier": options.service, "name": options.service_name},
    }
    try:
        told = client.post("/v2/submissions", {**wanted, **({"region": options.region} if options.region else {})})
    except Refused:
        raise Misconfigured("announcement_refused") from None
    numbers = {"submission": _number(told, "submissionId"), "case": _number(told, "caseId"), "attachment": attachment}
    try:
        return ledger.keep(key, destination=options.destination, **numbers, instead_of=instead_of)
    except IntegrityError:  # the number of another delivery
        raise Temporary("answer_nonsense") from None


def _number(told: Any, name: str) -> UUID:
    value = told.get(name) if isinstance(told, Mapping) else None
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        raise Temporary("answer_nonsense") from None


def _send(client: Client, note: Note, sealed: Sealed) -> None:
    place = f"/v2/submissions/{note.submission}"
    if sealed.attachment:
        client.put(
            f"{place}/attachments/{note.attachment}", raw_body=("application/jose", sealed.attachment.encode())
        )  # fmt: skip
    client.put(place, json_body={"encryptedMetadata": sealed.metadata, "encryptedData": sealed.data})


def _standing(client: Client, options: FitConnectOptions, note: Note) -> Standing:
    """What the service and the authority have signed. What arrived once did, even when its log is gone by now."""
    try:
        log = event_log.events(client, options, note)
    except event_log.Unknown:
        return Standing.THERE if note.arrived else Standing.NOTHING
    if event_log.fate(log, note).fate is Fate.REJECTED:
        return Standing.CAME_BACK
    if not event_log.has_arrived(log, note) and not note.arrived:
        return Standing.NOTHING
    if not note.arrived:
        ledger.note_arrival(note)
    return Standing.THERE


def _receipt(note: Note) -> Receipt:
    return Receipt(note.receipt, final=False, answer="submit-submission", sent_bytes=note.sent_bytes)
