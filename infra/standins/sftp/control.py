"""The stand-in's own page: what lies where, what the gateway says, and trouble on demand."""

from __future__ import annotations

import threading
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any, Self
from urllib.parse import parse_qsl

from infra.standins.sftp.server import StandIn
from infra.standins.sftp.world import CITIES, FAULTS, FOLDERS

_PAGE = Template((Path(__file__).parent / "templates" / "control.html").read_text("utf-8"))
_SHOWN = 50


def act(stand_in: StandIn, form: dict[str, str]) -> bool:
    """False when there is no such thing to do; then nothing is done."""
    gateway, city = stand_in.gateway, form.get("city", "")
    if form.get("fault") in FAULTS:
        stand_in.world.set_fault(form["fault"])
        gateway.automatic, gateway.refuse_with = form.get("automatic") == "on", form.get("refuse_with", "")
        stand_in.show_host_key("other-host" if form.get("other_host") == "on" else "host")
    elif city in CITIES and form.get("action") == "take":
        gateway.take(city)
    elif city in CITIES and form.get("action") == "bring":
        gateway.bring(city, form.get("body", "").encode(), name=f"{form.get('name') or 'antwort'}.xml")
    else:
        return False
    return True


def html(stand_in: StandIn) -> str:
    world, gateway = stand_in.world, stand_in.gateway
    return _PAGE.substitute(
        port=stand_in.port,
        host_key=escape(world.host_line()),
        cities="".join(_city(stand_in, city) for city in CITIES),
        faults="".join(f"<option{' selected' if each == world.fault else ''}>{each}</option>" for each in FAULTS),
        automatic=" checked" if gateway.automatic else "",
        refuse_with=escape(gateway.refuse_with),
    )


def _city(stand_in: StandIn, city: str) -> str:
    rows = "".join(
        f"<tr><td>{folder}</td><td>{escape(path.name)}</td><td>{path.stat().st_size}</td></tr>"
        for folder in FOLDERS
        for path in sorted((stand_in.world.home(city) / folder).iterdir())[:_SHOWN]
        if path.is_file()
    )
    return (
        f"<h2>{city}</h2><p>{len(stand_in.gateway.taken(city))} genommen</p><table>{rows}</table>"
        f'<form method="post"><input type="hidden" name="city" value="{city}">'
        '<button name="action" value="take">Jetzt nehmen</button> '
        '<label>Nachricht des Amts <textarea name="body"></textarea></label>'
        '<label>Name <input name="name"></label><button name="action" value="bring">Bringen</button></form>'
    )


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:
        self._say(200, html(self.stand_in).encode())

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), 5_000_000)
        form = dict(parse_qsl(self.rfile.read(length).decode(errors="replace"), keep_blank_values=True))
        if not act(self.stand_in, form):
            self._say(400, b"Das gibt es nicht.")
            return
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Quiet: what happened is on the page."""


class Page:
    """Serves the page in a thread of its own, as a context manager."""

    def __init__(self, stand_in: StandIn, *, port: int = 0) -> None:
        handler = type("Handler", (_Handler,), {"stand_in": stand_in})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://localhost:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
