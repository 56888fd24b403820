from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


TRANSITIONS = Transitions([
    Edge(State.QUEUED, State.SENT, "mail.sent"),
    Edge(State.QUEUED, State.FAILED, "mail.failed"),
    Edge(State.FAILED, State.SENT, "mail.sent"),
])  # fmt: skip
