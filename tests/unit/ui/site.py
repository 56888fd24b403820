"""Serves pages and static files on loopback under the policy that the product runs with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.contrib.staticfiles import finders

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
THEME = ":root { --city-action: #0b5c3f; --city-on-action: #fff; --city-mark: #ffd400 }"


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serve(pages: Mapping[str, str], posted: list[str]) -> Iterator[str]:
    """The address of a running site; every body that is posted to it lands in ``posted``."""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            posted.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0)).decode())
        status, kind, body = _answer(pages, environ["PATH_INFO"])
        start_response(status, [("Content-Type", kind), ("Content-Security-Policy", POLICY)])
        return [body]

    server = make_server("127.0.0.1", 0, application, handler_class=_Silent)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(pages: Mapping[str, str], path: str) -> tuple[str, str, bytes]:
    if path == "/theme.css":
        return "200 OK", "text/css", THEME.encode()
    if path in pages:
        return "200 OK", "text/html; charset=utf-8", pages[path].encode()
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if not found:
        return "404 Not Found", "text/plain", b""
    return "200 OK", guess_type(path)[0] or "application/octet-stream", Path(str(found)).read_bytes()
