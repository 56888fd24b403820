"""What the two locks cost: the same app behind the city's middleware, and on plain Django with a fixed schema.

Real requests over HTTP: gunicorn with one worker on one core, four connections that stay open, both cities in turns; the
database's connections stay open too. The trivial view reads nothing, the other asks five queries. Short blocks of
requests alternate between the two servers, so that both meet the same machine; the ratio is the median over the pairs of
our requests per second over plain Django's.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from infra.local import ports
from infra.local.children import Family
from tests.bench.figures import Figure, rounded
from tests.bench.ground import ROOT
from tests.bench.settings import PLAIN

READS = 5
PAIRS = 41
BLOCKS = {0: 400, READS: 80}  # requests in a block
LINES = 4  # connections open at once
Ask = Callable[[int], None]


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from tenants.routing import city_host

    hosts = [city_host(city) for city in cities.values()]
    with ExitStack() as house:
        ours = house.enter_context(_served("bound"))
        theirs = house.enter_context(_served("plain"))
        for what, times in (("trivial view", 0), (f"view of {READS} queries", READS)):
            for port, alias in (
                (ours, "default"),
                (theirs, PLAIN),
            ):  # both keep a connection to the database from here on
                with _lines(port, hosts, f"/{alias}/{READS}/") as ask:
                    ask(LINES)
            with _lines(ours, hosts, f"/default/{times}/") as own, _lines(theirs, hosts, f"/{PLAIN}/{times}/") as other:
                pairs = _pairs(own, other, BLOCKS[times])
            bound, plain = (median(column) for column in zip(*pairs, strict=True))
            yield Figure(
                f"tenancy: {what}",
                rounded(bound),
                "requests per second",
                f"plain Django, {plain:,.0f}",
                rounded(median(own / other for own, other in pairs)),
            )


@contextmanager
def _served(name: str) -> Iterator[int]:
    """The port of a server with one worker, on another core than this process."""
    port = next(port for port in range(8700, 8800) if ports.is_free(port))
    program = [str(Path(sys.executable).with_name("gunicorn")), f"tests.bench.serving:{name}()"]
    ways = ["--bind", f"{ports.LOOPBACK}:{port}", "--worker-class", "gthread", "--threads", "1", "--keep-alive", "60"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    family = Family(environment=environment, logs=ROOT / "build" / "bench-logs")
    here = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    try:
        if here:
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - here or here)
        family.start(name, [*program, *ways, "--no-control-socket"])
        if here:
            os.sched_setaffinity(0, here)
        family.wait_until(lambda: not ports.is_free(port), patience=30, what="The measured server")
        yield port
    finally:
        family.stop()


@contextmanager
def _lines(port: int, hosts: list[str], path: str) -> Iterator[Ask]:
    """``ask(count)`` asks so many times over the open connections: all are asked, then each as soon as it answered."""
    with ExitStack() as house:
        lines = [house.enter_context(socket.create_connection((ports.LOOPBACK, port))) for _ in range(LINES)]
        words = [f"GET {path} HTTP/1.1\r\nHost: {hosts[at % len(hosts)]}\r\n\r\n".encode() for at in range(LINES)]

        def ask(count: int) -> None:
            for line, request in zip(lines, words, strict=True):
                line.sendall(request)
            for number in range(count):
                at = number % LINES
                _answered(lines[at])
                if number + LINES < count:
                    lines[at].sendall(words[at])

        yield ask


def _answered(line: socket.socket) -> None:
    answer = line.recv(65_536)
    while b"\r\n\r\n" not in answer:
        answer += line.recv(65_536)
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise AssertionError(head.decode("latin-1"))
    length = next(
        int(part.split(b":")[1]) for part in head.split(b"\r\n") if part.lower().startswith(b"content-length")
    )
    while len(body) < length:
        body += line.recv(65_536)


def _pairs(ours: Ask, theirs: Ask, block: int) -> list[tuple[float, float]]:
    """Requests per second of both, block by block in turns; who goes first changes."""
    for warm_up in (ours, theirs) * 3:
        warm_up(block)
    found = []
    for turn in range(PAIRS):
        if turn % 2:
            other, own = _speed(theirs, block), _speed(ours, block)
        else:
            own, other = _speed(ours, block), _speed(theirs, block)
        found.append((own, other))
    return found


def _speed(ask: Ask, block: int) -> float:
    start = time.perf_counter()
    ask(block)
    return block / (time.perf_counter() - start)
