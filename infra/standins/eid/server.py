"""The stand-in over HTTP, for the loopback only. Stateless: the question travels in the form and is verified again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from importlib import resources
from pathlib import Path

from infra.standins.common.http import HTML, Request, Response, text
from infra.standins.common.server import Listener
from infra.standins.eid import pages
from infra.standins.eid.incoming import Refused
from infra.standins.eid.keys import ensure_pair, write_metadata
from infra.standins.eid.scene import StandIn

LIMIT = 400_000
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
# No form-action: the answer goes to whatever address the signed question names, and from there to the city.
_POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'"


def _now() -> datetime:
    return datetime.now(UTC)


class Server(Listener):
    stand_in: StandIn

    def __init__(self, port: int) -> None:
        super().__init__(lambda request: respond(self.stand_in, request), port=port, largest_body=LIMIT)


def make_server(*, port: int, folder: Path, host: str = "localhost", now: Callable[[], datetime] = _now) -> Server:
    """Writes the metadata into the shared folder and listens; port 0 takes any free one."""
    key, certificate = ensure_pair(folder)
    server = Server(port)
    base = f"http://{host}:{server.server_port}"
    server.stand_in = StandIn(base, folder, key, now)
    write_metadata(folder, base, server.stand_in.entity_id, certificate)
    return server


def respond(stand_in: StandIn, request: Request) -> Response:
    if request.method == "POST":
        return _question_or_decision(stand_in, request)
    if request.path.startswith("/static/"):
        return _static(request.path.removeprefix("/static/"))
    return _page(pages.home()) if request.path in ("/", "/sso") else _not_found()


def _question_or_decision(stand_in: StandIn, request: Request) -> Response:
    form = request.form()
    asked, relay = form.get("SAMLRequest", ""), form.get("RelayState", "")
    try:
        question = stand_in.question(asked)
        if request.path == "/sso":
            return _page(pages.choose(question, saml_request=asked, relay_state=relay))
        if request.path == "/decide":
            outcome = form.get("outcome", "")
            address = (form.get("postal_code", ""), form.get("place", ""))
            answer = stand_in.answer(question, outcome=outcome, person=form.get("person", ""), address=address)
            return _page(pages.send_back(question, saml_response=answer, relay_state=relay, outcome=outcome))
    except Refused as refusal:
        return _page(pages.refused(str(refusal)), HTTPStatus.BAD_REQUEST)
    return _not_found()


def _static(name: str) -> Response:
    kind = name.rpartition(".")[2]
    file = resources.files("infra.standins.eid").joinpath("static", name)
    if kind not in _TYPES or "/" in name or not file.is_file():
        return _not_found()
    return _page(file.read_text(encoding="utf-8"), kind=_TYPES[kind])


def _not_found() -> Response:
    return _page(pages.refused("not-found"), HTTPStatus.NOT_FOUND)


def _page(html: str, status: int = HTTPStatus.OK, kind: str = HTML) -> Response:
    response = text(html, status, kind)
    response.headers.update(
        {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    )
    return response
