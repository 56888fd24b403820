"""Calls of the submission API for one operation: signed in once, nothing kept afterwards that another city could be given."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

from connectors.adapters.fit_connect.options import FitConnectOptions
from connectors.base import Misconfigured, Temporary
from kernel.http import Answer, CallFailed, Manner, call

USER_AGENT = f"Zusage/{version('zusage')}"  # without one the service answers 403
MOST_BYTES = 1_000_000
UPLOAD_SECONDS = 60.0
_WRONG_PLACE = {"certificate": "tls_not_trusted", "address": "address_not_callable"}


class Refused(Exception):
    """The service understood the call and says no (4xx). What that means knows who called."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Client:
    """Raises ``Temporary``, ``Misconfigured`` and ``Refused``. Texts of the other side are not kept: they may quote."""

    def __init__(self, options: FitConnectOptions, secret: str) -> None:
        self._options, self._secret = options, secret
        self._token = ""

    def get(self, path: str) -> Any:
        return _json(self._ask("GET", path).body)

    def post(self, path: str, body: Any) -> Any:
        return _json(self._ask("POST", path, json_body=body).body)

    def put(self, path: str, **content: Any) -> None:
        """``json_body`` or ``raw_body``. Silence: the service says that it has it."""
        self._ask("PUT", path, seconds=UPLOAD_SECONDS, **content)

    def _ask(self, method: str, path: str, **given: Any) -> Answer:
        """A token may end between two calls: once, another one is fetched."""
        fresh = not self._token
        answer = self._signed(method, path, **given)
        if answer.status == 401 and not fresh:
            self._token = ""
            answer = self._signed(method, path, **given)
        return _fine(answer)

    def _signed(self, method: str, path: str, *, seconds: float | None = None, **given: Any) -> Answer:
        self._token = self._token or self._new_token()
        headers = {"User-Agent": USER_AGENT, "Authorization": f"Bearer {self._token}"}
        address = f"{self._options.places.service}{path}"
        return _call(method, address, seconds or self._options.seconds, manner=Manner(headers), **given)

    def _new_token(self) -> str:
        """client_secret_post: the service refuses HTTP Basic."""
        form = {
            "grant_type": "client_credentials", "client_id": self._options.client_id, "client_secret": self._secret,
        }  # fmt: skip
        manner = Manner({"User-Agent": USER_AGENT})
        answer = _call("POST", self._options.places.token, self._options.seconds, manner=manner, form_body=form)
        if answer.status in (400, 401, 403):
            raise Misconfigured("credentials_refused")
        try:
            token = _json(_fine(answer).body).get("access_token")
        except Refused:
            raise Misconfigured("address_leads_elsewhere") from None
        except AttributeError:
            raise Temporary("answer_nonsense") from None
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise Temporary("answer_nonsense")
        return token


def _call(method: str, address: str, seconds: float, **given: Any) -> Answer:
    try:
        return call(method, address, seconds=seconds, most=MOST_BYTES, **given)
    except CallFailed as failed:
        if failed.code in _WRONG_PLACE:
            raise Misconfigured(_WRONG_PLACE[failed.code]) from None
        raise Temporary("no_answer" if failed.code == "no_answer" else f"answer_{failed.code}") from None


def _fine(answer: Answer) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    if answer.status >= 500 or answer.status in (408, 425, 429):
        raise Temporary("service_down")
    if answer.status in (401, 403):
        raise Misconfigured("credentials_refused")
    if answer.status < 400:
        raise Misconfigured("address_leads_elsewhere")
    raise Refused(answer.status)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Temporary("answer_nonsense") from None
