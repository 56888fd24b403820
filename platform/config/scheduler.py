"""One scheduler for all cities: it reads the doorbell and hands each due city to the workers. A slow sweep backs it up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import OperationalError, close_old_connections
from kombu.exceptions import OperationalError as BrokerError

from billing.payments import tasks as payment_tasks
from casework import tasks as case_tasks
from config import opening
from config.invoicing import hand_on, report_usage
from config.opening import open_due
from config.reports import report_city
from kernel.clock import now
from outbox import tasks as outbox_tasks
from tenants import doorbell, orders, spares
from tenants.binding import bind_public
from tenants.models import City, Stage
from tenants.provisioning import login_role

log = logging.getLogger("zusage.scheduler")
PAUSE_SECONDS = 0.3
SWEEP = timedelta(minutes=5)
INVOICES = timedelta(seconds=5)
OPENING = timedelta(seconds=20)


class Scheduler:
    """Holds no state that matters: a bell is deleted only after its work was handed on, so a crash rings twice."""

    def __init__(self) -> None:
        self._running = True
        self._next_sweep = now() + timedelta(seconds=20)
        self._next_invoices = self._next_opening = now()

    def stop(self) -> None:
        self._running = False

    def run(self, *, sleep: Callable[[float], None]) -> None:
        while self._running:
            try:
                self.turn(at=now())
            except (OperationalError, BrokerError) as error:
                log.warning("waiting for database or broker: %s", type(error).__name__)
                close_old_connections()  # one that died stays dead; the next turn gets a new one
                sleep(2)
            sleep(PAUSE_SECONDS)

    def turn(self, *, at: datetime) -> int:
        """One look at the bell. Answers how many cities had work."""
        due = doorbell.due(at=at)
        for item in due:
            outbox_tasks.dispatch.send(city=item.city.slug)
            doorbell.heard(item.bells)
        orders.work(at=at)
        if at >= self._next_invoices:
            self._next_invoices = at + INVOICES
            hand_on(at=at)
        if at >= self._next_opening:
            self._next_opening = at + OPENING
            open_due(at=at)
            opening.hand_on(at=at)
        if at >= self._next_sweep:
            self.sweep(at=at)
        return len(due)

    def sweep(self, *, at: datetime) -> None:
        """A bell or a payment's timer that was lost is not missed for long; and each city reports its counts."""
        self._next_sweep = at + SWEEP
        with bind_public():
            cities = list(City.objects.exclude(stage=Stage.OFFBOARDED))
        spares.replenish(wanted=settings.SPARE_CITIES, login=login_role(), clock=now)
        for city in cities:
            outbox_tasks.dispatch.send(city=city.slug)
            payment_tasks.sweep.send(city=city.slug)
            case_tasks.forget_due.send(city=city.slug)
            report_city(city, at=at)
            report_usage(city, at=at)
