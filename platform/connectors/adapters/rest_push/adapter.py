"""Messages are posted to the city's own system: signed, by a certificate of ours, or both; safe to repeat by their key."""

from __future__ import annotations

import ssl
from typing import ClassVar
from urllib.parse import urlsplit

from connectors.adapters.rest_push import answers
from connectors.adapters.rest_push.options import PushOptions
from connectors.adapters.rest_push.signing import SigningKey, digest_of, signed
from connectors.base import Connector, Followed, Misconfigured, Options, OutgoingMessage, Receipt, Temporary
from connectors.named_secrets import secret, secret_text
from connectors.networks import networks
from connectors.package import is_test, package_of
from kernel.clock import now
from kernel.http import Answer, CallFailed, Manner, call
from kernel.tls import UnusableCertificate, context_with, trusting

_WRONG_PLACE = {"certificate": "certificate_refused", "address": "address_refused"}
_SHORTEST_SECRET, _MOST_BYTES = 32, 100_000


class RestPush(Connector[PushOptions]):
    name: ClassVar[str] = "rest_push"
    options_model: ClassVar[type[Options]] = PushOptions
    can_tell: ClassVar[bool] = True
    confirms_later: ClassVar[bool] = True

    def check(self, options: PushOptions) -> None:
        """Asks the city's system whether it is ready, known to it as a delivery would be."""
        answers.ready(_ask("GET", options.base, options))

    def deliver(self, message: OutgoingMessage, options: PushOptions, *, idempotency_key: str) -> Receipt:
        kind, body = _content(message, options, idempotency_key)
        headers = {
            "Content-Type": kind, "Content-Digest": digest_of(body), "Idempotency-Key": idempotency_key,
            "Zusage-Message-Type": message.message_type, "Zusage-Test": "true" if is_test(message.body) else "false",
        }  # fmt: skip
        answer = _ask("POST", options.base, options, headers, (kind, body))
        told = answers.receipt_of(answer, key=idempotency_key, base=options.base)
        return Receipt(told.reference, final=told.final, answer=told.answer, sent_bytes=len(body))

    def find(self, options: PushOptions, *, idempotency_key: str) -> Receipt | None:
        answer = _ask("GET", f"{options.base}/{idempotency_key}", options)
        return answers.found_of(answer, key=idempotency_key, base=options.base)

    def follow(self, receipt: str, options: PushOptions) -> Followed:
        """``receipt`` is the path that the system named when it had not yet decided."""
        parts = urlsplit(options.base)
        if not receipt.startswith("/"):
            raise Misconfigured("confirms_at_once")
        return answers.fate_of(_ask("GET", f"{parts.scheme}://{parts.netloc}{receipt}", options))


def _content(message: OutgoingMessage, options: PushOptions, key: str) -> tuple[str, bytes]:
    if options.content == "package":
        return "application/zip", package_of(message, key)
    return "application/xml", message.body


def _ask(
    method: str,
    address: str,
    options: PushOptions,
    headers: dict[str, str] | None = None,
    raw_body: tuple[str, bytes] | None = None,
) -> Answer:
    made = dict(headers or {})
    if options.secret:
        made = signed(method, address, made, key=_key(options), at=now())
    made.pop("Content-Type", None)  # goes with the content
    try:
        return call(
            method, address, seconds=options.seconds, most=_MOST_BYTES, raw_body=raw_body,
            manner=Manner(made, _tls(options), networks()),
        )  # fmt: skip
    except CallFailed as failed:
        if failed.code in _WRONG_PLACE:
            raise Misconfigured(_WRONG_PLACE[failed.code]) from None
        raise Temporary("no_answer" if failed.code == "too_slow" else failed.code) from None


def _key(options: PushOptions) -> SigningKey:
    value = secret(options.secret)
    if len(value) < _SHORTEST_SECRET:
        raise Misconfigured("secret_too_short")
    return SigningKey(options.key_id, value)


def _tls(options: PushOptions) -> ssl.SSLContext | None:
    try:
        if options.certificate:
            phrase = secret_text(options.passphrase) if options.passphrase else ""
            return context_with(secret(options.certificate), passphrase=phrase, trusted=options.trusted)
        return trusting(options.trusted) if options.trusted else None
    except UnusableCertificate:
        raise Misconfigured("certificate_unusable") from None
