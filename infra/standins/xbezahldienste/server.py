"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from infra.standins.xbezahldienste import app, certificates
from infra.standins.xbezahldienste.http import Request, Response
from infra.standins.xbezahldienste.store import Store
from infra.standins.xbezahldienste.world import AUTHORITIES, World

LARGEST_BODY = 200_000


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a caller that is kept waiting on purpose does not keep it from ending
    request_queue_size = 64
    world: World
    base: str

    def server_bind(self) -> None:
        """Without asking the name service who we are."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller who goes away, or shows no certificate, is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # head and content are sent one after the other
    server: _Server

    def _answer(self) -> None:
        response = app.respond(self.server.world, self._request(), self.server.base)
        if response.closes:
            self.close_connection = True
            return
        self._send(response)

    def _request(self) -> Request:
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, urlsplit(self.path).path, headers, self.rfile.read(length), self._user())

    def _user(self) -> str:
        if not isinstance(self.connection, ssl.SSLSocket):
            return ""
        subject: Any = (self.connection.getpeercert() or {}).get("subject", ())
        return next((value for ((name, value),) in subject if name == "commonName"), "")

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(response.announced or len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(response.body)
        self.close_connection = self.close_connection or response.announced is not None

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(self.server.world.clock() if timestamp is None else timestamp)

    do_GET = do_POST = _answer  # noqa: N815  the standard library's names

    def log_message(self, *_: Any) -> None:
        """Quiet: pages' keys stand in addresses there, and what happened is on the stand-in's page."""


class StandIn:
    """``port`` 0 takes any free one. Use as a context manager, or ``serve`` for ever."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(self, directory: Path, *, port: int = 0, tls_port: int = 0) -> None:
        self.directory = directory
        self.world = World(Store(directory / "payments.sqlite3"))
        certificates.make(directory, {name: self.world.password(name) for name in AUTHORITIES})
        self._plain, self._tls = (_Server((self.HOST, number), _Handler) for number in (port, tls_port))
        self._tls.socket = certificates.context(directory).wrap_socket(
            self._tls.socket, server_side=True, do_handshake_on_connect=False
        )
        for server, scheme in ((self._plain, "http"), (self._tls, "https")):
            server.world, server.base = self.world, f"{scheme}://localhost:{server.server_port}"
        self.world.page_base = self._plain.base

    @property
    def page(self) -> str:
        return f"{self._plain.base}/"

    def address(self, flavour: str) -> str:
        """What a city sets as the address of its service: basic, oauth2 or certificate."""
        paths = {"basic": app.BASIC, "oauth2": app.OAUTH2, "certificate": app.CERTIFICATE}
        return (self._tls if flavour == "certificate" else self._plain).base + paths[flavour]

    @property
    def token_address(self) -> str:
        return self._plain.base + app.TOKEN

    def serve(self) -> None:
        threading.Thread(target=self._tls.serve_forever, args=(0.02,), daemon=True).start()
        self._plain.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        """Called from another thread than the one that serves."""
        for server in (self._tls, self._plain):
            server.shutdown()
            server.server_close()
        self.world.store.close()

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
