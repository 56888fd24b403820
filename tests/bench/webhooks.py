"""How fast messages of the payment provider are taken in, while the database has other work.

Real requests over HTTP: gunicorn with one worker of sixteen threads (they wait for the disk) on one core, sixteen connections that stay open,
signed messages of as many cities as there are (CITIES), each new. Beside it, in turns and over as many connections, the
plain alternative: a bare Django view that verifies the signature and inserts one row. Meanwhile BUSY connections write
and read in one of the cities. The answer's time is taken at a steady 300 messages a second. What one core can do is also
read from the processor time that the server took: it does not depend on who else uses the machine.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from subprocess import Popen
from typing import Any, NamedTuple

from infra.local import ports
from infra.local.children import Family
from tests.bench.figures import Figure, against, percentile, plain, rounded
from tests.bench.ground import ROOT
from tests.bench.tenancy import _answered

CITIES, LINES, BUSY = 20, 16, 3
PAIRS, BLOCK = 8, 400
RATE, STEADY_SECONDS = 300, 8.0
RATE_BOUND, P95_BOUND_MS = 300.0, 50.0
SERVERS = {"ours": "config.wsgi:application", "plain": "tests.bench.intake:plain()"}
TABLE = (
    "CREATE TABLE {schema}.bench_inbox (id bigserial PRIMARY KEY, event_id text UNIQUE, account text, kind text,"
    " body_sha256 text, received_at timestamptz DEFAULT now());"
    "CREATE TABLE {schema}.bench_busy (id bigserial PRIMARY KEY, what text, at timestamptz DEFAULT now());"
)


class _Server(NamedTuple):
    """``pid`` is the process that the workers are children of."""

    port: int
    pid: int

    def busy_seconds(self) -> float:
        """Processor time of the workers up to now."""
        workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        fields = [Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split() for worker in workers]
        return sum(int(row[11]) + int(row[12]) for row in fields) / os.sysconf("SC_CLK_TCK")


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    accounts = _doors(cities)
    _tables(cities["offenbach"])
    with ExitStack() as house:
        ours, theirs = (house.enter_context(_served(name, app)) for name, app in SERVERS.items())
        yield from _speed(ours, theirs, accounts, "idle database")
        with _busy_database(cities["offenbach"]):
            yield from _speed(ours, theirs, accounts, "busy database")
            for name, server in (("webhooks", ours), ("webhooks, the plain view", theirs)):
                yield from _answers(name, server.port, accounts)
    yield plain("webhooks: kept, each with its order to be read", _kept(), "messages")


def _doors(cities: dict[str, Any]) -> list[str]:
    from billing.payments.doors import open_stripe_door
    from tests.bench.fleet import grown

    found = [cities["offenbach"], cities["wiesbaden"]]
    grown(CITIES)
    from tenants.binding import bind_public
    from tenants.models import City

    with bind_public():
        found = list(City.objects.exclude(slug="").order_by("id")[:CITIES])
    accounts = [f"acct_Bench{number:04d}" for number in range(len(found))]
    for account, city in zip(accounts, found, strict=True):
        open_stripe_door(account=account, city=city)
    return accounts


def _tables(city: Any) -> None:
    from django.db import connections

    from tenants.binding import OWNER, bind_owner

    with bind_owner(city.schema_name), connections[OWNER].cursor() as cursor:
        cursor.execute(TABLE.format(schema=city.schema_name))


def _kept() -> int:
    from billing.payments.models import ProviderInbox
    from outbox.models import OutboxEvent
    from tenants.binding import bind, bind_public
    from tenants.models import City

    with bind_public():
        cities = list(City.objects.all())
    total = 0
    for city in cities:
        with bind(city):
            here = ProviderInbox.objects.count()
            if here != OutboxEvent.objects.filter(name="payment.message_received").count():
                raise AssertionError(f"{city.slug}: messages and orders to read them differ")
            total += here
    return total


@contextmanager
def _served(name: str, application: str) -> Iterator[_Server]:
    """With one worker, on another core than this process."""
    port = next(port for port in range(8700, 8800) if ports.is_free(port))
    program = [str(Path(sys.executable).with_name("gunicorn")), application]
    ways = ["--bind", f"{ports.LOOPBACK}:{port}", "--worker-class", "gthread", "--threads", "16", "--keep-alive", "60"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}"}
    family = Family(environment=environment, logs=ROOT / "build" / "bench-logs")
    here = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
    try:
        if here:
            os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - here or here)
        family.start(f"webhooks-{name}", [*program, *ways, "--no-control-socket"])
        if here:
            os.sched_setaffinity(0, here)
        family.wait_until(lambda: not ports.is_free(port), patience=30, what="The measured server")
        yield _Server(port, family.children[-1].process.pid)
    finally:
        family.stop()


@contextmanager
def _busy_database(city: Any) -> Iterator[None]:
    """Others who write and read, from a process of its own."""
    words = [sys.executable, "-m", "tests.bench.busy", os.environ["OWNER_DATABASE_URL"], city.schema_name, str(BUSY)]
    child = Popen(words, cwd=ROOT)
    try:
        time.sleep(1.0)
        yield
    finally:
        child.terminate()
        child.wait()


class _Line:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.wire = socket.create_connection((ports.LOOPBACK, port))
        self.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, words: bytes) -> None:
        self.wire.sendall(words)
        _answered(self.wire)


_count = iter(range(10**9))


def _messages(count: int, accounts: list[str]) -> list[bytes]:
    """Requests as Stripe sends them: a completed session of some three kilobytes, each event new."""
    from infra.standins.stripe.delivery import sign

    secret, at = os.environ["STRIPE_WEBHOOK_SECRET"], int(time.time())
    found = []
    for number in range(count):
        event = _event(next(_count), accounts[number % len(accounts)], at)
        body = json.dumps(event).encode()
        head = (
            "POST /doors/stripe/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n"
            f"Stripe-Signature: {sign(secret, body, at)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        found.append(head.encode() + body)
    return found


def _event(number: int, account: str, at: int) -> dict[str, Any]:
    from infra.standins.stripe.shapes import blank

    session = blank(
        "checkout.session", id=f"cs_test_{number:054d}", payment_intent=f"pi_{number:024d}", amount_total=2900,
        currency="eur", status="complete", payment_status="paid",
        metadata={"payment": f"00000000-0000-4000-8000-{number:012d}"},
    )  # fmt: skip
    return blank(
        "event", id=f"evt_{number:024d}", account=account, created=at, type="checkout.session.completed",
        data={"object": session}, livemode=False, pending_webhooks=1,
    )  # fmt: skip


def _speed(ours: _Server, theirs: _Server, accounts: list[str], when: str) -> Iterator[Figure]:
    """Block by block in turns; who goes first changes."""
    pairs: list[dict[_Server, tuple[float, float]]] = []
    for server in (ours, theirs):
        _block(server, accounts)
    for turn in range(PAIRS):
        order = (ours, theirs) if turn % 2 else (theirs, ours)
        pairs.append({server: _block(server, accounts) for server in order})
    for which, what in enumerate(("a second", "a second of processor time")):
        own, other = (median(pair[server][which] for pair in pairs) for server in (ours, theirs))
        ratio = median(pair[ours][which] / pair[theirs][which] for pair in pairs)
        name = f"webhooks: verified and kept, {when}"
        yield Figure(name, rounded(own), what, f"a bare view with one INSERT, {other:,.0f}", rounded(ratio))
        yield against(f"{name}, bound", own, what, bound=RATE_BOUND, of=f"{RATE_BOUND:g}")


def _block(server: _Server, accounts: list[str]) -> tuple[float, float]:
    """Messages per second, and per second of processor time; as many at once as there are lines."""
    lines, words = [_Line(server.port) for _ in range(LINES)], _messages(BLOCK, accounts)
    start, busy = time.perf_counter(), server.busy_seconds()
    for number in range(LINES):
        lines[number].wire.sendall(words[number])
    for number in range(BLOCK):
        line = lines[number % LINES]
        _answered(line.wire)
        if number + LINES < BLOCK:
            line.wire.sendall(words[number + LINES])
    taken, busy = time.perf_counter() - start, server.busy_seconds() - busy
    for line in lines:
        line.wire.close()
    return BLOCK / taken, BLOCK / max(busy, 0.01)


def _answers(name: str, port: int, accounts: list[str]) -> Iterator[Figure]:
    """From the moment at which a message was due to be sent: waiting for a free line counts."""
    words = _messages(int(RATE * STEADY_SECONDS), accounts)
    start = time.perf_counter() + 0.5
    shares = [range(first, len(words), LINES) for first in range(LINES)]

    def carry(share: range) -> list[float]:
        line, taken = _Line(port), []
        for number in share:
            due = start + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            line.send(words[number])
            taken.append(time.perf_counter() - due)
        line.wire.close()
        return taken

    with ThreadPoolExecutor(LINES) as postmen:
        seconds = [one for found in postmen.map(carry, shares) for one in found]
    for part, figure in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")):
        value = percentile(seconds, part) * 1000
        title = f"{name}: answer at {RATE} a second, busy database, {figure}"
        if figure == "p95":
            yield against(title, value, "ms", bound=P95_BOUND_MS, of=f"bound {P95_BOUND_MS:g} ms")
        else:
            yield plain(title, value, "ms")
