import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from creditcheck.facts import EvidenceKind, Facts, StayKind

DOSSIER = Path(__file__).resolve().parents[4] / "shared" / "domain"


@pytest.fixture
def dossier() -> Callable[[str], list[Path]]:
    """Files of the dossier beside the repository, which holds official tables that are not kept in here."""

    def find(pattern: str) -> list[Path]:
        found = sorted(DOSSIER.glob(pattern))
        if not found:
            warnings.warn(f"NOT CHECKED: {pattern} of the dossier is not beside the repository", stacklevel=2)
            pytest.skip(f"{pattern} is not there")
        return found

    return find


@pytest.fixture
def facts() -> Callable[..., Facts]:
    """One adult visitor for 30 days; no dependants; pay slips of the last three months, 1,990 EUR each."""

    def make(**changes: Any) -> Facts:
        given = {
            "stay_kind": StayKind.SHORT,
            "stay_days": 30,
            "stay_until": date(2026, 12, 20),
            "adults": 1,
            "minors": 0,
            "dependants": 0,
            "monthly_net": (Decimal(1990),) * 3,
            "evidence": {EvidenceKind.PAY_SLIPS},
            "evidence_oldest": date(2026, 8, 31),
        }
        return Facts.model_validate(given | changes)

    return make


@pytest.fixture
def checked_on() -> date:
    return date(2026, 11, 20)
