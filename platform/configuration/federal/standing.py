"""Where a draft stands among the values: which day it may begin on, and what it replaces."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from configuration.federal.base import Dated, Kind
from configuration.federal.models import Draft
from configuration.federal.timeline import Timeline
from kernel.clock import german_day


def earliest(kind: type[Kind], *, at: datetime) -> date:
    """The first day that a value may be published for: history is not rewritten."""
    return german_day(at) + timedelta(days=int(kind.from_next_day()))


def replaced(draft: Draft, known: Timeline[Any]) -> Dated[Any] | None:
    """What holds on the draft's first day without it."""
    return known.in_force(on=draft.valid_from, land=draft.land)


def stand(draft: Draft, ground: Dated[Any] | None) -> str:
    """Names what a person was shown: this draft, and exactly this value that it replaces."""
    before = (ground.since.isoformat(), ground.land, ground.edition) if ground else ()
    return sha256(repr((draft.pk, before)).encode()).hexdigest()[:16]
