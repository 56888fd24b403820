"""What became of deliveries that were handed over but not yet confirmed: claim → call → settle, as for the first call.

They are looked at with growing pauses. Where no confirmation comes, a person is told (``delivery.overdue``), and before
the other side forgets the message the delivery counts as failed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from audit.operations import SYSTEM
from audit.operations import record as audit
from configuration.queries import UnableToServe, in_force
from connectors.backoff import LEASE, next_look
from connectors.base import Connector, DeliveryError, Fate, Followed, Rejected
from connectors.config import DeliveryRules
from connectors.delivering import AT_ONCE, BUDGET, adapter_of
from connectors.models import Delivery, DeliveryAttempt
from connectors.records import end, locked, release_next, ring
from connectors.registry import CONNECTORS
from connectors.states import State
from outbox import operations as outbox

log = logging.getLogger("zusage.connectors")
Outcome = DeliveryAttempt.Outcome
WAITING = Followed(Fate.WAITING)
MOST_CODE = 60


@dataclass(frozen=True)
class Look:
    """The right to ask once what became of one delivery. ``routes``: (connector, options) of the city, old and new."""

    delivery: Delivery
    routes: tuple[tuple[str, Any], ...]


def follow_due(*, clock: Callable[[], datetime], most: int = AT_ONCE, budget: timedelta = BUDGET) -> int:
    """Asks for what is handed over and due to be looked at in the bound city; answers how many were looked at."""
    begun = clock()
    for made in range(most):
        look = claim_look(at=clock()) if clock() - begun <= budget else None
        if look is None:
            return made
        followed, code = ask(look)
        settle_look(look, followed, code, at=clock())
    return most


def claim_look(*, at: datetime) -> Look | None:
    """In a transaction of its own. A worker that dies meanwhile leaves it to the next one, after the lease."""
    with transaction.atomic():
        rows = Delivery.objects.defer("sealed_message", "sealed_summary").select_for_update(
            of=("self",), skip_locked=True
        )
        delivery = rows.filter(state=State.HANDED_OVER, next_try_at__lte=at).order_by("next_try_at").first()
        if delivery is None:
            return None
        delivery.next_try_at = at + LEASE
        delivery.save(update_fields=["next_try_at"])
        return Look(delivery, tuple(_routes(delivery, at)))


def _routes(delivery: Delivery, at: datetime) -> list[tuple[str, Any]]:
    """Of now and of the day on which it was handed over: the city may have changed its connector since."""
    found = []
    for moment in (at, delivery.handed_over_at or at):
        try:
            rules = in_force(at=moment).section(DeliveryRules)
        except UnableToServe:
            continue
        found.append((rules.connector, rules.options))
        found += [(rules.fallback.connector, rules.fallback.options)] if rules.fallback else []
    return found


def ask(look: Look) -> tuple[Followed, str]:
    """Calls the connector; (what became of it, why that is not known). Refuses (RuntimeError) inside a transaction."""
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    delivery = look.delivery
    options: dict[str, Any] = next((options for name, options in look.routes if name == delivery.connector), {})
    try:
        adapter, read = adapter_of(delivery.connector, options)
        return adapter.follow(delivery.receipt, read), ""
    except Rejected as error:
        return Followed(Fate.REJECTED, (error.code,)), ""
    except DeliveryError as error:
        return WAITING, error.code
    except Exception as error:
        log.error("delivery %s: unforeseen %s", delivery.id, type(error).__name__)
        return WAITING, "unforeseen"


def settle_look(look: Look, followed: Followed, code: str, *, at: datetime) -> None:
    """Writes what became of it, in a transaction of its own. What is settled already stays as it is."""
    with transaction.atomic():
        delivery = locked(look.delivery.id)
        if delivery.state != State.HANDED_OVER:
            return
        if followed.fate == Fate.ACCEPTED:
            delivery.error = ""
            end(delivery, State.DELIVERED, at=at)
            release_next(delivery, at=at)
        elif followed.fate == Fate.REJECTED:
            _rejected(delivery, followed.codes, at)
        else:
            _waiting(delivery, code, at)


def rejected_by_message(delivery_id: uuid.UUID, *, code: str, at: datetime) -> bool:
    """The other side said by a message of its own that it does not take the delivery. Joins the caller's transaction.

    False, and nothing is changed, unless the delivery waits for its confirmation: what counts as delivered stays so.
    """
    delivery = locked(delivery_id)
    if delivery.state != State.HANDED_OVER:
        return False
    _rejected(delivery, (code,), at)
    return True


def _rejected(delivery: Delivery, codes: tuple[str, ...], at: datetime) -> None:
    delivery.error = (codes[0] if codes else "rejected")[:MOST_CODE]
    tries = delivery.tries.filter(outcome=Outcome.HANDED_OVER)
    tries.update(outcome=Outcome.REJECTED, error=delivery.error, problems=list(codes))
    end(delivery, State.REJECTED, at=at)


def _waiting(delivery: Delivery, code: str, at: datetime) -> None:
    waited = at - (delivery.handed_over_at or at)
    adapter: Connector[Any] | None = CONNECTORS.get(delivery.connector) if delivery.connector in CONNECTORS else None
    if adapter is not None and waited >= adapter.confirm_within:
        delivery.error = "not_confirmed"
        end(delivery, State.FAILED, at=at)
        return
    if adapter is not None and waited >= adapter.warn_after and delivery.warned_at is None:
        _warn(delivery, at)
    delivery.error = code or ("confirmation_late" if delivery.warned_at else "")
    delivery.next_try_at = at + next_look(waited, key=delivery.idempotency_key)
    delivery.save(update_fields=["error", "next_try_at", "warned_at"])
    ring(delivery, due_at=delivery.next_try_at, at=at)


def _warn(delivery: Delivery, at: datetime) -> None:
    """Once: somebody has to ask the other side before it forgets the message."""
    delivery.warned_at = at
    outbox.record(name="delivery.overdue", subject_id=delivery.declaration_id, at=at, delivery=str(delivery.id))
    audit(
        action="delivery.overdue", actor=SYSTEM, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id),
        connector=delivery.connector,
    )  # fmt: skip
