"""A request to go live. *opening*: the operator's side moves the city right now, so nobody can withdraw any more."""

from __future__ import annotations

from django.db import models

from kernel.transitions import Edge, Transitions


class State(models.TextChoices):
    REQUESTED = "requested"
    APPROVED = "approved"
    OPENING = "opening"
    LIVE = "live"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


TRANSITIONS = Transitions([
    Edge(State.REQUESTED, State.APPROVED, "golive.approved"),
    Edge(State.REQUESTED, State.REJECTED, "golive.rejected"),
    Edge(State.REQUESTED, State.WITHDRAWN, "golive.withdrawn"),
    Edge(State.APPROVED, State.REJECTED, "golive.rejected"),
    Edge(State.APPROVED, State.WITHDRAWN, "golive.withdrawn"),
    Edge(State.APPROVED, State.OPENING, "golive.opening"),
    Edge(State.APPROVED, State.STOPPED, "golive.stopped"),
    Edge(State.OPENING, State.LIVE, "golive.live"),
    Edge(State.OPENING, State.STOPPED, "golive.stopped"),
])  # fmt: skip

# What a city can ask for; a request of an earlier release is for *live*.
PILOT, IN_OPERATION = "pilot", "live"
AIMS = (IN_OPERATION, PILOT)
# Nothing else can be requested meanwhile.
OPEN = frozenset({State.REQUESTED, State.APPROVED, State.OPENING})
