"""The call between claim and settle: makes the message where it is not yet made, validates it, hands it over.

No transaction is open meanwhile. Whatever happens ends as a ``Result``; texts of errors are never kept, they may name
a person.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from pydantic import ValidationError

from connectors.backoff import LEASE
from connectors.base import Connector, Misconfigured, Receipt, Rejected, Temporary
from connectors.claiming import Claim, Outcome, Reached, claim
from connectors.config import options_for
from connectors.making import Impossible, message_of
from connectors.models import Delivery, DeliveryAttempt
from connectors.registry import connector
from connectors.settling import Result, settle
from connectors.xauslaender import schema
from kernel.crypto import UnableToOpen

log = logging.getLogger("zusage.connectors")
AT_ONCE = 50
# A city hands its worker on after so long: others wait, and a slow receiver is one city's alone.
BUDGET = timedelta(seconds=5)
MOST_RECEIPT, MOST_ANSWER = 200, 300


def deliver_due(
    *, clock: Callable[[], datetime], lease: timedelta = LEASE, most: int = AT_ONCE, budget: timedelta = BUDGET
) -> int:
    """Delivers what is due in the bound city, one after the other; answers how many calls were made.

    No call begins after ``budget``: who sends the task again goes to the end of the queue.
    """
    begun = clock()
    for made in range(most):
        at = clock()
        taken = claim(at=at, lease=lease) if at - begun <= budget else None
        if taken is None:
            return made
        settle(claim=taken, result=attempt(taken, at=clock()), at=clock())
    return most


def attempt(taken: Claim, *, at: datetime) -> Result:
    """Calls the connector once; where an earlier try may have arrived and it can tell, it is asked first.

    Refuses (RuntimeError) to do so inside a transaction.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    call = _Call(taken, at)
    try:
        return call.make()
    except Temporary as error:
        return call.failed(Outcome.TEMPORARY, error.code, error.answer)
    except Rejected as error:
        return call.failed(Outcome.REJECTED, error.code, error.answer)
    except Misconfigured as error:
        return call.failed(Outcome.MISCONFIGURED, error.code, error.answer)
    except Impossible as error:
        return Result(Outcome.IMPOSSIBLE, error.code, problems=error.problems)
    except Exception as error:
        log.error("delivery %s: unforeseen %s", taken.delivery_id, type(error).__name__)
        return call.failed(Outcome.TEMPORARY, "unforeseen", "")


class _Call:
    """One call of the connector. ``begun``: from here on it counts as one that may have arrived."""

    def __init__(self, taken: Claim, at: datetime) -> None:
        self._taken, self._at = taken, at
        self._begun = self._asked = False

    def make(self) -> Result:
        taken = self._taken
        if taken.rerouted:
            raise Misconfigured("connector_changed")
        adapter, options = adapter_of(taken.connector, taken.options)
        if taken.leaving or (taken.look and adapter.can_tell):
            self._note_call()
            self._asked = True
            found = adapter.find(options, idempotency_key=taken.key)
            if found is not None:
                return self._handed_over(found)
            if taken.leaving:
                return Result(Outcome.ABSENT, called=True)
        return self._handed_over(self._deliver(adapter, options))

    def _deliver(self, adapter: Connector[Any], options: Any) -> Receipt:
        try:
            message = message_of(self._taken, self._at)
        except UnableToOpen:
            raise Impossible("case_erased") from None
        _validate(self._taken, message.body)
        self._note_call(reached=Reached.CALLING)
        self._begun = True
        return adapter.deliver(message, options, idempotency_key=self._taken.key)

    def _note_call(self, **more: str) -> None:
        """Written before the call, against whoever takes the delivery over: either he sees it, or nobody is called."""
        ours = DeliveryAttempt.objects.filter(
            delivery_id=self._taken.delivery_id, number=self._taken.number, outcome=Outcome.RUNNING
        )
        if not ours.update(called_at=self._at, **more):
            raise Temporary("lease_lost")

    def _handed_over(self, receipt: Receipt) -> Result:
        if not 0 < len(receipt.reference) <= MOST_RECEIPT:
            raise Temporary("receipt_unusable")
        return Result(
            Outcome.DELIVERED if receipt.final else Outcome.HANDED_OVER, receipt=receipt.reference,
            answer=receipt.answer[:MOST_ANSWER], sent_bytes=receipt.sent_bytes, called=True,
        )  # fmt: skip

    def failed(self, outcome: str, code: str, answer: str) -> Result:
        return Result(outcome, code, answer=answer[:MOST_ANSWER], called=self._begun or self._asked)


def adapter_of(name: str, options: Mapping[str, Any]) -> tuple[Connector[Any], Any]:
    """The connector and its options in its own shape. Refused (``Misconfigured``): connector_unknown, options_invalid."""
    try:
        adapter = connector(name)
        return adapter, options_for(adapter, dict(options))
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
