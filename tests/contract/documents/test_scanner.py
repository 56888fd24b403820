"""The malware scanner's protocol, spoken with a stand-in on this machine: its answers, its silence, its absence."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from audit.operations import SPONSOR, staff
from declarations.operations import start_draft
from documents.links import link_for
from documents.models import Document
from documents.operations import accept_upload
from documents.refusals import UnableToAccept
from documents.scan import Finding, scan
from kernel import clock
from tenants.binding import bind
from tests.support import files

# The harmless file that all scanners agree to find, taken apart so that none finds this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"


class Clamd(threading.Thread):
    """Reads the stream by its lengths and says FOUND when the file is in it."""

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(daemon=True)
        self.listener, self.answer, self.seen = listener, "", 0

    def run(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            with client, client.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack(">I", stream.read(4))[0]:
                    content += stream.read(length)
                self.seen = len(content)
                verdict = "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
                client.sendall((self.answer or verdict).encode() + b"\0")


@pytest.fixture
def clamd(settings: Any) -> Iterator[Clamd]:
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_ADDRESS = f"127.0.0.1:{listener.getsockname()[1]}"
    server = Clamd(listener)
    server.start()
    yield server
    listener.close()


@pytest.fixture
def no_clamd(settings: Any) -> None:
    free = socket.create_server(("127.0.0.1", 0))
    settings.CLAMD_ADDRESS = f"127.0.0.1:{free.getsockname()[1]}"
    free.close()


@pytest.fixture
def upload(offenbach: Any, tmp_path: Path, settings: Any, at: datetime) -> Callable[[bytes], Document]:
    settings.STORAGE_DIR = tmp_path

    def send(content: bytes) -> Document:
        with bind(offenbach):
            case_id = start_draft(language="de", keep=timedelta(days=30), at=at).declaration.id
            return accept_upload(case_id=case_id, kind="other", name="x", content=content, by=SPONSOR, at=at)

    return send


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 3_000_000])
def test_a_clean_file_is_clean_and_was_sent_whole(clamd: Clamd, size: int) -> None:
    assert scan(b"x" * size) is Finding.CLEAN
    assert clamd.seen == size


def test_a_find_is_a_find_even_across_two_chunks(clamd: Clamd) -> None:
    assert scan(b"x" * (65_536 - 20) + EICAR) is Finding.INFECTED


@pytest.mark.parametrize("answer", ["INSTREAM size limit exceeded. ERROR", "what?", "stream: Heuristics ERROR"])
def test_any_other_answer_is_none(clamd: Clamd, answer: str) -> None:
    clamd.answer = answer
    assert scan(b"x") is Finding.AWAY


def test_a_socket_of_this_machine_works_as_well(tmp_path: Path, settings: Any) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "clamd.sock"))
    listener.listen()
    settings.CLAMD_ADDRESS = str(tmp_path / "clamd.sock")
    Clamd(listener).start()
    assert scan(EICAR) is Finding.INFECTED
    listener.close()


def test_an_infected_upload_is_refused(clamd: Clamd, upload: Callable[[bytes], Document]) -> None:
    with pytest.raises(UnableToAccept, match="infected"):
        upload(files.pdf() + EICAR)


def test_without_the_scanner_nothing_is_taken(no_clamd: None, upload: Callable[[bytes], Document]) -> None:
    with pytest.raises(UnableToAccept, match="scanner_away"):
        upload(files.pdf())


@pytest.mark.parametrize(("tail", "state", "status"), [(b"", "ok", 200), (EICAR, "removed", 404)])
def test_where_the_scanner_may_be_away_the_original_waits_for_it(
    no_clamd: None,
    upload: Callable[[bytes], Document],
    offenbach: Any,
    settings: Any,
    request: pytest.FixtureRequest,
    tail: bytes,
    state: str,
    status: int,
) -> None:
    settings.CLAMD_MAY_BE_AWAY = True
    document = upload(files.pdf() + b"\n" + tail)
    assert document.state == "quarantined"
    outside = Client(SERVER_NAME="dateien.localhost")

    def fetch(variant: str) -> int:
        with bind(offenbach):
            address = link_for(document, audience=staff(7), variant=variant, at=clock.now())
        return int(outside.get(urlsplit(address).path).status_code)

    assert fetch("view") == 200
    assert fetch("original") == 503
    request.getfixturevalue("clamd")
    assert fetch("original") == status
    with bind(offenbach):
        document.refresh_from_db()
    assert document.state == state
