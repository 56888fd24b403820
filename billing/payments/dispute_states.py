"""What may follow what for one dispute: the bank's last word is final, and news that comes after it is old."""

from __future__ import annotations

from billing.payments.states import DisputeStep
from kernel.transitions import Edge, Transitions

State = DisputeStep

OPENED = "dispute.opened"

TRANSITIONS = Transitions(
    [Edge(State.OPEN.value, State.WON.value, "dispute.won"), Edge(State.OPEN.value, State.LOST.value, "dispute.lost")]
)
