"""The child: reads one file from standard input, writes one line of JSON and the rebuilt copy to standard output."""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from documents.rebuild import ICON, LOGO, Rebuilt, Unbuildable

MEMORY = 2 * 1024**3
CPU_SECONDS = 30


def confine() -> None:
    """No core file (it would hold the document), no file written, bounded memory and time."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _soft, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def build(content: bytes, media_type: str) -> Rebuilt:
    if media_type == "application/pdf":
        from documents.rebuild.pdfs import rebuild_pdf  # noqa: PLC0415  only what this file needs is loaded

        return rebuild_pdf(content)
    from documents.rebuild.images import rebuild_image  # noqa: PLC0415  as above

    return rebuild_image(content)


def answer(content: bytes, what: str) -> tuple[dict[str, Any], bytes]:
    if what in (LOGO, ICON):
        from documents.rebuild.marks import rebuild_marks  # noqa: PLC0415  as above

        made = rebuild_marks(content, icon=what == ICON)
        facts = [[mark.width, mark.height, len(mark.content)] for mark in made]
        return {"marks": facts}, b"".join(mark.content for mark in made)
    rebuilt = build(content, what)
    return {"media_type": rebuilt.media_type, "pages": rebuilt.pages}, rebuilt.content


def main() -> int:
    confine()
    content = sys.stdin.buffer.read()
    head: dict[str, Any]
    try:
        head, body = answer(content, sys.argv[1])
    except Unbuildable as refusal:
        head, body = {"refused": refusal.code}, b""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
