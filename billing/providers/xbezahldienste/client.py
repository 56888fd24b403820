"""One call of the interface, signed in as the city: its answer, or one of the three errors."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.providers.base import Misconfigured, ProviderError, ProviderRefused, ProviderUnavailable
from billing.providers.connections import Connection
from billing.providers.xbezahldienste.options import Flavour, Options
from kernel.http import Answer, CallFailed, Manner, call
from kernel.tls import UnusableCertificate, context_with, trusting

_WRONG_PLACE = frozenset({"certificate", "address"})
_MENDED_BY_A_PERSON = frozenset({"NO_VALID_ORIGINATOR_OR_ENDPOINT", "BOOKING_DATA_MISSING", "FORBIDDEN"})
_NO = frozenset({"CALCULATION_ERROR", "VALIDATION_ERROR"})
_MOST_BYTES = 500_000


class PaymentExists(ProviderUnavailable):
    """A request with this number was taken before. ``told`` is the problem's own content."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__("PAYMENT_EXISTS")
        self.told = told


class Client:
    """For the calls of one operation: signs in once. Nothing is kept afterwards that another city could be given.

    ``answered_at``: when the last answer was given, by the service's own clock, if it said.
    """

    def __init__(self, connection: Connection, options: Options) -> None:
        self._connection, self._options = connection, options
        self._manner: Manner | None = None
        self.answered_at: datetime | None = None

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        if self._manner is None:
            self._manner = self._signed_in()
        answer = _call(
            method, f"{self._options.base}/{path}", self._options.seconds, manner=self._manner, json_body=body
        )
        self.answered_at = answer.sent_at
        return _content_of(answer)

    def _signed_in(self) -> Manner:
        try:
            if self._options.flavour is Flavour.CERTIFICATE:
                return Manner(tls=self._certificate())
            tls = trusting(self._options.trusted) if self._options.trusted else None
        except UnusableCertificate:
            raise Misconfigured("the certificate or its passphrase cannot be used") from None
        known = _basic(self._options.user, self._text(self._options.secret))
        if self._options.flavour is Flavour.OAUTH2:
            known = f"Bearer {self._token(known, tls)}"
        return Manner({"Authorization": known}, tls)

    def _certificate(self) -> ssl.SSLContext:
        phrase = self._text(self._options.passphrase) if self._options.passphrase else ""
        return context_with(
            self._connection.secret(self._options.secret), passphrase=phrase, trusted=self._options.trusted
        )

    def _text(self, name: str) -> str:
        try:
            return self._connection.secret(name).decode().rstrip("\r\n")
        except UnicodeDecodeError:
            raise Misconfigured(f"the secret {name} is no text") from None

    def _token(self, known: str, tls: ssl.SSLContext | None) -> str:
        form = {"grant_type": "client_credentials"} | ({"scope": self._options.scope} if self._options.scope else {})
        answer = _call(
            "POST", self._options.token_address, self._options.seconds,
            manner=Manner({"Authorization": known}, tls), form_body=form,
        )  # fmt: skip
        told = _read(answer.body)
        if answer.status in (401, 403) or (isinstance(told, dict) and "error" in told):
            raise Misconfigured(f"no token: {answer.status}")
        content = _content_of(answer)
        token = content.get("access_token") if isinstance(content, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise ProviderUnavailable("the token makes no sense")
        return token


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _call(method: str, address: str, seconds: float, **given: Any) -> Answer:
    try:
        return call(method, address, seconds=seconds, most=_MOST_BYTES, **given)
    except CallFailed as failed:
        raise (Misconfigured if failed.code in _WRONG_PLACE else ProviderUnavailable)(failed.code) from None


def _content_of(answer: Answer) -> Any:
    """Amounts stay exact. Texts of the other side are not kept: they may quote a person."""
    content = _read(answer.body)
    if 200 <= answer.status < 300:
        return content
    code = content.get("functionalCode", "") if isinstance(content, dict) else ""
    raise _error(answer.status, code if isinstance(code, str) else "", content)


def _error(status: int, code: str, content: Any) -> ProviderError:
    if code == "PAYMENT_EXISTS":
        return PaymentExists(content)
    if code in _MENDED_BY_A_PERSON or status in (401, 403):
        return Misconfigured(f"{status} {code}".strip() if code in _MENDED_BY_A_PERSON else str(status))
    if code in _NO:
        return ProviderRefused(f"{status} {code}")
    if status >= 500 or status in (408, 429) or code:
        return ProviderUnavailable(f"{status}")
    if status < 400 or status == 405 or (status == 404 and not isinstance(content, dict)):
        return Misconfigured(f"{status}: the address leads elsewhere")
    return ProviderRefused(str(status))


def _read(body: bytes) -> Any:
    """None for what is no JSON."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
