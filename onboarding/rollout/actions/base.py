"""The shape of an action: a form, a plan that can be read, and the doing, line by line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy

from onboarding.rollout.board import Line
from onboarding.rollout.words import REFUSALS
from ui.forms import Form

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """What will happen to one authority; with ``refused``, why nothing will. ``given`` is for the doing."""

    line: Line
    text: Any = ""
    refused: Any = ""
    given: Any = None


class Action(ABC):
    """``name`` stands in addresses, ``trail_code`` in the trail. ``title`` is the heading, ``effect`` what it means, ``empty`` is for no one."""

    name = ""
    trail_code = ""
    title: Any = ""
    effect: Any = ""

    @abstractmethod
    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        """Asks for what is not known from the choice of lines."""

    @abstractmethod
    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        """One step per line. Reads, writes nothing."""

    @abstractmethod
    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        """Joins the caller's transaction; answers the details for the trail. Refuses with a ``Refusal``."""

    def code(self, answers: Answers) -> str:
        """The trail's code."""
        return self.trail_code

    def effect_of(self, answers: Answers) -> Any:
        """What it means for the cities and the people who use them."""
        return self.effect


def from_to(before: Any, after: Any) -> Any:
    return format_lazy("{} → {}", before, after)


def why_not(code: str) -> Any:
    return REFUSALS.get(code, code)


def fingerprint(steps: Sequence[Step]) -> str:
    """Of what a plan says: what is confirmed must be what was read."""
    said = "\n".join(f"{step.line.authority.code} {step.text} {step.refused}" for step in steps)
    return sha256(said.encode()).hexdigest()[:20]
