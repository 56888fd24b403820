"""What the suite found, for people (text) and for machines (JSON). No content of any message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from connectors.kit.suite import Result, Verdict
from connectors.kit.targets.base import SET_UP
from connectors.xauslaender.versions import CURRENT, STANDARD

FORMAT = "zusage-conformance/1"


def as_json(results: Sequence[Result], *, target: str, at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "standard": STANDARD,
        "version": CURRENT.number,
        "target": target,
        "at": at.isoformat(timespec="seconds"),
        "summary": counts(results),
        "results": [
            {
                "case": one.case.name, "shows": one.case.shows, "message_type": one.case.message.message_type,
                "message_id": one.case.message.message_id, "key": one.case.key, "bytes": len(one.case.message.body),
                "expected": one.case.expected.value, "verdict": one.verdict.value, "told": one.told.word.value,
                "code": one.told.code, "receipt": one.told.receipt, "seconds": one.seconds, "until": one.until,
                "why": one.why,
            }
            for one in results
        ],
    }  # fmt: skip


def counts(results: Sequence[Result]) -> dict[str, int]:
    return {verdict.value: sum(one.verdict is verdict for one in results) for verdict in Verdict}


def set_up_code(results: Sequence[Result]) -> str:
    """The code, where every answer was that the way itself is set up wrong: then nothing is known of the receiver."""
    codes = {one.told.code for one in results}
    [code] = codes if len(codes) == 1 else {""}
    return code.removeprefix(SET_UP) if code.startswith(SET_UP) else ""


def line_of(one: Result) -> str:
    return f"{one.verdict.value:9} {one.case.name:32} {one.seconds:8.3f} s  {one.why}"


def as_text(results: Sequence[Result], *, target: str, at: datetime) -> str:
    head = f"{STANDARD} {CURRENT.number}, {target}, {at.isoformat(timespec='seconds')}"
    told = ", ".join(f"{number} {name}" for name, number in counts(results).items())
    return "\n".join([head, "", *(line_of(one) for one in results), "", told])
