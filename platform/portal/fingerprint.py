"""Notices that something was saved elsewhere while a page was open: two tabs, the back button."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from declarations.casefile.mechanism import Context, Section
from declarations.casefile.readable import Row, value_text
from kernel.codes import same

FIELD = "fassung"


def fingerprint(value: Any) -> str:
    """Short, and the same for the same answers."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]


def differences(
    section: type[Section], context: Context, *, saved: Mapping[str, Any], typed: Mapping[str, Any], shown: str
) -> list[Row]:
    """What is saved by now and is neither what the page showed nor what was typed. Empty: nothing to ask."""
    if not shown or same(shown, fingerprint(saved)):
        return []
    return [
        Row(name, str(ask.label), value_text(section, name, saved[name]) if name in saved else "")
        for name, ask in section.asks().items()
        if ask.widget != "list" and ask.asked(context, typed) and saved.get(name) != typed.get(name)
    ]
