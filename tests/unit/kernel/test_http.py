"""A call to a server that a city named: whatever that server does, it ends in time and in one error."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest

from kernel.http import Answer, CallFailed, call, is_callable_address

Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve(what)`` answers the address of a server that does ``what`` with its first caller."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def start(what: Callable[[socket.socket], None]) -> str:
            def answer() -> None:
                with suppress(OSError):
                    caller, _ = server.accept()
                    with closing(caller):
                        caller.recv(65536)
                        what(caller)

            threading.Thread(target=answer, daemon=True).start()
            return f"http://127.0.0.1:{server.getsockname()[1]}/x"

        yield start


def says(text: bytes) -> Callable[[socket.socket], None]:
    return lambda caller: caller.sendall(text)


def failed(address: str, seconds: float = 2, **more: Any) -> str:
    with pytest.raises(CallFailed) as error:
        call("GET", address, seconds=seconds, **more)
    return error.value.code


def test_an_answer_is_an_answer_whatever_it_says(serve: Serve) -> None:
    found = call("POST", serve(says(b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/\r\n\r\n")), seconds=2)
    assert found == Answer(302, "text/plain", b"")
    assert "secret" not in repr(Answer(200, "application/json", b"secret"))


def test_the_content_arrives_whole_also_in_pieces(serve: Serve) -> None:
    pieces = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n"
    assert call("GET", serve(says(pieces)), seconds=2).body == b"[1]"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "no_answer"),
        (b"220 mail.example ESMTP\r\n", "no_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", "no_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", "no_answer"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n123", "no_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\nA: " + b"x" * 100_000, "no_answer"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 200, "too_large"),
    ],
)
def test_what_is_no_answer_is_one_error(serve: Serve, text: bytes, code: str) -> None:
    assert failed(serve(says(text)), most=100) == code


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"])
def test_a_byte_now_and_then_gains_no_time(serve: Serve, beginning: bytes) -> None:
    def drip(caller: socket.socket) -> None:
        caller.sendall(beginning)
        for _ in range(100):
            caller.sendall(b"x")
            time.sleep(0.05)

    began = time.monotonic()
    assert failed(serve(drip), seconds=0.4) == "too_slow"
    assert time.monotonic() - began < 1.5


def test_nobody_there_is_no_answer() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert failed(f"http://127.0.0.1:{port}/") == "no_answer"


def test_a_name_that_leads_to_this_machine_is_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a name in the city's hands could: it is found out before a word is sent."""
    real, heard = socket.create_connection, []
    address = serve(lambda caller: heard.append(caller))
    port = int(address.rsplit(":", 1)[1].partition("/")[0])
    monkeypatch.setattr(socket, "create_connection", lambda _place, *rest: real(("127.0.0.1", port), *rest))
    assert failed("http://termine.stadt.example/") == "address"


def test_a_certificate_that_nobody_vouches_for_ends_the_call(serve: Serve) -> None:
    """A server without TLS at all, to begin with."""
    assert failed(serve(says(b"HTTP/1.1 200 OK\r\n\r\n")).replace("http:", "https:")) == "no_answer"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://termine.stadt.example/api", (True, True)),
        ("http://127.0.0.1:8105/api", (True, False)),
        ("http://localhost/", (True, False)),
        ("https://[::1]/", (True, False)),
        ("http://termine.stadt.example", (False, False)),
        ("https://name@stadt.example", (False, False)),
        ("https://stadt.example:99999999/", (False, False)),
        ("https://[/", (False, False)),
        ("", (False, False)),
    ],
)
def test_which_addresses_may_be_called(address: str, expected: tuple[bool, bool]) -> None:
    assert (is_callable_address(address, loopback=True), is_callable_address(address, loopback=False)) == expected
