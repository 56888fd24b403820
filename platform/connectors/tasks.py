from __future__ import annotations

from celery import shared_task

from connectors import collecting, echoing
from connectors.serving import serve
from kernel.clock import now
from tenants.tasks import CityTask


@shared_task(base=CityTask, name="connectors.deliver", queue="delivery")
def deliver(delivery_id: str = "") -> None:  # noqa: ARG001  for whoever reads the queue
    """Delivers what is due in the city, for as long as it is the city's turn; ``delivery_id`` only says which timer rang."""
    if serve(clock=now):
        deliver.send()


@shared_task(base=CityTask, name="connectors.collect", queue="delivery")
def collect() -> int:
    return collecting.collect_due(clock=now)


@shared_task(base=CityTask, name="connectors.echo", queue="delivery")
def echo() -> int:
    return echoing.serve(clock=now)
