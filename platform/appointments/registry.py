"""Which systems of a city's own there are besides our calendars. The sandboxes are chosen by configuration as well."""

from __future__ import annotations

from typing import Any

from appointments.adapters.sandbox_accepts.adapter import AcceptingSandbox
from appointments.adapters.sandbox_explodes.adapter import ExplodingSandbox
from appointments.adapters.sandbox_refuses.adapter import RefusingSandbox
from appointments.adapters.zms.adapter import ZmsScheduler
from appointments.base import Scheduler
from kernel.registry import Registry

SCHEDULERS: Registry[Scheduler[Any]] = Registry("appointment system")

for _scheduler in (ZmsScheduler(), AcceptingSandbox(), RefusingSandbox(), ExplodingSandbox()):
    SCHEDULERS.register(_scheduler.name, _scheduler)


def scheduler(name: str) -> Scheduler[Any]:
    """The adapter of that name. An unknown name is a ``KeyError``."""
    return SCHEDULERS.get(name)
