"""The mail page's web server, for this machine only."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

from infra.standins.mail import views
from infra.standins.mail.store import Mail, Store, token

PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
OWN_NAMES = {"localhost", "127.0.0.1"}


class Page(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, store: Store, *, host: str, port: int) -> None:
        self.store = store
        super().__init__((host, port), Handler)


class Handler(BaseHTTPRequestHandler):
    server: Page

    def do_GET(self) -> None:
        # A foreign site whose name is made to point here must not read the mails.
        if self.headers.get("Host", "").partition(":")[0] not in OWN_NAMES:
            return self._refuse(HTTPStatus.FORBIDDEN)
        try:
            self._route([part for part in self.path.partition("?")[0].split("/") if part])
        except (KeyError, IndexError, ValueError):
            self._refuse(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: who looked at which mail is nobody's business."""

    def _route(self, path: list[str]) -> None:
        match path:
            case []:
                self._html(views.front(self.server.store.by_recipient()))
            case ["health"]:
                self._send(b"ok", "text/plain; charset=utf-8")
            case ["stil.css"]:
                self._send(views.STYLE.encode(), "text/css; charset=utf-8")
            case ["an", name]:
                self._html(views.of_recipient(*self._recipient(name)))
            case ["mail", key]:
                self._html(views.one(self.server.store.read(key)))
            case ["mail", key, "html"]:
                self._html(views.html_part(self.server.store.read(key)), policy=views.FRAME_POLICY)
            case ["mail", key, "anhang", number]:
                self._attachment(*views.attachment(self.server.store.read(key), int(number)))
            case _:
                raise KeyError(self.path)

    def _recipient(self, name: str) -> tuple[str, list[Mail]]:
        for recipient, mails in self.server.store.by_recipient().items():
            if token(recipient) == name:
                return recipient, mails
        raise KeyError(name)

    def _attachment(self, name: str, kind: str, content: bytes) -> None:
        shown = "inline" if kind == "application/pdf" else "attachment"
        self._send(content, kind, {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}"})

    def _html(self, page: str, policy: str = PAGE_POLICY) -> None:
        self._send(page.encode(errors="replace"), "text/html; charset=utf-8", {"Content-Security-Policy": policy})

    def _refuse(self, status: HTTPStatus) -> None:
        extra = {"Content-Security-Policy": PAGE_POLICY}
        self._send(views.missing().encode(), "text/html; charset=utf-8", extra, status=status)

    def _send(
        self,
        content: bytes,
        kind: str,
        extra: dict[str, str] | None = None,
        *,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), "X-Content-Type-Options": "nosniff"}
        for name, value in {**headers, "Cache-Control": "no-store", **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
