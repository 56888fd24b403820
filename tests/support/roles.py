"""A city in a legal role, and what is confirmed or not of a case that left for its system."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

ONLINE: dict[str, dict[str, Any]] = {"legal": {"role": "online_service"}, "casework": {"way": "authority_system"}}
ON_BEHALF: dict[str, dict[str, Any]] = {"legal": {"role": "on_behalf"}, "casework": {"way": "authority_system"}}


def publish(city: Any, *, at: datetime, **sections: dict[str, Any]) -> int:
    """The newest configuration of this city with these values instead, in force from the day before; answers its number."""
    from django.db import transaction

    from configuration import operations
    from configuration.models import ConfigurationVersion
    from tenants.binding import bind

    with bind(city), transaction.atomic():
        last = ConfigurationVersion.objects.order_by("-number").first()
        assert last is not None
        raw = {name: section["value"] for name, section in last.document.items()}
        for name, values in sections.items():
            raw[name] = {**raw.get(name, {}), **values}
        version, _is_new = operations.publish(raw=raw, author="test", at=at - timedelta(days=1))
        return version.number


def second_message(city: Any, case_id: uuid.UUID, *, at: datetime, state: str = "in_flight") -> uuid.UUID:
    """The case makes up another message, which is under way."""
    from connectors.models import Delivery
    from tenants.binding import bind

    with bind(city):
        return Delivery.objects.create(
            declaration_id=case_id, message_type="130201", connector="folder", idempotency_key=uuid.uuid4().hex,
            state=state, tries_left=3, next_try_at=at, lease_until=at, created_at=at, subject="second", place=2,
        ).id  # fmt: skip


def confirm_all(city: Any, case_id: uuid.UUID, *, at: datetime) -> None:
    """The other side confirms whatever of this case is not confirmed yet."""
    from connectors.models import Delivery
    from connectors.states import State
    from tenants.binding import bind

    with bind(city):
        rows = Delivery.objects.filter(declaration_id=case_id).exclude(state=State.DELIVERED)
        rows.update(state=State.DELIVERED, settled_at=at, receipt="r", next_try_at=None, lease_until=None)


def forget(city: Any, *, at: datetime) -> int:
    """What the sweep deletes now; the preview must have counted exactly that."""
    from casework import retention
    from casework.retention_config import RetentionRules
    from configuration.queries import in_force
    from tenants.binding import bind

    with bind(city):
        told = retention.counted(in_force(at=at).section(RetentionRules), at=at)
        gone = retention.forget_due(at=at)
        assert sum(told.values()) == gone
    return gone
