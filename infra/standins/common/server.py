"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, Self
from urllib.parse import urlsplit

from infra.standins.common.http import Request, Response, text

LOOPBACK = "127.0.0.1"
BEAT_SECONDS = 0.02
DRIP_SECONDS = 0.1
_MOST_THROWN_AWAY = 16_000_000
_GONE = (ConnectionError, TimeoutError, ssl.SSLError)

Respond = Callable[[Request], Response]


class Listener(ThreadingHTTPServer):
    """One port of this machine; 0 takes any free one. A thread for each caller.

    A body beyond ``largest_body`` bytes is answered 413, one of unknown length 411; neither is read by ``respond``.
    """

    daemon_threads = True
    block_on_close = False  # a caller that is kept waiting on purpose does not keep it from ending
    request_queue_size = 128

    def __init__(
        self,
        respond: Respond,
        *,
        port: int = 0,
        largest_body: int = 1_000_000,
        clock: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.respond, self.largest_body, self.clock, self.is_over = respond, largest_body, clock, False
        super().__init__((LOOPBACK, port), _Handler)
        self.base = f"{'https' if tls else 'http'}://localhost:{self.server_port}"
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def server_bind(self) -> None:
        """Without asking a name service who we are, which can take seconds."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who goes away, or shows no certificate, is no error of ours."""
        if not isinstance(sys.exception(), _GONE):
            super().handle_error(request, client_address)


class _Unread(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "stand-in"
    timeout = 30
    disable_nagle_algorithm = True  # head and content are sent one after the other
    server: Listener

    def _answer(self) -> None:
        try:
            response = self._respond(self._request())
        except _Unread as unread:
            self.close_connection = True
            response = text("The stand-in does not read this.", unread.status)
        if response.closes:
            self.close_connection = True
        else:
            self._send(response)

    def _respond(self, request: Request) -> Response:
        try:
            return self.server.respond(request)
        except Exception:  # a mistake in a stand-in must be seen, and not look like a dead line
            if not self.server.is_over:
                traceback.print_exc()
            return text("The stand-in failed. Its output says why.", 500)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(self._length())
        return Request(self.command, parts.path, headers, body, parts.query, self.server.base, self._user())

    def _length(self) -> int:
        if "Transfer-Encoding" in self.headers:
            raise _Unread(411)
        said = self.headers.get("Content-Length") or "0"
        if not (said.isascii() and said.isdigit()):
            raise _Unread(400)
        if int(said) > self.server.largest_body:
            self._throw_away(int(said))
            raise _Unread(413)
        return int(said)

    def _throw_away(self, length: int) -> None:
        """Or the caller would find the line cut before it has read the answer."""
        left = min(length, _MOST_THROWN_AWAY)
        while left and (piece := self.rfile.read(min(left, 1 << 16))):
            left -= len(piece)

    def _user(self) -> str:
        if not isinstance(self.connection, ssl.SSLSocket):
            return ""
        subject: Any = (self.connection.getpeercert() or {}).get("subject", ())
        return next((value for ((name, value),) in subject if name == "commonName"), "")

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        length = len(response.body) if response.announced is None else response.announced
        headers = {"Content-Type": response.content_type, "Content-Length": str(length)}
        if response.status == HTTPStatus.NO_CONTENT:
            headers = {}
        for name, value in (headers | response.headers).items():
            self.send_header(name, value)
        self.end_headers()
        for piece in _pieces(response) if self.command != "HEAD" else ():
            self.wfile.write(piece)
        self.close_connection = self.close_connection or response.announced is not None

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _answer  # noqa: N815  the library's names

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.server.clock() if timestamp is None else timestamp)

    def log_message(self, *_: Any) -> None:
        """Quiet: keys stand in addresses there, and what happened is on the stand-in's page."""


def _pieces(response: Response) -> Iterator[bytes]:
    if not response.drips:
        yield response.body
        return
    count = max(1, round(response.drips / DRIP_SECONDS))
    size = -(-len(response.body) // count) or 1
    for place in range(0, len(response.body), size):
        time.sleep(response.drips / count)
        yield response.body[place : place + size]


class Service:
    """Use as a context manager, or ``serve`` for ever. What else must run or be closed goes into ``begin`` and ``end``. The
    last listener has the stand-in's own page."""

    def __init__(self, *listeners: Listener) -> None:
        self.listeners = listeners

    @property
    def page(self) -> str:
        return f"{self.listeners[-1].base}/"

    def begin(self) -> None:
        """Before the first request."""

    def end(self) -> None:
        """After the last request."""

    def serve(self) -> None:
        self.begin()
        *others, last = self.listeners
        for listener in others:
            threading.Thread(target=listener.serve_forever, args=(BEAT_SECONDS,), daemon=True).start()
        last.serve_forever(BEAT_SECONDS)

    def stop(self) -> None:
        """Called from another thread than the one that serves."""
        for listener in self.listeners:
            listener.is_over = True
            listener.shutdown()
            listener.server_close()
        self.end()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
