from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    """Of a run."""

    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"


class Outcome(TextChoices):
    """Of a step. *Left out*: it cannot be rehearsed in this city, for a reason that is told; it is not green."""

    RUNNING = "running"
    DONE = "done"
    LEFT_OUT = "left_out"
    FAILED = "failed"


TRANSITIONS = Transitions([
    Edge(State.RUNNING, State.PASSED, "rehearsal.passed"),
    Edge(State.RUNNING, State.FAILED, "rehearsal.failed"),
])  # fmt: skip
