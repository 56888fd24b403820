"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

from infra.standins.stripe import accounts
from infra.standins.stripe.app import respond
from infra.standins.stripe.delivery import Postman
from infra.standins.stripe.faults import AnswerLost
from infra.standins.stripe.http import Request, Response, unfold
from infra.standins.stripe.store import Store
from infra.standins.stripe.world import World

LARGEST_BODY = 1_000_000


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    world: World

    def server_bind(self) -> None:
        """Without asking the name service who we are."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A payer who goes away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def _answer(self) -> None:
        try:
            response = respond(self.server.world, self._request())
        except AnswerLost:
            self.close_connection = True
            return
        self._send(response)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        return Request(
            method=self.command,
            path=parts.path,
            query=unfold(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
        )

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        headers = {"Content-Type": response.content_type, "Content-Length": str(len(response.body))}
        for name, value in (headers | response.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)

    do_GET = do_POST = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet: what happened is on the stand-in's page."""


class StandIn:
    """``port`` 0 takes any free one. Use as a context manager, or ``serve`` for ever."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(self, directory: Path, *, port: int = 0, webhook_secret: str, webhook_url: str = "") -> None:
        self.world = World(Store(directory / "stripe.sqlite3"), webhook_secret, webhook_url)
        self._server = _Server((self.HOST, port), _Handler)
        self._server.world = self.world
        self._postman = Postman(self.world)

    @property
    def url(self) -> str:
        return f"http://localhost:{self._server.server_port}"

    def add_accounts(self, known: dict[str, str]) -> None:
        """Accounts that must be there under these ids; those that are there stay as they are."""
        with self.world.store.work():
            for account_id, name in known.items():
                accounts.ensure(self.world, account_id, name)

    def serve(self) -> None:
        self._postman.start()
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Called from another thread than the one that serves."""
        self._server.shutdown()
        self._server.server_close()
        self._postman.end()
        self.world.store.close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
