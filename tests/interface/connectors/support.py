"""A filed case in the database, and turns of the worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.support import case_files


def filed(at: datetime, *, reference: str = "0123456789AB", **changes: Any) -> Any:
    """A submitted declaration with its frozen case. The city must be bound."""
    from django.db import transaction

    from declarations import sealing
    from declarations.models import Declaration
    from declarations.operations import CASE

    case = case_files.case(at, **changes)
    case = case.model_copy(update={"filing": case.filing.model_copy(update={"reference": reference})})
    with transaction.atomic():
        row = Declaration(
            state="submitted",
            reference=reference,
            mode="prepare_and_sign",
            created_at=at,
            changed_at=at,
            submitted_at=at,
        )
        row.sealed_case = sealing.create_key(row.id, at=at).seal_json(case.model_dump(mode="json"), CASE)
        row.save(force_insert=True)
    return row


def queued(at: datetime, **changes: Any) -> Any:
    """A delivery of a fresh case."""
    from django.db import transaction

    from connectors.operations import queue

    declaration = filed(at, **changes)
    with transaction.atomic():
        return queue(declaration=declaration, at=at)


def fresh(delivery: Any) -> Any:
    from connectors.models import Delivery

    return Delivery.objects.get(id=delivery.id)


def turn(at: datetime) -> int:
    """The worker comes by."""
    from connectors.delivering import deliver_due

    return deliver_due(clock=lambda: at)


def events(name: str) -> list[Any]:
    from outbox.models import OutboxEvent

    return list(OutboxEvent.objects.filter(name=name).order_by("id"))


def later(at: datetime, **more: float) -> datetime:
    return at + timedelta(**more)
