"""The description of the interface, OpenAPI 3.1. It stands beside the code, and as a copy in the documentation."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def as_data() -> dict[str, Any]:
    text = (Path(__file__).parent / "openapi.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@cache
def as_json() -> bytes:
    return json.dumps(as_data(), ensure_ascii=False).encode()
