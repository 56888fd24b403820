"""What may follow what for one refund. Each edge names the event that it records.

The provider's late word wins: what failed may still turn out *done*, and a bank may send back what was *done* (*failed*).
Only *declined* is final. A failed one is released again by a person.
"""

from __future__ import annotations

from billing.payments.states import RefundStep
from billing.providers.base import RefundStatus
from kernel.transitions import Edge, Transitions

State = RefundStep

_NEXT: dict[State, tuple[State, ...]] = {
    State.PROPOSED: (State.APPROVED, State.RELEASED, State.DECLINED),
    State.APPROVED: (State.RELEASED, State.DECLINED),
    State.RELEASED: (State.DONE, State.FAILED),
    State.FAILED: (State.RELEASED, State.DONE, State.DECLINED),
    State.DONE: (State.FAILED,),
    State.DECLINED: (),
}

TRANSITIONS = Transitions(
    Edge(source.value, target.value, f"refund.{target.value}")
    for source, targets in _NEXT.items()
    for target in targets
)

# Waits for a person's word.
OPEN = frozenset({State.PROPOSED, State.APPROVED})
# Counts against what was received: what was declined or came back does not.
COUNTING = frozenset({State.PROPOSED, State.APPROVED, State.RELEASED, State.DONE})

TARGETS: dict[RefundStatus, State] = {RefundStatus.DONE: State.DONE, RefundStatus.FAILED: State.FAILED}
