"""What no machine can know: it is stated by a person under their name. The owner of the subject registers its statement.

Who said what, and since when something is waited for, is kept by ``onboarding.readiness``; here stands what may be said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from configuration.queries import Configuration
from kernel.registry import Registry


def _always(_configuration: Configuration) -> Any:
    return ""


@dataclass(frozen=True)
class Statement:
    """``wordings``: what may be stated, word for word, by its code. ``not_needed`` answers why this city needs none, or
    nothing. ``asks``: whom it is usually waited for. ``also``: permissions that let a person enter it who may not edit the
    configuration."""

    name: str
    title: Any
    about: Any
    wordings: tuple[tuple[str, Any], ...]
    asks: Any
    not_needed: Callable[[Configuration], Any] = _always
    also: frozenset[str] = frozenset()

    def wording(self, code: str) -> Any | None:
        return dict(self.wordings).get(code)


statements: Registry[Statement] = Registry("statement")


def stated(statement: Statement) -> Statement:
    return statements.register(statement.name, statement)
