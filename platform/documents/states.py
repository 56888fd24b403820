"""What may become of a document. A removed one is gone for good: its files are deleted."""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    """*quarantined*: kept, but the malware scanner could not be asked yet; its original is not handed out meanwhile."""

    OK = "ok"
    QUARANTINED = "quarantined"
    REMOVED = "removed"


TRANSITIONS = Transitions(
    [
        Edge(State.QUARANTINED.value, State.OK.value, "document.cleared"),
        Edge(State.QUARANTINED.value, State.REMOVED.value, "document.removed"),
        Edge(State.OK.value, State.REMOVED.value, "document.removed"),
    ]
)
