"""What a worker does when it comes by in a city: first what is to be sent, then what is to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from connectors.delivering import deliver_due
from connectors.following import follow_due
from connectors.models import Delivery
from connectors.states import OPEN, State


def serve(*, clock: Callable[[], datetime]) -> bool:
    """Answers whether it did something and more is due: then the task goes to the end of the queue once more."""
    done = deliver_due(clock=clock) + follow_due(clock=clock)
    if not done:
        return False
    due = Delivery.objects.filter(state__in=sorted(OPEN - {State.PAUSED}), next_try_at__lte=clock())
    return due.exists()
