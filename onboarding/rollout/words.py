"""German for the codes that the operator's pages show. A code without a word is shown as it is."""

from __future__ import annotations

from typing import Any

ACTIONS: dict[str, Any] = {}
