"""When a case goes to the authority's system: the moment that the city chose."""

from __future__ import annotations

from datetime import datetime

from billing.payments import queries as payments
from casework.paying import quote_of
from configuration import queries as configuration
from connectors import operations as connectors
from connectors.config import DeliveryRules
from declarations.models import Declaration
from declarations.states import State


def queue_if_due(case: Declaration, *, moment: str, at: datetime) -> bool:
    """Queues the delivery if now is the city's moment. Joins the caller's transaction; a second call queues nothing."""
    if case.state == State.WITHDRAWN:  # taken back before it left: nobody there has to hear of it
        return False
    rules = configuration.in_force(at=at).section(DeliveryRules)
    if not _is_now(rules.moment, moment, case, at):
        return False
    connectors.queue(declaration=case, at=at)
    return True


def _is_now(chosen: str, moment: str, case: Declaration, at: datetime) -> bool:
    if chosen == "after_decision":
        return moment == "decided" and case.state in (State.APPROVED, State.SIGNING_DUE)
    if moment != "received":
        return False
    return chosen == "on_submission" or _is_paid(case, at)


def _is_paid(case: Declaration, at: datetime) -> bool:
    standing = payments.standing(case.id)
    return quote_of(case, at=at).total_cents == 0 or bool(standing and standing.paid)
