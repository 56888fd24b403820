"""Upgrades the fleet: ring by ring, several cities at once, each in one transaction, until the first that fails.

The workers are threads: what takes time is done by PostgreSQL, and a binding belongs to its thread anyway.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connections, transaction

from tenants import ledger
from tenants.binding import OWNER, bind_owner
from tenants.models import City, FleetRun, Ring
from tenants.release import Key, Release, this_release
from tenants.template import RECORD

Clock = Callable[[], datetime]
CODES = {"55P03": "lock_timeout", "57014": "statement_timeout"}


@dataclass(frozen=True)
class Upgraded:
    """One city: how many migrations it got, or why not."""

    slug: str
    ring: str
    migrations: int = 0
    error_code: str = ""


@dataclass
class Outcome:
    """``left`` are the cities that the run did not reach. No run: there was nothing to do."""

    target: str
    run: int | None = None
    done: list[Upgraded] = field(default_factory=list)
    left: int = 0

    @property
    def failures(self) -> list[Upgraded]:
        return [item for item in self.done if item.error_code]


def migrate(
    *,
    clock: Clock,
    ring: Ring = Ring.ALL,
    workers: int = 2,
    resume: bool | None = False,
    release: Release | None = None,
    tell: Callable[[Upgraded], None] = lambda _: None,
) -> Outcome:
    """Brings every city of the ring (and of those before it) to the release's state; those that failed stay as they were.

    ``resume``: True goes on with the run that stopped, None does so if there is one. Refused: ``UnableToUpgrade``.
    """
    release = release or this_release()
    outcome = Outcome(release.state)
    if not resume and not ledger.behind(target=release.state, ring=ring):
        return outcome
    with ledger.the_only_run():
        run = _run(release.state, ring, resume, clock())
        outcome.run = run.pk
        while cities := ledger.behind(target=release.state, ring=Ring(run.ring)):
            batch = [city for city in cities if city.ring == cities[0].ring]
            ledger.plan(run=run, cities=batch)
            outcome.done += _Crew(run, release, clock, tell).work(batch, workers)
            if outcome.failures:
                outcome.left = len(ledger.behind(target=release.state, ring=Ring(run.ring))) - len(outcome.failures)
                break
        code = outcome.failures[0].error_code if outcome.failures else ""
        ledger.close_run(run=run, code=code, at=clock())
    return outcome


def _run(target: str, ring: Ring, resume: bool | None, at: datetime) -> FleetRun:
    waiting = ledger.unfinished() if resume is None else None
    if resume or (waiting is not None and waiting.target == target and waiting.ring == ring):
        return ledger.reopen_run(target=target)
    if waiting is not None and waiting.target == target:
        ledger.close_run(run=waiting, code="", at=at)
    return ledger.open_run(target=target, ring=ring, at=at)


class _Crew:
    """Some threads over one list of cities."""

    def __init__(self, run: FleetRun, release: Release, clock: Clock, tell: Callable[[Upgraded], None]) -> None:
        self._run, self._release, self._clock, self._tell = run, release, clock, tell
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done: list[Upgraded] = []
        self._crashed: list[BaseException] = []

    def work(self, cities: Sequence[City], workers: int) -> list[Upgraded]:
        waiting = deque(cities)
        threads = [
            threading.Thread(target=self._worker, args=(waiting,), name=f"fleet-{number}")
            for number in range(max(1, min(workers, len(cities))))
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        finally:  # somebody pressed Ctrl-C: what was begun is ended, nothing more is begun
            self._stop.set()
        if self._crashed:
            raise self._crashed[0]
        return self._done

    def _worker(self, waiting: deque[City]) -> None:
        try:
            while not self._stop.is_set():
                try:
                    city = waiting.popleft()
                except IndexError:
                    return
                self._note(self._one(city))
        except BaseException as error:
            self._stop.set()
            self._crashed.append(error)
        finally:
            connections[OWNER].close()

    def _note(self, item: Upgraded) -> None:
        if item.error_code:
            self._stop.set()
        with self._lock:
            self._done.append(item)
            self._tell(item)

    def _one(self, city: City) -> Upgraded:
        started = self._clock()
        try:
            return Upgraded(city.slug, city.ring, self._upgrade(city, started))
        except DatabaseError as error:
            code = _code(error)
        ledger.failed(run=self._run, city=city, code=code, started=started, at=self._clock())
        return Upgraded(city.slug, city.ring, error_code=code)

    def _upgrade(self, city: City, started: datetime) -> int:
        with bind_owner(city.schema_name), transaction.atomic(using=OWNER):
            applied = _take(city)
            done = _done() if applied != self._release.state else set()
            with connections[OWNER].cursor() as cursor:
                if applied != self._release.state:
                    script = self._release.upgrade(city.schema_name, done=done, applied=applied, at=started)
                    if script:
                        cursor.execute(script)
                cursor.execute(RECORDED, [
                    self._release.state, city.pk, started, self._clock(), self._run.pk, city.pk,
                ])  # fmt: skip
        return len({key for key, _ in self._release.plan} - done) if done else 0


RECORDED = """
    WITH city AS (UPDATE public.tenants_city SET applied = %s WHERE id = %s)
    UPDATE public.tenants_cityupgrade SET started_at = %s, ended_at = %s, error_code = '' WHERE run_id = %s AND city_id = %s
"""


def _take(city: City) -> str:
    """The city's row, locked: one worker at a time, and nobody waits for ever."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)",
            [f"{settings.MIGRATION_LOCK_TIMEOUT_MS}ms", f"{settings.MIGRATION_STATEMENT_TIMEOUT_MS}ms"],
        )
        cursor.execute("SELECT applied FROM public.tenants_city WHERE id = %s FOR NO KEY UPDATE", [city.pk])
        return str(cursor.fetchone()[0])


def _done() -> set[Key]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"SELECT app, name FROM {RECORD}")
        return set(cursor.fetchall())


def _code(error: DatabaseError) -> str:
    """The database's own number; its message might quote data."""
    state = str(getattr(error.__cause__, "sqlstate", None) or "")
    return CODES.get(state) or (f"sqlstate_{state}" if state else type(error).__name__)
