"""Fills a city from an archive: one that is there gets the archive's content for its own, one that is not is made.

Two passes: the first proves the whole file and changes nothing; the second does everything in one transaction of the
owner. The city's schema is built anew at the archive's own migrations, filled, and brought to this release by the
release's scripts; what it held before stands beside it until the end, so that what must not be lost is taken over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import IntegrityError, OperationalError, connections, transaction

from kernel.errors import Refusal
from tenants import ledger, life, routing
from tenants.archive import tables
from tenants.archive.chest import FORMAT, ChestReader
from tenants.archive.export import known_city
from tenants.archive.head import Head, city_row
from tenants.archive.parts import Arrival, Part
from tenants.binding import OWNER, bind_owner, safe_name
from tenants.grants import city_models
from tenants.listening import announce
from tenants.models import City, Stage
from tenants.provisioning import SLUG, NewCity, UnableToCreateCity, login_role, own_key, register, schema_of
from tenants.release import Key, Release, this_release

LOCK_TIMEOUT_MS = 10_000
Step = Callable[[Arrival, datetime], Any]


class UnableToRestore(Refusal):
    """newer_format, newer_release (the archive knows migrations that this code does not), other_city (another authority
    has this name), city_behind, city_busy, bad_slug, slug_taken, host_taken, bad_host, reserved_host, authority_taken,
    door_taken, run_in_progress; and ``UnableToUnseal``: not_an_archive, wrong_key, damaged, truncated."""

    code = "unable_to_restore"


@dataclass(frozen=True)
class Contents:
    """What the first pass learned: whose archive it is, and that all of it is there and whole."""

    head: Head
    columns: dict[str, list[str]]
    counters: dict[str, int]
    manifest: dict[str, Any]


@dataclass
class Restored:
    """``told``: what each step answered, by its name."""

    city: City
    head: Head
    replaced: bool
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What the apps do around the tables. ``forgotten`` reads a ledger of erasures from a schema; ``steps`` come in this
    order after everything is in, in the same transaction."""

    parts: Sequence[Part]
    forgotten: Callable[[str], frozenset[Any]]
    steps: dict[str, Step]


def check(file: BinaryIO, key: X25519PrivateKey) -> Contents:
    """Reads the whole archive and changes nothing. Refused: ``UnableToUnseal``, newer_format."""
    chest, small = ChestReader(file, key), {}
    if chest.clear.get("format") != FORMAT:
        raise UnableToRestore(code="newer_format")
    for name, content in chest.members():
        if name in ("city.json", "tables.json"):
            small[name] = json.loads(content)
    if len(small) != 2:
        raise UnableToRestore(code="damaged")
    plan, manifest = small["tables.json"], chest.manifest.told or {}
    _check_names(plan["columns"], manifest)
    return Contents(Head(**small["city.json"]), plan["columns"], plan["counters"], manifest)


def _check_names(columns: dict[str, list[str]], manifest: dict[str, Any]) -> None:
    """Whoever has the public key can make an archive: what stands in SQL must be names, of tables that it tells of."""
    try:
        for name in (*columns, *chain.from_iterable(columns.values())):
            safe_name(name)
    except ValueError:
        raise UnableToRestore(code="damaged") from None
    if {name.partition("/")[2] for name in manifest if name.startswith("data/")} - set(columns):
        raise UnableToRestore(code="damaged")


def restore_city(
    file: BinaryIO, key: X25519PrivateKey, *, plan: Plan, at: datetime, slug: str = "",
    release: Release | None = None,
) -> Restored:  # fmt: skip
    """All or nothing; other cities are not touched.

    Refused: ``UnableToRestore``, ``UnableToUnseal``.
    """
    release, contents = release or this_release(), check(file, key)
    slug = slug or contents.head.slug
    if not SLUG.fullmatch(slug):
        raise UnableToRestore(code="bad_slug")
    old_release(release, contents.head)
    try:
        with ledger.the_only_run():
            return _Restoring(file, key, contents, plan, release, at).into(slug)
    except ledger.UnableToUpgrade as refusal:
        raise UnableToRestore(code=refusal.code) from None


def old_release(release: Release, head: Head) -> tuple[Release, set[Key]]:
    """The release without what the archive's schema did not go through, and what it did. Refused: newer_release."""
    done = {(app, name) for app, name in head.migrations}
    if done - {step for step, _ in release.plan}:
        raise UnableToRestore(code="newer_release")
    return Release(tuple((step, sql) for step, sql in release.plan if step in done), ()), done


class _Restoring:
    def __init__(
        self, file: BinaryIO, key: X25519PrivateKey, contents: Contents, plan: Plan, release: Release, at: datetime
    ) -> None:  # fmt: skip
        self._file, self._key, self._contents, self._plan = file, key, contents, plan
        self._release, self._at = release, at

    def into(self, slug: str) -> Restored:
        schema = schema_of(slug)
        with _undoing() as undo, own_key(schema), bind_owner(schema), transaction.atomic(using=OWNER):
            city, before = self._place(slug, schema)
            arrival = Arrival(city, self._contents.head, b"", before, undo=undo)
            restored = Restored(city, self._contents.head, before is not None)
            self._fill(arrival, restored)
            if before:
                _run(f'DROP SCHEMA "{before}" CASCADE')
            announce()
        routing.forget()
        if city.stage == Stage.OFFBOARDED:  # had left, or is new here: suspended, for a person to look at
            life.restored(slug=slug, at=self._at, by="zusage city restore")
            with bind_owner():
                restored.city = known_city(slug)
        return restored

    def _place(self, slug: str, schema: str) -> tuple[City, str | None]:
        """The city's row, and where its content until now went to."""
        _run(f"SELECT set_config('lock_timeout', '{LOCK_TIMEOUT_MS}ms', true)")
        there = city_row(slug, lock=True)
        if there is None:
            return self._register(slug, schema), None
        if there["authority_code"] != self._contents.head.authority_code:
            raise UnableToRestore(code="other_city")
        if there["applied"] != self._release.state:
            raise UnableToRestore(code="city_behind")
        if not _is_there(schema):  # lost, while the city's row is not
            return known_city(slug), None
        before = f"before_{schema}"
        try:
            _run("LOCK TABLE " + ", ".join(f'"{schema}"."{model._meta.db_table}"' for model in city_models()))
        except OperationalError:
            raise UnableToRestore(code="city_busy") from None
        _run(f'ALTER SCHEMA "{schema}" RENAME TO "{before}"')
        return known_city(slug), before

    def _register(self, slug: str, schema: str) -> City:
        head = self._contents.head
        hosts = _hosts(head, slug)
        for name in hosts:
            _check_host(name)
        new = NewCity(
            slug, head.name, head.land, head.ags, head.authority_code, hosts[0], head.ring, Stage.OFFBOARDED.value
        )
        try:
            city = register(new, schema, self._release.state, self._at)
        except UnableToCreateCity as refusal:
            raise UnableToRestore(code=refusal.code) from None
        _claim("host_taken", "tenants_domain (is_primary, domain, tenant_id) VALUES (false, %s, %s)", [
            (host, city.pk) for host in hosts[1:]
        ])  # fmt: skip
        _claim("door_taken", "tenants_door (kind, external_id, city_id) VALUES (%s, %s, %s)", [
            (kind, external_id, city.pk) for kind, external_id in head.doors
        ])  # fmt: skip
        return city

    def _fill(self, arrival: Arrival, restored: Restored) -> None:
        schema, given = arrival.city.schema_name, [self._contents.counters]
        if arrival.before:
            arrival.forgotten = self._plan.forgotten(arrival.before)
            given.append(tables.counters(arrival.before))
        old, done = old_release(self._release, arrival.head)
        _run(old.creation(schema, login=login_role(), at=self._at))
        _run(
            "SET CONSTRAINTS ALL DEFERRED"
        )  # a migration that adds a key leaves its check immediate; tables come in any order
        self._unpack(arrival)
        _run("SET CONSTRAINTS ALL IMMEDIATE")  # pending checks would stand in the way of ALTER TABLE
        rest = self._release.upgrade(schema, done=done, applied="", at=self._at)
        if rest:
            _run(rest)
        _run("UPDATE public.tenants_city SET applied = %s WHERE id = %s", [self._release.state, arrival.city.pk])
        tables.go_on_counting(schema, *given)
        for name, step in self._plan.steps.items():
            restored.told[name] = step(arrival, self._at)
        _run("SET CONSTRAINTS ALL IMMEDIATE")

    def _unpack(self, arrival: Arrival) -> None:
        parts = {part.name: part for part in self._plan.parts}
        lists = frozenset().union(*(part.lists for part in self._plan.parts))
        chest = ChestReader(self._file, self._key)
        arrival.case_key = chest.case_key
        for name, content in chest.members():
            kind, _, rest = name.partition("/")
            if kind == "data":
                table = rest.partition("/")[0]
                columns = self._contents.columns[table]
                tables.copy_in(schema=arrival.city.schema_name, table=table, columns=columns, piece=content)
            elif rest and kind not in lists:
                parts[kind].read(arrival, name, content)


def _hosts(head: Head, slug: str) -> list[str]:
    """The archive's; the platform's own name for the city is this platform's now. Another name has only that."""
    ours = f"{slug}.{settings.PLATFORM_DOMAIN}"
    if slug != head.slug:
        return [ours]
    return [ours if host == f"{head.slug}.{head.platform}" else host for host in head.hosts]


def _check_host(host: str) -> None:
    try:
        life.check_host(host)
    except life.UnableToChangeCity as refusal:
        raise UnableToRestore(code=refusal.code) from None


@contextmanager
def _undoing() -> Iterator[list[Callable[[], None]]]:
    """What no transaction takes back is taken back here."""
    undo: list[Callable[[], None]] = []
    try:
        yield undo
    except BaseException:
        for action in reversed(undo):
            action()
        raise


def _claim(code: str, into: str, rows: list[tuple[Any, ...]]) -> None:
    try:
        for row in rows:
            with transaction.atomic(using=OWNER):
                _run(f"INSERT INTO public.{into}", list(row))
    except IntegrityError:
        raise UnableToRestore(code=code) from None


def _is_there(schema: str) -> bool:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [schema])
        return bool(cursor.fetchone()[0])


def _run(sql: str, params: list[Any] | None = None) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql, params)
