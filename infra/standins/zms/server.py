"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

from infra.standins.zms.app import BASE, respond
from infra.standins.zms.http import Request, Response
from infra.standins.zms.store import Store
from infra.standins.zms.world import World

LARGEST_BODY = 100_000


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
        response = respond(self.server.world, self._request())
        if response.closes:
            self.close_connection = True
            return
        self._send(response)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Request(self.command, parts.path, query, self.rfile.read(length))

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(response.announced or len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)
        self.close_connection = self.close_connection or response.announced is not None

    do_GET = do_POST = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet: keys stand in addresses there, and what happened is on the stand-in's page."""


class StandIn:
    """``port`` 0 takes any free one. Use as a context manager, or ``serve`` for ever."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self.world = World(Store(directory / "zms.sqlite3"))
        self._server = _Server((self.HOST, port), _Handler)
        self._server.world = self.world

    @property
    def page(self) -> str:
        return f"http://localhost:{self._server.server_port}/"

    @property
    def url(self) -> str:
        """What a city sets as the address of its system."""
        return f"http://127.0.0.1:{self._server.server_port}{BASE}"

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
