"""A case as the message 130201: built, and checked against the schema where its files are at hand. With attachments of 5 MB
the time is also a ratio, against what lxml alone needs to write and to parse the same bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from lxml import etree

from tests.bench.figures import Figure, against, percentile, plain, timed

MEGABYTES, FILES = 5, 5


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from connectors.render_file import render_case
    from connectors.xauslaender import schema
    from kernel.clock import now
    from tests.support.cases import document, small_pdf

    at = now()
    case, summary = document(at=at), small_pdf()

    def build() -> bytes:
        return render_case(case, summary=summary, at=at)

    made = build()
    building = _median(build)
    yield plain("message: build 130201, p50", building, "ms")
    yield plain("message: size", len(made), "bytes")
    if settings.XAUSLAENDER_SCHEMA_DIR:
        checking = _median(lambda: schema.validate(made))
        yield plain("message: validate 130201, p50", checking, "ms")
        yield plain("message: build and validate", building + checking, "ms")
    yield from _with_attachments()


def _median(call: Any) -> float:
    return percentile(timed(call), 0.5) * 1000


def _with_attachments() -> Iterator[Figure]:
    from connectors.xauslaender import schema
    from connectors.xauslaender.files import PDF, Proof
    from connectors.xauslaender.reading import read
    from kernel.clock import now
    from tests.support import case_files, incoming

    at = now()
    content = b"%PDF-1.7\n" + bytes(range(256)) * (MEGABYTES * 1_000_000 // FILES // 256)
    files = case_files.files(*(Proof(f"Nachweis {number}", PDF, content) for number in range(FILES)))
    case = case_files.case(at)

    def build() -> bytes:
        return case_files.rendered(case, at, files=files)

    made = build()
    writing, parsing = _median(lambda: _plain_writing(content)), _median(lambda: etree.fromstring(made, _HUGE))
    building, name = _median(build), f"message of {MEGABYTES} MB"
    yield plain(f"{name}: size", len(made), "bytes")
    yield against(f"{name}: build, p50", building, "ms", bound=writing, of="lxml writing the same bytes")
    if settings.XAUSLAENDER_SCHEMA_DIR:
        whole = building + _median(lambda: schema.validate(made))
        of = "lxml writing and parsing the same bytes"
        yield against(f"{name}: build and validate, p50", whole, "ms", bound=writing + parsing, of=of)
    question = incoming.message("130102", "<x:frage>Bitte?</x:frage>" + incoming.file("anlage", content * FILES))
    reading, plainly = _median(lambda: read(question)), _median(lambda: etree.fromstring(question, _HUGE))
    name = f"message of {MEGABYTES} MB that comes in: read, p50"
    yield against(name, reading, "ms", bound=plainly, of="lxml parsing the same bytes")


_HUGE = etree.XMLParser(huge_tree=True)


def _plain_writing(content: bytes) -> bytes:
    """What cannot be saved: base64, a tree, its bytes."""
    root = etree.Element("message")
    for _number in range(FILES):
        etree.SubElement(root, "document").text = b64encode(content).decode("ascii")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written
