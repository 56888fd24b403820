"""The demo: Offenbach and Wiesbaden with their real addresses, their own colours and ways of working, and sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.cities import apply_city
from tenants.models import City

FOLDER = Path(__file__).parent / "demo_cities"
PASSWORD = "Probe-2026-Zusage"


@dataclass(frozen=True)
class SignIn:
    where: str
    login: str
    password: str


def create_demo_cities(*, at: datetime) -> dict[str, City]:
    """Idempotent: makes what is missing, publishes what changed."""
    return {path.stem: apply_city(path, at=at).city for path in sorted(FOLDER.glob("*.yaml"))}
