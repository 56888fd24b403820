"""The test cases as files: a vendor can feed them to its receiver by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from connectors.kit.cases import TestCase

INDEX = "cases.json"


def write(cases: Sequence[TestCase], folder: Path) -> int:
    """``<name>.xml``, ``<name>.pdf`` where there is one, and the index. Answers how many messages. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / f"{case.name}.xml").write_bytes(case.message.body)
        if case.message.summary:
            (folder / f"{case.name}.pdf").write_bytes(case.message.summary)
    told = [
        {
            "file": f"{case.name}.xml", "summary": f"{case.name}.pdf" if case.message.summary else "",
            "shows": case.shows, "expected": case.expected.value, "message_type": case.message.message_type,
            "message_id": case.message.message_id, "reference": case.message.reference, "key": case.key,
        }
        for case in cases
    ]  # fmt: skip
    (folder / INDEX).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    return len(cases)
