"""Deliveries to a receiver on this machine: how many a second of one core, with a hundred cities queued, and what two bad
receivers do to the others.

The worker is the product's: tasks of cities in one queue, as many threads as the delivery worker has (``THREADS``), and
a city whose turn is over goes to the end of the queue. The receiver is a process of its own, on another core. Each city
has DELIVERIES cases queued at the start; a delivery's latency runs from there to its arrival. In the second run two
cities more are in the queue: one whose receiver takes a second for each message, and one whose never answers.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from infra.local import ports
from tests.bench.figures import Figure, against, percentile, plain
from tests.bench.ground import ROOT

CITIES, DELIVERIES, ROUNDS, THREADS = 100, 3, 3, 8
BOUND = 1.2


class _Run(NamedTuple):
    """Seconds from the start to each arrival; processor time of this process for all of it."""

    latencies: list[float]
    seconds: float
    processor: float


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from connectors import attachments
    from tests.support.case_files import files
    from tests.support.posting import register

    made, before = files(), attachments._source[:]
    register()
    attachments.provide(lambda _case: made)
    with _receiver() as (port, arrived):
        good, slow, dead = _fleet(port)
        try:
            pairs = []
            for number in range(ROUNDS):
                order = (False, True) if number % 2 == 0 else (True, False)
                pairs.append({bad: _run(good, [slow, dead] if bad else [], arrived) for bad in order})
        finally:
            attachments._source[:] = before
    yield from _figures(pairs)


def _figures(pairs: list[dict[bool, _Run]]) -> Iterator[Figure]:
    each = CITIES * DELIVERIES
    alone = [pair[False] for pair in pairs]
    speed = sorted(each / run.processor for run in alone)[ROUNDS // 2]
    yield plain(f"delivery: {CITIES} cities queued, {THREADS} threads", each, "deliveries")
    yield plain("delivery: a second of processor", speed, "deliveries")
    yield plain("delivery: a second", sorted(each / run.seconds for run in alone)[ROUNDS // 2], "deliveries")
    for part, name in ((0.5, "p50"), (0.95, "p95")):
        without = sorted(percentile(run.latencies, part) for run in alone)[ROUNDS // 2]
        ratios = sorted(
            percentile(pair[True].latencies, part) / percentile(pair[False].latencies, part) for pair in pairs
        )
        yield plain(f"delivery: latency {name}, good receivers only", without, "s")
        yield against(
            f"delivery: latency {name} of the others beside a slow and a dead one", ratios[ROUNDS // 2] * without, "s",
            bound=without, of=f"without these two; bound {BOUND}",
        )  # fmt: skip


@contextmanager
def _receiver() -> Iterator[tuple[int, Path]]:
    port = next(port for port in range(8700, 8800) if ports.is_free(port))
    here = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    with tempfile.TemporaryDirectory(prefix="zusage-bench-") as scratch:
        arrived = Path(scratch) / "arrived"
        arrived.touch()
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.support.posting", str(port), str(arrived)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", "RECEIVER_DELAY": "0"},
        )  # fmt: skip
        try:
            if here:
                os.sched_setaffinity(child.pid, set(range(os.cpu_count() or 1)) - here or here)
            while ports.is_free(port):
                time.sleep(0.05)
            yield port, arrived
        finally:
            child.kill()
            child.wait()


def _fleet(port: int) -> tuple[list[Any], Any, Any]:
    from django.db import transaction

    from configuration.operations import publish
    from kernel.clock import now
    from tenants.binding import bind
    from tests.bench.fleet import grown, some

    grown(CITIES + 4)
    found = some(CITIES + 2)
    paths = ["/"] * CITIES + ["/slow", "/dead"]
    for city, path in zip(found, paths, strict=True):
        options = {"port": port, "path": path, "seconds": 5}
        with bind(city), transaction.atomic():
            publish(
                raw={"delivery": {"connector": "posting", "options": options}}, author="bench", at=now(),
                valid_from=now(),
            )  # fmt: skip
    return found[:CITIES], found[CITIES], found[CITIES + 1]


def _run(good: list[Any], bad: list[Any], arrived: Path) -> _Run:
    """Until everything that can arrive has; the bad ones stay in the queue all the while."""
    known = set(arrived.read_text().split())
    waiting: set[str] = set()
    for city in good:
        waiting |= _queued(city, DELIVERIES)
    for city in bad:
        _settle_everything(city)
        _queued(city, 50)
    tasks: queue.Queue[Any] = queue.Queue()
    for city in [*bad, *good]:
        for _delivery in range(DELIVERIES):
            tasks.put(city)
    start, busy = time.perf_counter(), time.process_time()
    latencies = _work(tasks, waiting, arrived, known, start)
    return _Run(latencies, max(latencies), time.process_time() - busy)


def _work(tasks: queue.Queue[Any], waiting: set[str], arrived: Path, known: set[str], start: float) -> list[float]:
    done, latencies = threading.Event(), list[float]()
    threads = [threading.Thread(target=_worker, args=(tasks, done), daemon=True) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    seen = arrived.stat().st_size
    while len(latencies) < len(waiting):
        time.sleep(0.02)
        size = arrived.stat().st_size
        if size == seen:
            continue
        with arrived.open() as file:
            file.seek(seen)
            new = file.read(size - seen)
        seen = size
        moment = time.perf_counter() - start
        latencies += [moment for line in new.splitlines() if line.split(" ")[0] in waiting]
    done.set()
    for thread in threads:
        thread.join()
    return latencies


def _worker(tasks: queue.Queue[Any], done: threading.Event) -> None:
    """What Celery does with ``connectors.deliver``: a task, and once more at the end when its turn was over."""
    from django.db import connections

    from connectors.serving import serve
    from kernel.clock import now
    from tenants.binding import bind

    while not done.is_set():
        try:
            city = tasks.get(timeout=0.05)
        except queue.Empty:
            continue
        with bind(city):
            if serve(clock=now):
                tasks.put(city)
    connections.close_all()


_number = iter(range(10**9))


def _queued(city: Any, count: int) -> set[str]:
    from kernel.clock import now
    from tenants.binding import bind
    from tests.interface.connectors.support import queued

    with bind(city):
        return {queued(now(), reference=f"{next(_number):012d}").idempotency_key for _ in range(count)}


def _settle_everything(city: Any) -> None:
    """What an earlier run left with a bad receiver is nobody's affair in this one; its line has recovered."""
    from django.db import transaction

    from audit.operations import SYSTEM
    from connectors import operations
    from connectors.models import Delivery, Line
    from kernel.clock import now
    from tenants.binding import bind

    with bind(city), transaction.atomic():
        for delivery_id in Delivery.objects.filter(state="queued").values_list("id", flat=True):
            operations.park(delivery_id=delivery_id, by=SYSTEM, at=now())
        Line.objects.update(failures=0, open_since=None, open_until=None)
