"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, ClassVar, Self

from infra.standins.receiver.app import BASE, World, respond
from infra.standins.receiver.http import Request, Response
from infra.standins.receiver.signatures import Verifier
from infra.standins.receiver.store import Store

LARGEST_BODY = 100_000_000


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a caller that is kept waiting on purpose does not keep it from ending
    request_queue_size = 128
    world: World
    tls: ssl.SSLContext | None = None

    def server_bind(self) -> None:
        """Without asking the name service who we are."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Shaking hands happens in the caller's own thread."""
        if self.tls is not None:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who goes away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 90
    disable_nagle_algorithm = True  # head and content are sent one after the other
    server: _Server

    def _answer(self) -> None:
        response = respond(self.server.world, self._request())
        if response.closes:
            self.close_connection = True
            return
        self._send(response)

    def _request(self) -> Request:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, self.path, headers, self.rfile.read(length))

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(response.announced or len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._write(response)
        self.close_connection = self.close_connection or response.announced is not None

    def _write(self, response: Response) -> None:
        if not response.drips:
            self.wfile.write(response.body)
            return
        for start in range(len(response.body)):
            self.wfile.write(response.body[start : start + 1])
            time.sleep(1)

    do_GET = do_POST = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet: what happened is on the stand-in's page."""


class StandIn:
    """``port`` 0 takes any free one. ``tls``: only callers with a certificate come in. Use as a context manager, or ``serve``
    for ever. ``world.verifier.clock`` may be set by a test."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(
        self, directory: Path, *, secrets: dict[str, bytes], port: int = 0, tls: ssl.SSLContext | None = None
    ) -> None:
        store = Store(directory / "receiver.sqlite3")
        self.world = World(store, Verifier(secrets, time.time), certified=tls is not None)
        self._server = _Server((self.HOST, port), _Handler)
        self._server.world, self._server.tls = self.world, tls

    @property
    def page(self) -> str:
        return f"{self._scheme}://localhost:{self._server.server_port}/"

    @property
    def url(self) -> str:
        """What a city sets as the address of its system."""
        return f"{self._scheme}://localhost:{self._server.server_port}{BASE}"

    @property
    def _scheme(self) -> str:
        return "http" if self._server.tls is None else "https"

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        """Called from another thread than the one that serves."""
        self._server.shutdown()
        self._server.server_close()
        self.world.store.close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
