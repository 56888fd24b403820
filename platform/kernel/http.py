"""Calling a server that a city named: bounded in time and in size, and led nowhere else.

No redirect is followed and no proxy is used. The time is one for the whole call: a server that sends a byte now and then
gains nothing. Names, passwords and what was sent stand in no error.
"""

from __future__ import annotations

import io
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_BYTES = 4_000_000
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CallFailed(Exception):
    """No answer that could be used. Codes: ``no_answer`` (not reachable, cut off, no HTTP), ``too_slow``, ``too_large``,
    ``certificate``, ``address`` (a place that is not called)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """Whatever the status: a redirect or an error is an answer too. ``sent_at``: by the other side's clock, if it said."""

    status: int
    content_type: str
    body: bytes = field(repr=False)
    sent_at: datetime | None = None


def is_callable_address(address: str, *, loopback: bool) -> bool:
    """https with a host and nothing secret in it; http only to this machine itself, and that only where allowed."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  refuses a port that is none
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        return False
    if parts.hostname in LOOPBACK:
        return loopback and parts.scheme in ("http", "https")
    return parts.scheme == "https"


@dataclass(frozen=True)
class Manner:
    """How a call makes itself known. ``headers`` may hold what proves who calls; ``tls`` a certificate of ours.

    ``networks``: the only private networks in which the other side may stand; ``None``: in any.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False)
    networks: tuple[Network, ...] | None = None


def call(
    method: str,
    address: str,
    *,
    seconds: float,
    json_body: Any = None,
    form_body: Mapping[str, str] | None = None,
    raw_body: tuple[str, bytes] | None = None,
    manner: Manner = Manner(),
    most: int = MOST_BYTES,
) -> Answer:
    """One request and its whole answer within ``seconds``. Every failure is a ``CallFailed``.

    ``raw_body``: a media type and content that is sent as it is.

    Not atomic in any sense: after a failure it is unknown whether the other side did what it was asked.
    """
    deadline = time.monotonic() + seconds
    parts = urlsplit(address)
    body, headers = _content(json_body, form_body, raw_body)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port, seconds, manner.tls)
    try:
        connection.connect()
        _refuse_odd_places(connection, parts.hostname or "", manner.networks)
        connection.request(method, _target(parts.path, parts.query), body=body, headers={**headers, **manner.headers})
        return _read(connection, deadline, most)
    except TimeoutError:
        raise CallFailed("too_slow") from None
    except ssl.SSLError as error:
        raise CallFailed("certificate" if _is_about_certificates(error) else "no_answer") from None
    except (OSError, HTTPException, ValueError):
        raise CallFailed("no_answer") from None
    finally:
        connection.close()


def _is_about_certificates(error: ssl.SSLError) -> bool:
    """Theirs is not believed, or ours is missing or not taken."""
    return isinstance(error, ssl.SSLCertVerificationError) or "ALERT" in (error.reason or "")


def _connection(scheme: str, host: str, port: int | None, seconds: float, tls: ssl.SSLContext | None) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=seconds, context=tls or ssl.create_default_context())
    return HTTPConnection(host, port, timeout=seconds)


def _refuse_odd_places(connection: HTTPConnection, host: str, networks: tuple[Network, ...] | None) -> None:
    """A name that leads to this machine or to the cloud's own services is refused before anything is sent. Asked is the
    place that answered, so a name that leads elsewhere a moment later gains nothing."""
    if is_odd_place(connection.sock.getpeername()[0], host, networks):
        raise CallFailed("address")


def is_odd_place(address: str, host: str, networks: tuple[Network, ...] | None) -> bool:
    """Whether ``address``, to which ``host`` leads, may not be called: this machine (unless it was named as that), the cloud's
    own services, or a private network that is none of ``networks``."""
    told = ipaddress.ip_address(address.partition("%")[0])
    place = (told.ipv4_mapped if isinstance(told, ipaddress.IPv6Address) else None) or told
    if place.is_link_local or place.is_unspecified or place.is_multicast:
        return True
    if place.is_loopback:
        return host.lower() not in LOOPBACK
    return not (networks is None or place.is_global or any(place in network for network in networks))


def _target(path: str, query: str) -> str:
    return f"{path or '/'}?{query}" if query else path or "/"


def _content(
    json_body: Any, form_body: Mapping[str, str] | None, raw_body: tuple[str, bytes] | None
) -> tuple[bytes | None, dict[str, str]]:
    wanted = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"}
    if form_body is not None:
        return urlencode(form_body).encode(), {**wanted, "Content-Type": "application/x-www-form-urlencoded"}
    if raw_body is not None:
        return raw_body[1], {**wanted, "Content-Type": raw_body[0]}
    if json_body is not None:
        return json.dumps(json_body).encode(), {**wanted, "Content-Type": "application/json"}
    return None, wanted


def _read(connection: HTTPConnection, deadline: float, most: int) -> Answer:
    # Of a socket it uses only ``makefile``.
    response = HTTPResponse(_Hurried(connection.sock, deadline))  # type: ignore[arg-type]  # only what is read of a socket
    try:
        response.begin()
        body = response.read(most + 1)
        if len(body) > most:
            raise CallFailed("too_large")
        if response.length:
            raise CallFailed("no_answer")  # less came than was announced
        return Answer(response.status, response.headers.get_content_type(), body, _date(response))
    finally:
        response.close()


def _date(response: HTTPResponse) -> datetime | None:
    try:
        found = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found.tzinfo else None


class _Hurried(io.RawIOBase):
    """A socket that is read until a moment, not for so long each time."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._sock.recv_into(buffer)
