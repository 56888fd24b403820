"""What the calendar does about its own events: offers end in time, freed time goes on, nothing stays held for ever."""

from __future__ import annotations

import uuid
from datetime import datetime

from appointments import tidying, waiting
from appointments.line import OFFER_DUE, STRETCH_DUE, Stretch
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(OFFER_DUE, name="appointments.expire_offer")
def expire_offer(event: OutboxEvent, at: datetime) -> None:
    waiting.expire(booking_id=uuid.UUID(event.payload["booking"]), case_id=uuid.UUID(event.payload["case"]), at=at)


@subscribe("visit.offer_expired", name="appointments.wait_again")
def wait_again(event: OutboxEvent, at: datetime) -> None:
    """A rival may have taken the place of an offer whose time was over, before its timer came."""
    if event.subject_id is not None:
        waiting.expire(booking_id=uuid.UUID(event.payload["booking"]), case_id=event.subject_id, at=at)


@subscribe(STRETCH_DUE, name="appointments.pass_on_again")
def pass_on_again(event: OutboxEvent, at: datetime) -> None:
    told = event.payload
    stretch = Stretch(
        told["office"], datetime.fromisoformat(told["starts_at"]), datetime.fromisoformat(told["ends_at"]),
        tuple((resource, place) for resource, place in told["seats"]), told["turn"],
    )  # fmt: skip
    waiting.pass_on_again(stretch, at=at)


@subscribe(tidying.TIDYING_DUE, name="appointments.tidy")
def tidy(event: OutboxEvent, at: datetime) -> None:
    tidying.tidy(at=at)
