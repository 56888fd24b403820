"""Whatever people type or a file holds, as JSON and PostgreSQL can keep it. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

MOST_BITS = 1024  # beyond it Python itself refuses sooner or later to write a number in digits


def plain(value: Any) -> Any:
    """As it will be read again: what JSON cannot hold becomes its text, which the section's own rules then refuse.

    NUL and halves of a character are nothing that PostgreSQL keeps.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if value.bit_length() <= MOST_BITS else hex(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        return {_name(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _kept(value if isinstance(value, str) else str(value))


def _name(name: Any) -> str:
    found = plain(name)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _kept(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
