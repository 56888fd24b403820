"""What may have arrived, and what certainly has not: on this alone it hangs whether another way may be taken.

A try can have arrived only if it was marked *calling* before the call. A refusal for a wrong set-up and a rejection
say that nothing was taken. Tries of older releases carry no mark: they count as called.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from connectors.backoff import QUIET
from connectors.models import Delivery, DeliveryAttempt

Outcome, Reached = DeliveryAttempt.Outcome, DeliveryAttempt.Reached
_NOTHING_TAKEN = frozenset({Outcome.MISCONFIGURED, Outcome.REJECTED, Outcome.IMPOSSIBLE, Outcome.ABSENT})
_ANSWERED = frozenset({Outcome.REJECTED, Outcome.HANDED_OVER, Outcome.DELIVERED})
_SILENT = frozenset({Outcome.TEMPORARY, Outcome.LOST})


def tries_of(delivery: Delivery) -> list[DeliveryAttempt]:
    """The oldest first. No query for a delivery that was never tried."""
    return list(delivery.tries.order_by("number")) if delivery.attempts else []


def may_have_arrived(tries: Sequence[DeliveryAttempt]) -> bool:
    return any(_is_uncertain(one) for one in tries)


def is_quiet(tries: Sequence[DeliveryAttempt], at: datetime) -> bool:
    """No call of these can still be under way: who asks now gets an answer that stays true."""
    return all((one.called_at or one.started_at) + QUIET <= at for one in tries if _is_uncertain(one))


def in_trouble_since(tries: Sequence[DeliveryAttempt]) -> datetime | None:
    """When the row of failures began that has not ended yet; tries that failed for a reason of ours do not count."""
    since = None
    for one in reversed(tries):
        if one.outcome in _ANSWERED:
            break
        if _is_silent(one):
            since = one.started_at
    return since


def was_misconfigured(tries: Sequence[DeliveryAttempt]) -> bool:
    return bool(tries) and tries[-1].outcome == Outcome.MISCONFIGURED and _is_silent(tries[-1])


def absent(delivery: Delivery) -> None:
    """The connector was asked, and none of the tries up to now arrived. Joins the caller's transaction."""
    delivery.tries.exclude(outcome=Outcome.RUNNING).update(reached=Reached.ABSENT)


def _is_uncertain(one: DeliveryAttempt) -> bool:
    return one.outcome not in _NOTHING_TAKEN and one.reached not in (Reached.CLAIMED, Reached.ABSENT)


def _is_silent(one: DeliveryAttempt) -> bool:
    """It failed for a reason of the connector's, not of ours."""
    if one.outcome == Outcome.MISCONFIGURED:
        return not one.error.startswith("schemas_") and one.error != "connector_changed"
    return one.outcome in _SILENT and (one.called_at is not None or one.reached is None)
