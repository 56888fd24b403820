"""The suite against receivers: a good one on the web, a careless one, one that watches a folder, one behind SFTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import now
from tests.support import cases as real

SUBSET = Path(__file__).resolve().parents[5] / "shared" / "standards" / "xauslaender" / "transcribed"
AUTHORITY = "000000"


def everything() -> list[Any]:
    from connectors.kit import cases

    return cases.everything(lambda _case: real.small_pdf(), run="contract")


def judged(body: bytes) -> str:
    """What is wrong with a message, as a careful receiver sees it; empty when nothing is."""
    from lxml import etree

    from connectors.xauslaender import hardened, schema
    from connectors.xauslaender.incoming import UnableToRead

    try:
        root = hardened.tree(body)
    except UnableToRead:
        return "invalid_message"
    if "xauslaender2611" not in (etree.QName(root).namespace or "") or root.get("version") != "26.11":
        return "unsupported_version"
    reader: Any = root.xpath("//leser/kennung/text()")
    if f"azr:{AUTHORITY}" not in reader:
        return "not_competent"
    for document in root.iter("{*}dokument"):
        if document.text and not document.text.strip().startswith(("JVBER", "/9j/")):
            return "invalid_message"
    try:
        schema.validate(body)
    except schema.InvalidMessage:
        return "invalid_message"
    return ""


class Receiver:
    """``careless``: it takes whatever comes, each time anew."""

    def __init__(self, *, careless: bool) -> None:
        self.careless, self.seen, self.requests = careless, dict[str, str](), list[Any]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/eingang"

    def post(self, request: Any) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        key = request.headers["Idempotency-Key"]
        self.requests.append(dict(request.headers))
        code = "" if self.careless else judged(body)
        if code:
            self.answer(request, 422, {"code": code}, "application/problem+json")
            return
        fresh = f"{sha256(body).hexdigest()[:12]}-{len(self.requests)}"
        receipt = fresh if self.careless else self.seen.setdefault(key, fresh)
        self.answer(request, 201, {"state": "accepted", "receipt": receipt, "idempotency_key": key})

    def answer(self, request: Any, status: int, content: Any, kind: str = "application/json") -> None:
        body = json.dumps(content).encode()
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Callable[..., Receiver]]:
    if not SUBSET.is_dir():
        pytest.skip("the standard's schemas are not at hand")
    settings.XAUSLAENDER_SCHEMA_DIR = str(SUBSET)
    made: list[Receiver] = []

    def start(*, careless: bool = False) -> Receiver:
        made.append(Receiver(careless=careless))
        return made[-1]

    yield start
    for one in made:
        one.server.shutdown()


def run(target: Any, wait: float = 5, cases: list[Any] | None = None) -> dict[str, Any]:
    from connectors.kit import suite

    results = suite.run(everything() if cases is None else cases, target, wait=wait)
    return {one.case.name: one for one in results}


def test_a_careful_receiver_passes_everything(receiver: Callable[..., Receiver]) -> None:
    from connectors.kit.targets.web import WebTarget

    found = run(WebTarget(receiver().address, clock=now))
    assert {name: one.why for name, one in found.items() if one.verdict != "passed"} == {}
    assert found["previous-version"].told.word == "refused"
    assert found["wrong-authority"].told.code == "not_competent"


def test_a_careless_receiver_fails_where_it_should_have_refused(receiver: Callable[..., Receiver]) -> None:
    from connectors.kit.targets.web import WebTarget

    found = run(WebTarget(receiver(careless=True).address, clock=now))
    failed = {name for name, one in found.items() if one.verdict == "failed"}
    assert failed == {"same-key-twice", *(name for name in found if name.startswith("broken")), "wrong-authority"}


def test_requests_are_marked_as_tests_and_signed_where_there_is_a_key(receiver: Callable[..., Receiver]) -> None:
    from connectors.adapters.rest_push.signing import SigningKey
    from connectors.kit.targets.web import WebTarget

    there = receiver()
    run(WebTarget(there.address, clock=now, key=SigningKey("k1", b"s" * 32)), cases=everything()[:1])
    [headers] = there.requests
    assert headers["Zusage-Test"] == "true"
    assert 'keyid="k1"' in headers["Signature-Input"]


def test_a_receiver_that_is_not_there_fails_and_is_named(tmp_path: Path) -> None:
    from connectors.kit.targets.base import UnusableTarget
    from connectors.kit.targets.folder import FolderTarget
    from connectors.kit.targets.web import WebTarget

    [one] = run(WebTarget("http://127.0.0.1:9/", clock=now), cases=everything()[:1]).values()
    assert (one.verdict, one.told.code) == ("failed", "no_answer")
    with pytest.raises(UnusableTarget):
        WebTarget("http://receiver.example/", clock=now)
    with pytest.raises(UnusableTarget):
        FolderTarget(tmp_path / "nowhere")


def test_a_folder_is_judged_by_its_receipts_and_by_what_was_taken_away(tmp_path: Path) -> None:
    from connectors.kit.targets.folder import FolderTarget

    some = [one for one in everything() if one.name in ("private-person", "family", "broken-truncated", "letters")]
    keys = {one.name: one.key for one in some}
    receipts = tmp_path / "receipts"
    receipts.mkdir()
    (receipts / f"{keys['private-person']}.receipt").write_text(json.dumps({"key": keys["private-person"]}))
    (receipts / f"{keys['broken-truncated']}.error").write_text(
        json.dumps({"key": keys["broken-truncated"], "codes": ["not_xml"]})
    )
    target = FolderTarget(tmp_path)
    taken = next(one for one in some if one.name == "family")
    target.send(taken.message, key=taken.key)
    (tmp_path / f"{taken.message.reference}_{taken.key}.xml").unlink()
    found = run(target, wait=0, cases=some)
    assert {name: one.verdict.value for name, one in found.items()} == {
        "private-person": "passed", "family": "not told", "broken-truncated": "passed", "letters": "not told",
    }  # fmt: skip
    assert (found["family"].why, found["letters"].why) == ("taken_away", "no answer within the time")
