"""Which systems of a city's own there are besides our calendars."""

from __future__ import annotations

from typing import Any

from appointments.base import Scheduler
from kernel.registry import Registry

SCHEDULERS: Registry[Scheduler[Any]] = Registry("appointment system")


def scheduler(name: str) -> Scheduler[Any]:
    """The adapter of that name. An unknown name is a ``KeyError``."""
    return SCHEDULERS.get(name)
