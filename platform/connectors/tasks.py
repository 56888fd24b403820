from __future__ import annotations

from celery import shared_task

from connectors.delivering import deliver_due
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="connectors.deliver", queue="delivery")
def deliver(delivery_id: str = "") -> int:  # noqa: ARG001  for whoever reads the queue
    """Delivers all that is due in the city; ``delivery_id`` only says which timer rang."""
    return deliver_due(clock=now)
