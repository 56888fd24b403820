"""Readiness is measured: each app registers probes, one registry answers who asks. Red again when it breaks again.

A probe looks at the bound city and at the outside world if it must, so it runs outside any transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel.registry import Registry

log = logging.getLogger("zusage.readiness")


@dataclass(frozen=True)
class Finding:
    """``code`` is empty when ready; ``text`` says what was found, for the person who can mend it.

    ``needed``: false where this city has chosen otherwise and there is nothing to be ready; ``text`` then says why.
    """

    name: str
    ready: bool
    text: Any
    code: str = ""
    needed: bool = True


Probe = Callable[..., Finding]
probes: Registry[Probe] = Registry("readiness probe")


def probe(name: str) -> Callable[[Probe], Probe]:
    return lambda function: probes.register(name, function)


def measure(*, at: datetime) -> list[Finding]:
    """Every probe once. One that breaks is a red finding, not the end of the others."""
    return [_run(name, function, at) for name, function in probes.items()]


def _run(name: str, function: Probe, at: datetime) -> Finding:
    try:
        return function(at=at)
    except Exception as error:
        log.error("a readiness probe broke: %s", type(error).__name__)
        return Finding(name, False, _("Diese Prüfung ist gerade nicht möglich."), "probe_broke")
