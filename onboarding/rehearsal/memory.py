"""What a run remembers between its steps, sealed with the city's key."""

from __future__ import annotations

import json
from typing import Any

from kernel.crypto import UnableToOpen, seal, unseal
from onboarding.rehearsal.models import Run
from tenants.binding import current
from tenants.keys import city_keys


def sealed(run: Run, memory: dict[str, Any]) -> bytes:
    schema = current().schema
    return seal(city_keys().key_of(schema), json.dumps(memory).encode(), _place(schema, run))


def opened(run: Run) -> dict[str, Any]:
    """Empty where nothing is kept, or where it was sealed with a key that is gone."""
    schema = current().schema
    try:
        kept = unseal(city_keys().key_of(schema), bytes(run.sealed_memory or b""), _place(schema, run))
    except UnableToOpen:
        return {}
    found: dict[str, Any] = json.loads(kept)
    return found


def _place(schema: str, run: Run) -> str:
    return f"{schema}|rehearsal|{run.id}"
