"""The base of the stand-ins: any answer, trouble on demand, bounds, and a memory that survives."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
import requests

from infra.standins.common import certificates, faults
from infra.standins.common.control import Control
from infra.standins.common.faults import Faults
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.http import Refusal, Request, Response, answer, problem, text
from infra.standins.common.server import Listener, Service
from infra.standins.common.store import Store, kept
from infra.standins.common.switches import Switches, Unknown
from infra.standins.common.world import World

LARGEST = 1000


class Things(Store):
    TABLES = "CREATE TABLE IF NOT EXISTS things (id INTEGER PRIMARY KEY, body TEXT NOT NULL);"


class No(Refusal):
    def response(self) -> Response:
        return problem("no", 422, code="no_way")


def echo(request: Request) -> Response:
    told = {"method": request.method, "path": request.path, "query": request.query, "form": request.form()}
    return answer(told, 200, **{"X-Own": "yes"})


class Sample(Service):
    """``/api`` can be disturbed, ``/`` is its page, all else answers what ``says`` is set to."""

    def __init__(self, folder: Path, *, tls: bool = False, mutual: bool = False) -> None:
        if tls:
            certificates.make(folder, {"caller": "word"})
        self.world = World(Things(folder / "sample.sqlite3"))
        self.says: Any = echo
        self.worked, self.answers_with = 0, answer({"done": "ja, für alle"})
        self.faults = Faults(choices={"mood": ("good", "bad")}, numbers=("size",), free=("note",))
        (folder / "control.html").write_text("<p>$things</p>$faults")
        labels = {"mood": "Laune", "good": "gut", "bad": "schlecht", "size": "Größe", "note": "Bemerkung"}
        self.control: Control[World] = Control(
            Frame(folder), "Probe", faults=self.faults, labels=labels, content=self.things, act=self.act
        )
        context = certificates.context(folder, mutual=mutual) if tls else None
        self.listener = Listener(self.respond, largest_body=LARGEST, tls=context)
        super().__init__(self.listener)

    def respond(self, request: Request) -> Response:
        if request.path.startswith("/api"):
            return self.faults.around(self.world, request, partial(self.work, request))
        if request.path in ("/", "/faults", "/act", "/health"):
            return self.control.respond(self.world, request)
        return self.says(request)  # type: ignore[no-any-return]  # set by each test

    def work(self, request: Request) -> Response:
        with self.world.store.work():
            self.worked += 1
            if request.path.endswith("/no"):
                raise No
            self.world.store.rows("INSERT INTO things (body) VALUES (?)", '{"kept": true}')
        return self.answers_with

    def things(self, world: World) -> dict[str, str]:
        numbers = [str(number) for (number,) in world.store.rows("SELECT id FROM things")]
        return {"things": "".join(row(number, button("drop", "<Weg>", number)) for number in numbers)}

    def act(self, world: World, form: dict[str, str]) -> None:
        if form.get("action") != "drop":
            raise Unknown
        world.store.rows("DELETE FROM things WHERE id = ?", form["id"])

    def end(self) -> None:
        self.world.store.close()

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        timeout = options.pop("timeout", 5)
        url = f"{self.listener.base}{path}"
        return requests.request(method, url, timeout=timeout, allow_redirects=False, **options)

    def kept(self) -> int:
        return len(self.world.store.bodies("SELECT body FROM things"))


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    with Sample(tmp_path) as running:
        yield running


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_path_query_and_form_arrives(sample: Sample, method: str) -> None:
    got = sample.ask(method, "/any/where?a=%C3%BC&b=", data={"name": "Ä"})
    assert got.json() == {"method": method, "path": "/any/where", "query": {"a": "ü", "b": ""}, "form": {"name": "Ä"}}
    assert got.headers["X-Own"] == "yes"


def test_json_text_and_bytes_go_out_with_any_status_and_header(sample: Sample) -> None:
    sample.says = lambda _: answer({"a": [1]}, 201, "application/jose", Location="/there")
    got = sample.ask("POST", "/x")
    assert (got.status_code, got.json(), got.headers["Location"]) == (201, {"a": [1]}, "/there")
    assert got.headers["Content-Type"] == "application/jose"
    sample.says = lambda _: text("Grüße", 418)
    got = sample.ask("GET", "/x")
    assert (got.status_code, got.content.decode()) == (418, "Grüße")
    sample.says = lambda _: Response(200, b"\x00\xff", "application/octet-stream")
    assert sample.ask("GET", "/x").content == b"\x00\xff"
    head = sample.ask("HEAD", "/x")
    assert (head.content, head.headers["Content-Length"]) == (b"", "2")


def test_the_caller_learns_the_address_that_it_called(sample: Sample) -> None:
    sample.says = lambda request: answer([request.base, request.origin])
    base = sample.listener.base
    assert sample.ask("GET", "/x").json() == [base, base]
    other = sample.ask("GET", "/x", headers={"Host": "stand-in.example:1"}).json()
    assert other == [base, "http://stand-in.example:1"]


def test_a_body_that_is_too_long_is_refused_and_not_worked_on(sample: Sample) -> None:
    assert sample.ask("POST", "/api/x", data=b"x" * LARGEST).status_code == 200
    assert sample.ask("POST", "/api/x", data=b"x" * (LARGEST + 1)).status_code == 413
    assert sample.ask("POST", "/api/x", data=b"x" * 3_000_000).status_code == 413
    assert sample.ask("POST", "/api/x", data=iter([b"x"])).status_code == 411
    assert sample.worked == 1


@pytest.mark.parametrize("length", [b"-1", b"many", b"1.5", "²".encode("latin-1")])
def test_a_length_that_is_none_is_refused(sample: Sample, length: bytes) -> None:
    with socket.create_connection(("127.0.0.1", sample.listener.server_port), timeout=5) as line:
        line.sendall(b"POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + b"\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert sample.worked == 0


def test_a_mistake_of_the_standin_is_seen(sample: Sample, capfd: pytest.CaptureFixture[str]) -> None:
    sample.says = lambda _: 1 / 0
    assert sample.ask("GET", "/x").status_code == 500
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert sample.ask("GET", "/api/x").status_code == 200


@pytest.mark.parametrize(("fault", "status"), [("down", 503), ("error", 500), ("limited", 429), ("elsewhere", 302)])
def test_refused_before_anything_is_done(sample: Sample, fault: str, status: int) -> None:
    sample.faults.set(sample.world, {"answers": fault})
    assert sample.ask("POST", "/api/x").status_code == status
    assert (sample.worked, sample.kept()) == (0, 0)


def test_a_website_instead_of_an_answer(sample: Sample) -> None:
    sample.faults.set(sample.world, {"answers": "page"})
    got = sample.ask("POST", "/api/x")
    assert (got.status_code, got.text[:9], sample.kept()) == (200, "<!doctype", 0)


def test_done_but_the_answer_is_another_or_none(sample: Sample) -> None:
    sample.faults.set(sample.world, {"answers": "nonsense"})
    got = sample.ask("POST", "/api/x")
    assert (got.status_code, "done" in got.json()) == (200, False)
    sample.faults.set(sample.world, {"answers": "broken"})
    got = sample.ask("POST", "/api/x")
    with pytest.raises(requests.JSONDecodeError):
        got.json()
    sample.faults.set(sample.world, {"answers": "huge"})
    assert len(sample.ask("POST", "/api/x").content) > faults.HUGE
    sample.faults.set(sample.world, {"answers": "lost"})
    with pytest.raises(requests.ConnectionError):
        sample.ask("POST", "/api/x")
    assert sample.kept() == 4


def test_half_an_answer_is_cut_off_where_more_was_announced(sample: Sample) -> None:
    sample.faults.set(sample.world, {"answers": "half"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError) as cut:
        sample.ask("POST", "/api/x")
    assert isinstance(cut.value.args[0].args[1], IncompleteRead)
    assert sample.kept() == 1


def test_an_answer_without_content_has_no_length_and_is_cut_off_all_the_same(sample: Sample) -> None:
    sample.says = lambda _: Response(204, headers={"X-Own": "yes"})
    got = sample.ask("PUT", "/x")
    assert (got.status_code, got.headers["X-Own"]) == (204, "yes")
    assert not {"Content-Length", "Content-Type"} & set(got.headers)
    sample.answers_with = Response(204)
    sample.faults.set(sample.world, {"answers": "half"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        sample.ask("PUT", "/api/x")


def test_no_answer_and_one_that_drips(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "SILENCE", 0.6)
    sample.faults.set(sample.world, {"answers": "silent"})
    with pytest.raises(requests.ReadTimeout):
        sample.ask("POST", "/api/x", timeout=0.1)
    assert sample.kept() == 0
    sample.faults.set(sample.world, {"answers": "slow"})
    start = time.monotonic()
    got = sample.ask("POST", "/api/x", timeout=0.4)  # between two bytes, as HTTP clients count
    assert (got.json(), sample.kept()) == ({"done": "ja, für alle"}, 1)
    assert time.monotonic() - start > 0.5


def test_every_answer_can_be_made_to_wait(sample: Sample) -> None:
    sample.faults.set(sample.world, {"delay": "0.3"})
    with pytest.raises(requests.ReadTimeout):
        sample.ask("POST", "/api/x", timeout=0.1)
    assert sample.ask("POST", "/x", timeout=0.1).status_code == 200


def test_whole_when_it_drips(sample: Sample) -> None:
    sample.says = lambda _: replace(text("Grüße"), drips=0.05)
    assert sample.ask("GET", "/x").content.decode() == "Grüße"


def test_a_refusal_is_an_answer_like_any_other_and_undoes_the_work(sample: Sample) -> None:
    got = sample.ask("POST", "/api/no")
    assert (got.status_code, got.headers["Content-Type"]) == (422, "application/problem+json")
    assert got.json() == {"type": "about:blank", "title": "no", "status": 422, "code": "no_way"}
    assert (sample.worked, sample.kept()) == (1, 0)
    sample.faults.set(sample.world, {"answers": "lost"})
    with pytest.raises(requests.ConnectionError):
        sample.ask("POST", "/api/no")


def test_so_many_calls_and_only_those_that_are_meant(sample: Sample) -> None:
    sample.faults.set(sample.world, {"answers": "down", "answers_left": "2", "calls": "POST /api/a"})
    calls = [("GET", "/api/a"), ("POST", "/api/b"), ("POST", "/api/a"), ("POST", "/api/a"), ("POST", "/api/a")]
    assert [sample.ask(*call).status_code for call in calls] == [200, 200, 503, 503, 200]
    assert sample.faults.current(sample.world)["answers"] == "normal"


def test_a_switch_of_its_own_can_be_good_for_so_many_times(tmp_path: Path) -> None:
    world = World(Store(tmp_path / "switches.sqlite3"))
    switches = Switches(choices={"mood": ("good", "bad")}, numbers=("mood_left",))
    switches.set(world, {"mood": "bad", "mood_left": "2"})
    assert [switches.use(world, "mood") for _ in range(3)] == ["bad", "bad", "good"]
    switches.set(world, {"mood": "bad"})
    assert [switches.use(world, "mood") for _ in range(3)] == ["bad", "bad", "bad"]
    world.store.close()


def test_a_password_is_made_once_and_each_has_its_own(tmp_path: Path) -> None:
    seen = []
    for _start in range(2):
        world = World(Store(tmp_path / "words.sqlite3"))
        seen += [world.password("one"), world.password("other")]
        world.store.close()
    assert seen[:2] == seen[2:]
    assert len(set(seen)) == 2


def test_a_kept_file_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    assert [kept(path, lambda: b"first"), kept(path, lambda: b"second")] == [b"first", b"first"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_page_is_named_and_a_part_stands_in_it_more_than_once(sample: Sample, tmp_path: Path) -> None:
    assert requests.get(sample.page, timeout=5).status_code == 200
    (tmp_path / "part.html").write_text("<p>$word</p>")
    assert (
        Frame(tmp_path).part("part.html", word="a") + Frame(tmp_path).part("part.html", word="b") == "<p>a</p><p>b</p>"
    )


def test_unknown_trouble_is_refused_whole(sample: Sample) -> None:
    for wanted in ({"answers": "surprise"}, {"delay": "-1"}, {"other": "x"}, {"mood": "odd"}):
        with pytest.raises(Unknown):
            sample.faults.set(sample.world, {"note": "set", **wanted})
        assert sample.ask("POST", "/faults", data={"note": "set", **wanted}).status_code == 400
    assert sample.faults.current(sample.world)["note"] == ""


def test_the_page_shows_and_sets_trouble_and_acts(sample: Sample) -> None:
    sample.ask("POST", "/api/x")
    html = sample.ask("GET", "/").text
    assert "&lt;Weg&gt;" in html
    assert '<option value="good" selected>gut</option>' in html
    assert all(f'name="{name}"' in html for name in sample.faults.names)
    assert sample.ask("POST", "/faults", data={"answers": "down", "mood": "bad"}).headers["Location"] == "/"
    assert sample.ask("GET", "/api/x").status_code == 503
    assert '<option value="bad" selected>schlecht</option>' in sample.ask("GET", "/health").text
    assert sample.ask("POST", "/act", data={"action": "drop", "id": "1"}).status_code == 303
    assert sample.ask("POST", "/act", data={"action": "other"}).status_code == 400
    assert sample.ask("PUT", "/faults").status_code == 404
    assert sample.kept() == 0


def test_many_callers_at_once_lose_nothing(sample: Sample) -> None:
    threads = [threading.Thread(target=sample.ask, args=("POST", "/api/x")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sample.kept() == 20


def test_what_was_kept_and_set_is_there_after_a_restart(tmp_path: Path) -> None:
    with Sample(tmp_path) as first:
        first.ask("POST", "/api/x")
        first.faults.set(first.world, {"note": "bleibt"})
    with Sample(tmp_path) as second:
        assert (second.kept(), second.faults.current(second.world)["note"]) == (1, "bleibt")


def test_https_with_and_without_a_callers_certificate(tmp_path: Path) -> None:
    authority = str(tmp_path / "authority.pem")
    with Sample(tmp_path, tls=True) as running:
        got = running.ask("GET", "/x", verify=authority)
        assert (running.listener.base[:18], got.status_code) == ("https://localhost:", 200)
        with pytest.raises(requests.exceptions.SSLError):
            running.ask("GET", "/x")
    with Sample(tmp_path, tls=True, mutual=True) as running, pytest.raises(requests.RequestException):
        running.ask("GET", "/x", verify=authority)
