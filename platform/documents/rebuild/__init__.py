"""What people send is taken apart and built anew, in a child process that holds no key, no address and no password.

Decoders of pictures and PDFs are where hostile files strike. The child gets the bytes on its standard input and
nothing else: an empty environment, limited memory, time and files; whatever happens to it, we get a rebuilt copy or none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

SECONDS = 45
LOGO, ICON = "logo", "icon"  # beside media types: what the child is asked to make


@dataclass(frozen=True)
class Rebuilt:
    """The copy that may be looked at. ``media_type`` is PDF or JPEG."""

    media_type: str
    content: bytes
    pages: int


@dataclass(frozen=True)
class Mark:
    """A PNG of a city's logo or sign, in points."""

    width: int
    height: int
    content: bytes


class Unbuildable(Exception):
    """Cannot be rebuilt; ``code`` says why (for papers a key of ``documents.refusals.MESSAGES``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def rebuild(content: bytes, media_type: str) -> Rebuilt:
    """Raises ``Unbuildable``. Takes a third of a second and more: never inside a transaction that others wait for."""
    answer, body = _child(content, media_type, "broken_pdf" if media_type == "application/pdf" else "broken_image")
    return Rebuilt(answer["media_type"], body, answer["pages"])


def marks(content: bytes, *, icon: bool) -> list[Mark]:
    """A logo and the signs made from it, or the signs of an icon (``documents.rebuild.marks``). Raises ``Unbuildable``.

    The same files make the same bytes. Never inside a transaction, as ``rebuild``.
    """
    answer, body = _child(content, ICON if icon else LOGO, "broken_image")
    found, place = [], 0
    for width, height, length in answer["marks"]:
        found.append(Mark(width, height, body[place : place + length]))
        place += length
    return found


def _child(content: bytes, what: str, broken: str) -> tuple[dict[str, Any], bytes]:
    command = [sys.executable, "-I", "-m", "documents.rebuild", what]
    try:
        child = subprocess.run(  # noqa: S603  the command is ours; only the bytes on standard input are foreign
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env={"PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "2", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise Unbuildable("busy") from None
    head, _newline, body = child.stdout.partition(b"\n")
    if child.returncode != 0 or not head:
        raise Unbuildable(broken)
    answer = json.loads(head)
    if "refused" in answer:
        raise Unbuildable(answer["refused"])
    return answer, body
