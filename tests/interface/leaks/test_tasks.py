"""Tasks of two cities through a worker with threads: each runs in the city that was fixed when it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Celery, chain, group
from celery.contrib.testing.worker import start_worker
from django.db import connections, transaction

from audit.models import AuditEntry
from tenants.binding import UnableToSwitchCity, UnboundStatement, bind, current_city
from tenants.tasks import CITY_HEADER, CityTask
from tests.interface.leaks.registry import TASKS, tasks

ran: list[tuple[str, str]] = []


@pytest.fixture(scope="module")
def app() -> Iterator[Celery]:
    """An application of its own with a broker in this process."""
    made = Celery("probe", broker="memory://", set_as_current=False)
    made.conf.update(task_ignore_result=True, worker_hijack_root_logger=False, broker_connection_retry_on_startup=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def probe(app: Celery) -> Any:
    def look(self: Any, wanted: str, fail: bool = False, again: bool = False) -> None:
        seen = str(AuditEntry.objects.get(action="mark").details["city"])
        ran.append((wanted, seen if seen == current_city() else f"{seen}/{current_city()}"))
        if again and self.request.retries == 0:
            raise self.retry(countdown=0)
        if fail:
            raise ZeroDivisionError

    return app.task(base=CityTask, name="probe.look", bind=True, max_retries=1)(look)


@pytest.fixture
def worker(app: Celery, probe: Any, marked: tuple[Any, Any]) -> Iterator[None]:
    ran.clear()
    with start_worker(
        app, pool="threads", concurrency=4, perform_ping_check=False, shutdown_timeout=20, loglevel="CRITICAL"
    ):
        yield


def _wait(count: int) -> None:
    import time

    deadline = time.monotonic() + 20
    while len(ran) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(ran) == count


def test_a_worker_with_threads_mixes_nothing_up(worker: None, probe: Any, marked: tuple[Any, Any]) -> None:
    for number in range(100):
        city = marked[number % 2]
        probe.send(city=city.slug, wanted=city.slug, fail=number % 7 == 0)
    _wait(100)
    assert all(wanted == seen for wanted, seen in ran)
    assert {seen for _, seen in ran} == {city.slug for city in marked}


def test_retries_chains_and_groups_keep_the_city(worker: None, probe: Any, marked: tuple[Any, Any]) -> None:
    for city in marked:
        probe.send(city=city.slug, wanted=city.slug, again=True)
        step = probe.si(wanted=city.slug).set(headers={CITY_HEADER: city.slug})
        chain(step, step.clone(), step.clone()).apply_async()
        group(step.clone(), step.clone()).apply_async()
    _wait(2 * (2 + 3 + 2))
    assert all(wanted == seen for wanted, seen in ran)


def test_the_city_is_fixed_when_the_task_is_sent_also_at_commit(
    worker: None, probe: Any, marked: tuple[Any, Any]
) -> None:
    first, second = marked
    for _turn in range(10):
        with bind(first):
            with bind(second), transaction.atomic():
                transaction.on_commit(lambda: probe.send(wanted=second.slug))
            with transaction.atomic():
                transaction.on_commit(lambda: probe.send(wanted=first.slug))
    _wait(20)
    assert all(wanted == seen for wanted, seen in ran)


def test_nothing_is_sent_without_a_city(probe: Any, marked: tuple[Any, Any]) -> None:
    ways: list[Callable[[], object]] = [
        lambda: probe.send(wanted="x"),
        lambda: probe.delay(wanted="x"),
        lambda: probe.apply_async(kwargs={"wanted": "x"}),
        lambda: probe.si(wanted="x").apply_async(),
    ]
    for way in ways:
        with pytest.raises(UnboundStatement):
            way()


def test_an_eager_task_runs_in_its_own_city_and_leaves_the_callers(
    probe: Any, marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    first, second = marked
    ran.clear()
    with bind(first):
        probe.apply(kwargs={"wanted": second.slug}, headers={CITY_HEADER: second.slug}, throw=True)
        assert (ran, whose()) == ([(second.slug, second.slug)], first.slug)
        with pytest.raises(UnboundStatement):
            probe.apply(kwargs={"wanted": first.slug}, throw=True)
        with transaction.atomic(), pytest.raises(UnableToSwitchCity):
            probe.apply(kwargs={"wanted": second.slug}, headers={CITY_HEADER: second.slug}, throw=True)
    with pytest.raises(UnboundStatement):
        probe.apply(kwargs={"wanted": "x"}, headers={CITY_HEADER: "nirgendwo"}, throw=True)
    assert len(ran) == 1


def test_every_task_of_the_product_is_covered_here() -> None:
    assert set(tasks()) == set(TASKS)


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_without_a_known_city_is_refused(name: str, marked: tuple[Any, Any]) -> None:
    for headers in ({}, {CITY_HEADER: ""}, {CITY_HEADER: "nirgendwo"}, {CITY_HEADER: "c_offenbach"}):
        with pytest.raises(UnboundStatement):
            tasks()[name].apply(kwargs={}, headers=headers, throw=True)


@pytest.fixture(autouse=True)
def _no_connections_left() -> Iterator[None]:
    yield
    connections["default"].close()
