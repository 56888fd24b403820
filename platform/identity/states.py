"""An identification is answered once: each way out of *started* is an end, and so is every end."""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    STARTED = "started"
    VERIFIED = "verified"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"


TRANSITIONS = Transitions(
    Edge(State.STARTED.value, target.value, f"identification.{target.value}")
    for target in (State.VERIFIED, State.CANCELLED, State.REFUSED, State.EXPIRED)
)
