"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from infra.standins.fitconnect import app, keys
from infra.standins.fitconnect.http import Request, Response
from infra.standins.fitconnect.store import Store
from infra.standins.fitconnect.world import World

LARGEST_BODY = 100_000_000


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a caller that is kept waiting on purpose does not keep it from ending
    request_queue_size = 64
    world: World

    def server_bind(self) -> None:
        """Without asking the name service who we are."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who goes away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # head and content are sent one after the other
    server: _Server

    def _answer(self) -> None:
        response = app.respond(self.server.world, self._request())
        if response.closes:
            self.close_connection = True
            return
        self._send(response)

    def _request(self) -> Request:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        parts = urlsplit(self.path)
        return Request(self.command, parts.path, headers, self.rfile.read(length), parts.query)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        if response.status != 204:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(response.announced or len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)
        self.close_connection = self.close_connection or response.announced is not None

    do_GET = do_POST = do_PUT = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet: what happened is on the stand-in's page."""


class StandIn:
    """``port`` 0 takes any free one. ``key_folder``: where the keys lie, else with the state. Use as a context manager, or
    ``serve`` for ever."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(self, directory: Path, *, port: int = 0, key_folder: Path | None = None) -> None:
        self.world = World(Store(directory / "submissions.sqlite3"), keys.load(key_folder or directory / "keys"))
        self._server = _Server((self.HOST, port), _Handler)
        self._server.world = self.world
        self.base = f"http://localhost:{self._server.server_port}"
        self.world.issuer = self.address

    @property
    def page(self) -> str:
        return f"{self.base}/"

    @property
    def address(self) -> str:
        """What a city sets as the address of the service."""
        return self.base + app.API

    @property
    def token_address(self) -> str:
        return self.base + app.TOKEN

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
