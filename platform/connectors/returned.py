"""Messages that came back from the authority, and who carries them out. What they mean is another app's affair: whoever
joins the apps registers one handler here.

A message is kept before it is read, sealed with the city's key; once its case is known, with the case's, so that it is
forgotten with it. What cannot be carried out stays on the list with a code.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from audit.operations import Actor
from audit.operations import record as audit
from configuration.queries import in_force
from connectors import echo
from connectors.collect_timer import hurry
from connectors.config import DeliveryRules
from connectors.models import ReturnedMessage
from connectors.xauslaender.incoming import UnableToRead
from connectors.xauslaender.reading import read
from declarations import sealing
from kernel.codes import same
from kernel.crypto import UnableToOpen, seal, unseal
from kernel.errors import Refusal
from tenants.binding import current
from tenants.keys import city_keys

log = logging.getLogger("zusage.connectors")
State = ReturnedMessage.State
BODY = "connectors.returned"
MOST_BYTES = 100_000_000
MOST_TRIES = 5
MOST_ID = 200
REUSED, OTHER = "message_id_reused", "|other"
REFUSED_DAYS = timedelta(days=90)
AT_ONCE = 200


@dataclass(frozen=True)
class Outcome:
    """What a handler says. ``error``: a code, why it was not carried out; empty when it was. ``declaration_id``: the case,
    also of a message that was refused, if it could be told."""

    declaration_id: uuid.UUID | None = None
    error: str = ""
    message_type: str = ""
    message_id: uuid.UUID | None = None


Handler = Callable[[ReturnedMessage, bytes], Outcome]
_handlers: list[Handler] = []


def handler(function: Handler) -> Handler:
    """Registers the one handler ``(message, body) -> Outcome``. It runs in the transaction that settles the message, which
    is locked; it must not call the outside world. What it raises undoes its changes, and it is asked again later.
    """
    _handlers[:] = [function]
    return function


def keep(*, connector: str, external_id: str, message_type: str, body: bytes, at: datetime) -> bool:
    """Keeps a message once; False when it is there already. One that is too large is kept without its body, as refused.
    What comes under the number of another message with another content is kept beside it, once, as refused
    (``message_id_reused``).

    Joins the caller's transaction.
    """
    row = _row_of(connector, external_id, message_type, body, at)
    if len(body) > MOST_BYTES:
        _settle(row, State.REFUSED, "too_large", at)
    if _insert(row):
        return True
    if differs(connector=connector, external_id=external_id, body=body):
        other = _row_of(connector, f"{external_id[: MOST_ID - len(OTHER)]}{OTHER}", message_type, body, at)
        _settle(other, State.REFUSED, REUSED, at)
        _insert(other)
    return False


def differs(*, connector: str, external_id: str, body: bytes) -> bool:
    """Whether the message that is kept under this number has another content. Rows of older releases tell only its length."""
    there = ReturnedMessage.objects.only("id", "body_bytes", "body_digest").get(
        connector=connector, external_id=external_id
    )
    if there.body_digest is None:
        return there.body_bytes != len(body)
    return not same(there.body_digest, _digest(body))


def forget_digests() -> None:
    """After the city got another key. Joins the caller's transaction."""
    ReturnedMessage.objects.exclude(body_digest=None).update(body_digest=None)


def _row_of(connector: str, external_id: str, message_type: str, body: bytes, at: datetime) -> ReturnedMessage:
    row = ReturnedMessage(
        connector=connector, external_id=external_id, message_type=message_type[:6], body_bytes=len(body),
        body_digest=_digest(body), received_at=at,
    )  # fmt: skip
    if len(body) <= MOST_BYTES:
        row.sealed_body = sealed(current().schema, row.id, zlib.compress(body, 1))
    return row


def _insert(row: ReturnedMessage) -> bool:
    made = ReturnedMessage.objects.bulk_create([row], ignore_conflicts=True)
    return bool(made) and ReturnedMessage.objects.filter(id=row.id).exists()


def _digest(body: bytes) -> str:
    """Under the city's key, so that nobody without it can try what a message said."""
    return hmac.new(city_keys().key_of(current().schema), BODY.encode() + b"|" + body, hashlib.sha256).hexdigest()


def body_of(message: ReturnedMessage) -> bytes:
    """``UnableToOpen`` (``body_gone``) when its time was up, and when its case was erased."""
    if message.sealed_body is None:
        raise UnableToOpen(code="body_gone")
    if message.sealed_with_case and message.declaration_id is not None:
        cipher = sealing.cipher(message.declaration_id)
        return zlib.decompress(cipher.open(message.sealed_body, f"{BODY}|{message.id}"))
    return zlib.decompress(unsealed(current().schema, message.id, bytes(message.sealed_body)))


def carry_out_new(*, clock: Callable[[], datetime], most: int = AT_ONCE) -> int:
    """Hands each new message to the handler, the oldest first, each in a transaction of its own. Answers how many."""
    if not _handlers:
        return 0
    tried: set[uuid.UUID] = set()
    while len(tried) < most and (found := _carry_out_next(tried, clock)) is not None:
        tried.add(found)
    return len(tried)


def _carry_out_next(tried: set[uuid.UUID], clock: Callable[[], datetime]) -> uuid.UUID | None:
    message_id: uuid.UUID | None = None
    try:
        with transaction.atomic():
            rows = ReturnedMessage.objects.select_for_update(of=("self",), skip_locked=True)
            message = rows.filter(state=State.NEW).exclude(id__in=tried).order_by("received_at", "id").first()
            if message is None:
                return None
            message_id = message.id
            _carry_out(message, clock())
    except Exception as error:
        if message_id is None:
            raise
        log.error("returned message %s: unforeseen %s", message_id, type(error).__name__)
        _tried_in_vain(message_id, clock())
    return message_id


def _carry_out(message: ReturnedMessage, at: datetime) -> None:
    body = body_of(message)
    outcome = _of_test(body, at) or _handlers[0](message, body)
    message.message_type = outcome.message_type[:6] or message.message_type
    message.message_id = outcome.message_id or message.message_id
    if outcome.declaration_id is not None:
        cipher = sealing.cipher(outcome.declaration_id)
        message.declaration_id, message.sealed_with_case = outcome.declaration_id, True
        message.sealed_body = cipher.seal(zlib.compress(body, 1), f"{BODY}|{message.id}")
    _settle(message, State.REFUSED if outcome.error else State.CARRIED_OUT, outcome.error[:60], at)
    message.save()


def _of_test(body: bytes, at: datetime) -> Outcome | None:
    """What answers a test message is noted there, and reaches no case."""
    try:
        head = read(body).head
    except UnableToRead as refusal:
        if refusal.head is None:
            return None
        head = refusal.head
    if not echo.note_answer(reference=head.reference, at=at):
        return None
    return Outcome(message_type=head.kind, message_id=head.message_id)


def _tried_in_vain(message_id: uuid.UUID, at: datetime) -> None:
    with transaction.atomic():
        message = ReturnedMessage.objects.select_for_update(of=("self",)).get(id=message_id)
        message.tries += 1
        if message.tries >= MOST_TRIES:
            _settle(message, State.REFUSED, "unforeseen", at)
        message.save()


def _settle(message: ReturnedMessage, state: str, error: str, at: datetime) -> None:
    message.state, message.error, message.settled_at = state, error, at


class UnableToRepeat(Refusal):
    """not_refused (only what was refused is tried again); body_gone (its text is not kept any more)."""

    code = "not_refused"


def again(*, message_id: uuid.UUID, by: Actor, at: datetime) -> ReturnedMessage:
    """What was refused is read and carried out once more. Joins the caller's transaction. Refused: ``UnableToRepeat``,
    ``ReturnedMessage.DoesNotExist``."""
    message = ReturnedMessage.objects.select_for_update(of=("self",)).get(id=message_id)
    if message.state != State.REFUSED:
        raise UnableToRepeat()
    if message.sealed_body is None:
        raise UnableToRepeat(code="body_gone")
    message.state, message.tries, message.settled_at = State.NEW, 0, None
    message.save(update_fields=["state", "tries", "settled_at"])
    hurry(message.connector, at=at)
    audit(action="returned.again", actor=by, at=at, case_id=message.declaration_id, returned=str(message.id))
    return message


def forget_old(*, at: datetime) -> int:
    """Takes the text from messages whose time is up: those carried out after the city's period, the others after 90 days."""
    kept = timedelta(days=in_force(at=at).section(DeliveryRules).returned_days)
    over = Q(state=State.CARRIED_OUT, settled_at__lte=at - kept)
    over |= Q(state=State.REFUSED, settled_at__lte=at - REFUSED_DAYS)
    return ReturnedMessage.objects.filter(over, sealed_body__isnull=False).update(sealed_body=None)


def sealed(city: str, message_id: uuid.UUID, text: bytes) -> bytes:
    """Under the key of that city (its schema), as long as it is with no case. ``text`` is compressed."""
    return seal(city_keys().key_of(city), text, f"{city}|{BODY}|{message_id}")


def unsealed(city: str, message_id: uuid.UUID, body: bytes) -> bytes:
    """What ``sealed`` sealed, still compressed. Refused: ``UnableToOpen``."""
    return unseal(city_keys().key_of(city), body, f"{city}|{BODY}|{message_id}")
