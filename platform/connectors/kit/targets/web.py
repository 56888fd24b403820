"""A receiver on the web, as the connector *rest_push* posts to it. With a key the requests are signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from connectors.adapters.rest_push import answers
from connectors.adapters.rest_push.signing import SigningKey, digest_of, signed
from connectors.base import DeliveryError, Fate, Misconfigured, OutgoingMessage, Rejected
from connectors.kit.targets.base import SET_UP, Target, Told, UnusableTarget, Word
from kernel.http import Answer, CallFailed, Manner, call, is_callable_address

SECONDS, MOST = 60, 100_000
_FATES = {Fate.ACCEPTED: Word.ACCEPTED, Fate.REJECTED: Word.REFUSED, Fate.WAITING: Word.WAITING}


class WebTarget(Target):
    def __init__(self, address: str, *, clock: Callable[[], datetime], key: SigningKey | None = None) -> None:
        if not is_callable_address(address, loopback=True):
            raise UnusableTarget("address")
        self._base, self._key, self._clock = address.rstrip("/"), key, clock

    def send(self, message: OutgoingMessage, *, key: str) -> Told:
        headers = {
            "Content-Type": "application/xml", "Content-Digest": digest_of(message.body), "Idempotency-Key": key,
            "Zusage-Message-Type": message.message_type, "Zusage-Test": "true",
        }  # fmt: skip
        try:
            answer = self._call("POST", self._base, headers, message.body)
            receipt = answers.receipt_of(answer, key=key, base=self._base)
        except CallFailed as failed:
            return Told(Word.TROUBLE, failed.code)
        except DeliveryError as error:
            return _said(error)
        return Told(Word.ACCEPTED if receipt.final else Word.WAITING, receipt=receipt.reference)

    def ask(self, told: Told, *, key: str) -> Told:  # noqa: ARG002  a target has one shape
        parts = urlsplit(self._base)
        try:
            followed = answers.fate_of(self._call("GET", f"{parts.scheme}://{parts.netloc}{told.receipt}", {}))
        except CallFailed as failed:
            return Told(Word.TROUBLE, failed.code)
        except DeliveryError as error:
            return _said(error)
        return Told(_FATES[followed.fate], next(iter(followed.codes), ""), told.receipt)

    def _call(self, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        made = signed(method, address, headers, key=self._key, at=self._clock()) if self._key else dict(headers)
        kind = made.pop("Content-Type", "")
        content = (kind, body) if body is not None else None
        return call(method, address, seconds=SECONDS, most=MOST, raw_body=content, manner=Manner(made))


def _said(error: DeliveryError) -> Told:
    """A refusal of this message is an answer; anything else is none that a receiver should give."""
    if isinstance(error, Rejected):
        return Told(Word.REFUSED, error.code)
    return Told(Word.TROUBLE, f"{SET_UP}{error.code}" if isinstance(error, Misconfigured) else error.code)
