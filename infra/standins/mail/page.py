"""The mail page's web server, for this machine only."""

from http import HTTPStatus
from urllib.parse import quote

from infra.standins.common.http import HTML, TEXT, Request, Response
from infra.standins.common.server import Listener
from infra.standins.mail import views
from infra.standins.mail.store import Mail, Store, token

PAGE_POLICY = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'"
OWN_NAMES = {"localhost", "127.0.0.1"}

_FIXED = {"health": (b"ok", TEXT), "stil.css": (views.STYLE.encode(), "text/css; charset=utf-8")}


class Page(Listener):
    def __init__(self, store: Store, *, port: int) -> None:
        super().__init__(lambda request: respond(store, request), port=port, largest_body=0)


def respond(store: Store, request: Request) -> Response:
    # A foreign site whose name is made to point here must not read the mails.
    if request.headers.get("host", "").partition(":")[0] not in OWN_NAMES:
        return _refuse(HTTPStatus.FORBIDDEN)
    if request.method != "GET":
        return _refuse(HTTPStatus.METHOD_NOT_ALLOWED)
    try:
        return _route(store, [part for part in request.path.split("/") if part])
    except (KeyError, IndexError, ValueError):
        return _refuse(HTTPStatus.NOT_FOUND)


def _route(store: Store, path: list[str]) -> Response:
    match path:
        case []:
            return _html(views.front(store.by_recipient()))
        case [name] if name in _FIXED:
            return _send(*_FIXED[name])
        case ["an", name]:
            return _html(views.of_recipient(*_recipient(store, name)))
        case ["mail", key]:
            return _html(views.one(store.read(key)))
        case ["mail", key, "html"]:
            return _html(views.html_part(store.read(key)), policy=views.FRAME_POLICY)
        case ["mail", key, "anhang", number]:
            return _attachment(*views.attachment(store.read(key), int(number)))
        case _:
            raise KeyError(path)


def _recipient(store: Store, name: str) -> tuple[str, list[Mail]]:
    for recipient, mails in store.by_recipient().items():
        if token(recipient) == name:
            return recipient, mails
    raise KeyError(name)


def _attachment(name: str, kind: str, content: bytes) -> Response:
    shown = "inline" if kind == "application/pdf" else "attachment"
    return _send(content, kind, {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}"})


def _html(page: str, policy: str = PAGE_POLICY, status: int = HTTPStatus.OK) -> Response:
    return _send(page.encode(errors="replace"), HTML, {"Content-Security-Policy": policy}, status)


def _refuse(status: HTTPStatus) -> Response:
    return _html(views.missing(), status=status)


def _send(content: bytes, kind: str, extra: dict[str, str] | None = None, status: int = HTTPStatus.OK) -> Response:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", **(extra or {})}
    return Response(status, content, kind, headers)
