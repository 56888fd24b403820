"""The stand-in over HTTP, for the loopback only. Stateless: the question travels in the form and is verified again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET
from urllib.parse import parse_qs

from infra.standins.eid import pages
from infra.standins.eid.incoming import Refused
from infra.standins.eid.keys import ensure_pair, write_metadata
from infra.standins.eid.scene import StandIn

LOOPBACK = "127.0.0.1"
LIMIT = 400_000
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# No form-action: the answer goes to whatever address the signed question names, and from there to the city.
_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def _now() -> datetime:
    return datetime.now(UTC)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, stand_in: StandIn, port: int) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.stand_in = stand_in

    def server_bind(self) -> None:
        """Without asking a name service who we are, which can take seconds."""
        self.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])


def make_server(*, port: int, folder: Path, host: str = "localhost", now: Callable[[], datetime] = _now) -> Server:
    """Writes the metadata into the shared folder and listens; port 0 takes any free one."""
    key, certificate = ensure_pair(folder)
    server = Server(StandIn("", folder, key, now), port)
    base = f"http://{host}:{server.server_address[1]}"
    server.stand_in = StandIn(base, folder, key, now)
    write_metadata(folder, base, server.stand_in.entity_id, certificate)
    return server


class Handler(BaseHTTPRequestHandler):
    server: Server
    server_version = "eid-standin"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/static/"):
            self._static(self.path.removeprefix("/static/"))
        elif self.path in {"/", "/sso"}:
            self._send(HTTPStatus.OK, pages.home())
        else:
            self._send(HTTPStatus.NOT_FOUND, pages.refused("not-found"))

    def do_POST(self) -> None:
        form = self._form()
        request, relay = form.get("SAMLRequest", ""), form.get("RelayState", "")
        try:
            question = self.server.stand_in.question(request)
            if self.path == "/sso":
                self._send(HTTPStatus.OK, pages.choose(question, saml_request=request, relay_state=relay))
            elif self.path == "/decide":
                outcome = form.get("outcome", "")
                answer = self.server.stand_in.answer(question, outcome=outcome, person=form.get("person", ""))
                page = pages.send_back(question, saml_response=answer, relay_state=relay, outcome=outcome)
                self._send(HTTPStatus.OK, page)
            else:
                self._send(HTTPStatus.NOT_FOUND, pages.refused("not-found"))
        except Refused as refusal:
            self._send(HTTPStatus.BAD_REQUEST, pages.refused(str(refusal)))

    def _form(self) -> dict[str, str]:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdigit() else 0
        self.close_connection = size > LIMIT
        body = self.rfile.read(min(size, LIMIT)).decode("utf-8", "replace")
        return {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}

    def _static(self, name: str) -> None:
        kind = name.rpartition(".")[2]
        file = resources.files("infra.standins.eid").joinpath("static", name)
        if kind not in _TYPES or "/" in name or not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, pages.refused("not-found"))
            return
        self._send(HTTPStatus.OK, file.read_text(encoding="utf-8"), _TYPES[kind])

    def _send(self, status: HTTPStatus, text: str, kind: str = "text/html; charset=utf-8") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: its output would only push aside the platform's own."""
