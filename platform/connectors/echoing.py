"""Sending test messages and asking what became of them: claim → call → settle, as for deliveries, but apart from them.

Few tries, for somebody is watching. The circuit breaker is not asked: a test is how one finds out whether the other side
is there again; where it answers, the connector is used again at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from configuration.queries import in_force
from connectors import lines
from connectors.backoff import LEASE, next_look
from connectors.base import Connector, Fate, Followed, Misconfigured, Rejected, Temporary
from connectors.config import DeliveryRules
from connectors.delivering import MOST_ANSWER, MOST_RECEIPT, adapter_of
from connectors.echo import DUE, State, message_of
from connectors.inbox_models import Echo
from connectors.models import Delivery
from connectors.records import ring
from connectors.registry import CONNECTORS
from connectors.routing import FALLBACK
from connectors.states import State as DeliveryState
from kernel.transitions import Edge, Transitions
from outbox import operations as outbox

log = logging.getLogger("zusage.connectors")
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 20, 60, 180))
AT_ONCE = 10
TRANSITIONS = Transitions(
    (
        Edge(State.QUEUED, State.HANDED_OVER, "echo.handed_over"),
        *(
            Edge(source, target, f"echo.{target.value}")
            for source in (State.QUEUED, State.HANDED_OVER)
            for target in (State.CONFIRMED, State.REJECTED, State.FAILED)
        ),
    )
)


@dataclass(frozen=True)
class Step:
    """The right to make one call for a test. ``follow``: it was handed over, and only its fate is asked for."""

    echo: Echo
    options: dict[str, Any] = field(repr=False)
    follow: bool


@dataclass(frozen=True)
class Heard:
    """``state``: as which it stands now, or None while nothing new is known."""

    state: Echo.State | None
    error: str = ""
    receipt: str = ""
    answer: str = ""
    sent_bytes: int | None = None


def serve(*, clock: Callable[[], datetime]) -> int:
    """Makes the calls that are due in the bound city; answers how many. Outside any transaction (RuntimeError)."""
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    for made in range(AT_ONCE):
        step = claim(at=clock())
        if step is None:
            return made
        begun = clock()
        settle(step, call(step), begun=begun, at=clock())
    return AT_ONCE


def claim(*, at: datetime) -> Step | None:
    """In a transaction of its own. A worker that dies leaves it to the next, after the lease."""
    with transaction.atomic():
        rows = Echo.objects.select_for_update(of=("self",), skip_locked=True).filter(next_try_at__lte=at)
        echo = rows.order_by("next_try_at").first()
        if echo is None:
            return None
        rules = in_force(at=at).section(DeliveryRules)
        follow = echo.state == State.HANDED_OVER
        echo.next_try_at = at + LEASE
        echo.attempts += 0 if follow else 1
        echo.save(update_fields=["next_try_at", "attempts"])
        outbox.record(name=DUE, at=at, due_at=echo.next_try_at)
        fallback = rules.fallback if echo.route == FALLBACK else None
        chosen = (fallback.connector, fallback.options) if fallback else (rules.connector, rules.options)
        return Step(echo, dict(chosen[1]) if chosen[0] == echo.connector else {}, follow)


def call(step: Step) -> Heard:
    """Whatever happens is an answer; texts of errors are never kept."""
    refused = None if step.follow else State.FAILED
    try:
        return _called(step)
    except Temporary as error:
        return Heard(None, error.code, answer=error.answer[:MOST_ANSWER])
    except Rejected as error:
        return Heard(State.REJECTED, error.code, answer=error.answer[:MOST_ANSWER])
    except Misconfigured as error:
        return Heard(refused, error.code, answer=error.answer[:MOST_ANSWER])
    except Exception as error:
        log.error("test message %s: unforeseen %s", step.echo.id, type(error).__name__)
        return Heard(None, "unforeseen")


def _called(step: Step) -> Heard:
    adapter, options = adapter_of(step.echo.connector, step.options)
    if step.follow:
        return _followed(adapter.follow(step.echo.receipt, options))
    receipt = adapter.deliver(message_of(step.echo), options, idempotency_key=step.echo.id.hex)
    if not 0 < len(receipt.reference) <= MOST_RECEIPT:
        raise Temporary("receipt_unusable")
    state = State.CONFIRMED if receipt.final else State.HANDED_OVER
    return Heard(state, "", receipt.reference, receipt.answer[:MOST_ANSWER], receipt.sent_bytes or None)


def _followed(told: Followed) -> Heard:
    if told.fate == Fate.ACCEPTED:
        return Heard(State.CONFIRMED)
    if told.fate == Fate.REJECTED:
        return Heard(State.REJECTED, (told.codes[0] if told.codes else "rejected")[:60])
    return Heard(None)


def settle(step: Step, heard: Heard, *, begun: datetime, at: datetime) -> None:
    """In a transaction of its own. What is settled stays as it is."""
    with transaction.atomic():
        echo = Echo.objects.select_for_update(of=("self",)).get(id=step.echo.id)
        if echo.state not in (State.QUEUED, State.HANDED_OVER):
            return
        echo.error, echo.answer = heard.error, heard.answer or echo.answer
        if not step.follow:
            echo.called_at, echo.call_ended_at = begun, at
        if heard.receipt:
            echo.receipt, echo.sent_bytes = heard.receipt, heard.sent_bytes
        if heard.state in (State.CONFIRMED, State.HANDED_OVER, State.REJECTED):
            _note_answer(echo, at)
        _go_on(echo, heard.state, at)
        echo.save()


def _go_on(echo: Echo, state: Echo.State | None, at: datetime) -> None:
    if state is None and _gives_up(echo, at):
        state = State.FAILED
    if state is None:
        echo.next_try_at = at + _pause(echo, at)
    else:
        _stands_as(echo, state, at)
    if echo.next_try_at is not None:
        outbox.record(name=DUE, at=at, due_at=echo.next_try_at)


def _stands_as(echo: Echo, state: Echo.State, at: datetime) -> None:
    TRANSITIONS.edge(echo.state, state)
    echo.state = state
    if state == State.HANDED_OVER:
        echo.handed_over_at, echo.next_try_at = at, at + PAUSES[0]
    else:
        echo.settled_at, echo.next_try_at = at, None


def _gives_up(echo: Echo, at: datetime) -> bool:
    """No answer after all tries; or no confirmation within the time in which the other side gives one."""
    if echo.state == State.QUEUED:
        return echo.attempts > len(PAUSES)
    late = at - (echo.handed_over_at or at) >= _patience(echo.connector)
    echo.error = "not_confirmed" if late else echo.error
    return late


def _patience(name: str) -> timedelta:
    return CONNECTORS.get(name).confirm_within if name in CONNECTORS else Connector.confirm_within


def _pause(echo: Echo, at: datetime) -> timedelta:
    if echo.state == State.QUEUED:
        return PAUSES[echo.attempts - 1]
    waited = at - (echo.handed_over_at or at)
    return PAUSES[0] if waited < PAUSES[2] else next_look(waited, key=echo.id.hex)


def _note_answer(echo: Echo, at: datetime) -> None:
    """The other side is there: what waited for it goes on."""
    if not lines.answered(echo.connector):
        return
    waiting = Delivery.objects.filter(connector=echo.connector, state=DeliveryState.QUEUED)
    first = waiting.defer("sealed_message", "sealed_summary").order_by("next_try_at").first()
    if first is not None:
        ring(first, due_at=at, at=at)
