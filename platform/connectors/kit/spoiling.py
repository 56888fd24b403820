"""Messages that a receiver must refuse: each is a good one with one thing broken."""

from __future__ import annotations

import re
from collections.abc import Callable

Spoil = Callable[[bytes], bytes]


def truncated(body: bytes) -> bytes:
    return body[: len(body) // 2]


def with_entity(body: bytes) -> bytes:
    """A document type with an entity that would read a file."""
    head, sign, rest = body.partition(b"?>\n")
    return head + sign + b'<!DOCTYPE m [<!ENTITY x SYSTEM "https://outside.example/entity">]>\n' + rest


def wrong_encoding(body: bytes) -> bytes:
    """It says UTF-8 and is none."""
    return body.replace("Musterstraße".encode(), "Musterstraße".encode("latin-1"))


def without_reference(body: bytes) -> bytes:
    return re.sub(rb"<([a-z]+:)?antragsidentifikation>[^<]*</([a-z]+:)?antragsidentifikation>\s*", b"", body)


def unknown_element(body: bytes) -> bytes:
    """An element that the schema does not know, right before the end."""
    end = body.rstrip().rfind(b"</")
    return body[:end] + b"<unbekannt>1</unbekannt>" + body[end:]


def other_authority(body: bytes) -> bytes:
    """Addressed to an authority that there is not."""
    return re.sub(rb"<kennung>azr:[0-9]{6}</kennung>", b"<kennung>azr:999999</kennung>", body)


def file_is_none(body: bytes) -> bytes:
    """The PDF for people is plain text."""
    before, sign, after = body.rpartition(b"dokument>JVBER")
    end = after.find(b"<")
    return before + sign.removesuffix(b"JVBER") + b"a2VpbiBQREY=" + after[end:] if sign else body


SPOILED: dict[str, tuple[str, Spoil]] = {
    "broken-truncated": ("half of a message", truncated),
    "broken-entity": ("an entity that leads outside: it must not be followed", with_entity),
    "broken-encoding": ("not the encoding that it says", wrong_encoding),
    "broken-no-reference": ("without the number of the case", without_reference),
    "broken-unknown-element": ("an element that the schema does not know", unknown_element),
    "broken-file": ("a PDF that is none", file_is_none),
    "wrong-authority": ("addressed to another authority", other_authority),
}
