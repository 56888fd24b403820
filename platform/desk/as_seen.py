"""What stands around a clerk's text on the sponsor's page: so that the clerk sees what the sponsor will see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.dossier import Dossier
from casework.status import HEADLINES
from declarations.states import State
from kernel.clock import german_day


def frame(dossier: Dossier, state: State, days: int) -> dict[str, Any]:
    """``state`` is the one that the case goes to, ``days`` the period for the answer."""
    headline, explanation, next_step = HEADLINES[state]
    return {
        "seen_headline": headline,
        "seen_explanation": explanation,
        "seen_next": next_step,
        "until": german_day(dossier.at) + timedelta(days=days),
        "in_english": dossier.case.language == "en",
    }
