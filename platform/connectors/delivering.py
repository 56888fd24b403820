"""The call between claim and settle: makes the message where it is not yet made, validates it, hands it over.

No transaction is open meanwhile. Whatever happens ends as a ``Result``; texts of errors are never kept, they may name
a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from pydantic import ValidationError

from connectors.backoff import LEASE
from connectors.base import Misconfigured, Receipt, Rejected, Temporary
from connectors.claiming import Claim, Outcome, claim
from connectors.config import options_for
from connectors.making import Impossible, message_of
from connectors.models import Delivery
from connectors.registry import connector
from connectors.settling import Result, settle
from connectors.xauslaender import schema
from kernel.crypto import UnableToOpen

log = logging.getLogger("zusage.connectors")
AT_ONCE = 50


def deliver_due(*, clock: Callable[[], datetime], lease: timedelta = LEASE, most: int = AT_ONCE) -> int:
    """Delivers what is due in the bound city, one after the other; answers how many calls were made."""
    for made in range(most):
        taken = claim(at=clock(), lease=lease)
        if taken is None:
            return made
        settle(claim=taken, result=attempt(taken, at=clock()), at=clock())
    return most


def attempt(taken: Claim, *, at: datetime) -> Result:
    """Calls the connector once. Refuses (RuntimeError) to do so inside a transaction."""
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    try:
        return Result(Outcome.DELIVERED, receipt=_deliver(taken, at))
    except Temporary as error:
        return Result(Outcome.TEMPORARY, error.code)
    except Rejected as error:
        return Result(Outcome.REJECTED, error.code)
    except Misconfigured as error:
        return Result(Outcome.MISCONFIGURED, error.code)
    except Impossible as error:
        return Result(Outcome.IMPOSSIBLE, error.code, problems=error.problems)
    except Exception as error:
        log.error("delivery %s: unforeseen %s", taken.delivery_id, type(error).__name__)
        return Result(Outcome.TEMPORARY, "unforeseen")


def _deliver(taken: Claim, at: datetime) -> str:
    if taken.rerouted:
        raise Misconfigured("connector_changed")
    adapter, options = _adapter(taken)
    try:
        message = message_of(taken, at)
    except UnableToOpen:
        raise Impossible("case_erased") from None
    _validate(taken, message.body)
    receipt: Receipt = adapter.deliver(message, options, idempotency_key=taken.key)
    return receipt.reference


def _adapter(taken: Claim) -> tuple[Any, Any]:
    try:
        adapter = connector(taken.connector)
        return adapter, options_for(adapter, taken.rules.options)
    except KeyError:
        raise Misconfigured("connector_unknown") from None
    except ValidationError:
        raise Misconfigured("options_invalid") from None


def _validate(taken: Claim, body: bytes) -> None:
    try:
        schema.validate(body)
    except schema.UnableToValidate as refusal:
        if taken.rules.validation == "always":
            raise Misconfigured(f"schemas_{refusal.code}") from None
    except schema.InvalidMessage as refusal:
        log.error("delivery %s: invalid message: %s", taken.delivery_id, "; ".join(refusal.problems))
        _forget(taken)
        raise Impossible("invalid_message", tuple(refusal.problems)) from None


def _forget(taken: Claim) -> None:
    """A message that never left the house is made anew when a person has it sent again."""
    Delivery.objects.filter(id=taken.delivery_id, state="in_flight", attempts=taken.number).update(
        sealed_message=None, sealed_summary=None
    )
