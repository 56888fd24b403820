"""What an archive or a restore does not take, whole and with a code; and what stands in the way of one."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections, transaction

from config import archives
from kernel.crypto import UnableToOpen
from kernel.recipients import new_pair, private_key, public_key
from kernel.sealed_file import UnableToUnseal
from tenants import ledger
from tenants.archive import export, restore
from tenants.archive.head import UnableToArchive
from tenants.archive.restore import UnableToRestore
from tenants.binding import OWNER, bind, bind_owner
from tenants.keys import city_keys
from tenants.models import City
from tests.support.archives import PRIVATE, PUBLIC, restored, with_draft, with_file
from tests.support.content import everything_of, files_of, opened
from tests.support.fleet import in_schema, next_release, steps_of

pytestmark = pytest.mark.usefixtures("unsent")
ADDITIVE = "ALTER TABLE audit_auditentry ADD COLUMN remark text"


def test_an_archive_opens_with_the_receivers_key_alone(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    path, before = saved(offenbach), everything_of(offenbach)
    with pytest.raises(UnableToUnseal, match="wrong_key"):
        restored(path, at=at, key=new_pair()[0])
    assert everything_of(offenbach) == before


@pytest.mark.parametrize("harm", ["cut", "cut between frames", "changed", "clear line", "longer", "none", "not ours"])
def test_a_damaged_archive_is_refused_whole(
    offenbach: Any, filed: Any, saved: Any, at: datetime, harm: str
) -> None:  # fmt: skip
    path = saved(offenbach)
    before, content = everything_of(offenbach), path.read_bytes()
    start = content.index(b"\n", content.index(b"\n") + 1) + 1
    frame = start + 4 + int.from_bytes(content[start : start + 4], "big")
    assert frame <= len(content)
    harmed = {
        "cut": content[:-100],
        "cut between frames": content[:start],
        "changed": content[: start + 5000] + bytes([content[start + 5000] ^ 1]) + content[start + 5001 :],
        "clear line": content.replace(b'"city": "offenbach"', b'"city": "wiesbaden"'),
        "longer": content + b"x" * 40,
        "none": b"",
        "not ours": b"PK" + content[2:],
    }[harm]
    path.write_bytes(harmed)
    with pytest.raises(UnableToUnseal, match=r"damaged|truncated|not_an_archive"):
        restored(path, at=at)
    assert everything_of(offenbach) == before


def test_an_archive_of_an_older_release_is_brought_to_this_one(small_city: City, saved: Any, at: datetime) -> None:
    with_draft(small_city, at)
    path, readable = saved(small_city), opened(small_city)
    release = next_release(ADDITIVE)
    in_schema(
        small_city,
        f"{ADDITIVE}; INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '9999_next', now())",
    )
    with bind_owner():
        City.objects.using(OWNER).filter(pk=small_city.pk).update(applied=release.state)
    with path.open("rb") as file:
        restore.restore_city(file, private_key(PRIVATE), plan=archives.PLAN, at=at, release=release)
    assert ("audit", "9999_next") in steps_of(small_city)
    assert in_schema(small_city, "SELECT remark FROM audit_auditentry LIMIT 1")
    assert opened(small_city) == readable


def test_an_archive_of_a_newer_release_is_refused(small_city: City, tmp_path: Path, at: datetime) -> None:
    release = next_release(ADDITIVE)
    in_schema(small_city, "INSERT INTO django_migrations (app, name, applied) VALUES ('audit', '9999_next', now())")
    with bind_owner():
        City.objects.using(OWNER).filter(pk=small_city.pk).update(applied=release.state)
    path = tmp_path / "newer.zusage"
    with path.open("wb") as file:
        export.export_city(
            small_city.slug, file, recipient=public_key(PUBLIC), parts=archives.PARTS, at=at, release=release
        )
    with pytest.raises(UnableToRestore, match="newer_release"):
        restored(path, at=at)


def test_a_city_behind_this_release_is_brought_up_to_it_first(small_city: City, saved: Any, at: datetime) -> None:
    path = saved(small_city)
    with bind_owner():
        City.objects.using(OWNER).filter(pk=small_city.pk).update(applied="old.old")
    with pytest.raises(UnableToArchive, match="city_behind"):
        saved(small_city, "other.zusage")
    with pytest.raises(UnableToRestore, match="city_behind"):
        restored(path, at=at)


def test_what_belongs_to_others_is_refused_and_nothing_is_left(
    small_city: City, cities: Any, saved: Any, gone: Any, at: datetime
) -> None:
    path = saved(small_city)
    with pytest.raises(UnableToRestore, match="authority_taken"):
        restored(path, at=at, slug="flotte-72")
    with pytest.raises(UnableToRestore, match="other_city"):
        restored(path, at=at, slug="offenbach")
    with pytest.raises(UnableToRestore, match="bad_slug"):
        restored(path, at=at, slug="../x")
    gone(small_city)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_domain (domain, is_primary, tenant_id) VALUES ('flotte-70.localhost', false, %s)",
            [cities[0].pk],
        )
    try:
        with pytest.raises(UnableToRestore, match="host_taken"):
            restored(path, at=at)
    finally:
        with bind_owner(), connections[OWNER].cursor() as cursor:
            cursor.execute("DELETE FROM tenants_domain WHERE domain = 'flotte-70.localhost'")
    for schema in ("c_flotte_70", "c_flotte_72"):
        with pytest.raises(UnableToOpen):
            city_keys().key_of(schema)
    with bind_owner():
        assert not City.objects.using(OWNER).filter(slug__startswith="flotte-7").exists()


def test_a_restore_that_fails_leaves_neither_rows_nor_files(
    small_city: City, saved: Any, gone: Any, at: datetime
) -> None:

    def fail(*_: Any) -> None:
        raise RuntimeError("on purpose")

    with_file(small_city, with_draft(small_city, at), at)
    path, before = saved(small_city), everything_of(small_city)
    plan = replace(archives.PLAN, steps={**archives.PLAN.steps, "failing": fail})
    with path.open("rb") as file, pytest.raises(RuntimeError, match="on purpose"):
        restore.restore_city(file, private_key(PRIVATE), plan=plan, at=at)
    assert everything_of(small_city) == before
    gone(small_city)
    with path.open("rb") as file, pytest.raises(RuntimeError, match="on purpose"):
        restore.restore_city(file, private_key(PRIVATE), plan=plan, at=at)
    assert files_of(small_city) == {}
    with pytest.raises(UnableToOpen):
        city_keys().key_of(small_city.schema_name)


def test_nothing_is_restored_while_the_fleet_is_upgraded(small_city: City, saved: Any, at: datetime) -> None:

    path = saved(small_city)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ledger.RUN_LOCK])
        with pytest.raises(UnableToRestore, match="run_in_progress"):
            restored(path, at=at)


def test_a_city_in_use_is_left_alone(
    small_city: City, saved: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(restore, "LOCK_TIMEOUT_MS", 200)
    path, before = saved(small_city), everything_of(small_city)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as other:
        other.execute(f"SELECT 1 FROM {small_city.schema_name}.audit_auditentry")
        with pytest.raises(UnableToRestore, match="city_busy"):
            restored(path, at=at)
    assert everything_of(small_city) == before


def test_whoever_asks_during_a_restore_waits_and_finds_the_city_whole(
    small_city: City, saved: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Thread

    from declarations.models import Declaration

    with_draft(small_city, at)
    path, seen, threads = saved(small_city), [], []
    with_draft(small_city, at)

    def ask() -> None:
        try:
            with bind(small_city), transaction.atomic():
                seen.append(Declaration.objects.count())
        finally:
            connections.close_all()

    def ask_meanwhile() -> None:
        threads.append(Thread(target=ask))
        threads[0].start()
        threads[0].join(0.5)
        assert threads[0].is_alive()

    monkeypatch.setattr(restore, "announce", ask_meanwhile)
    restored(path, at=at)
    threads[0].join()
    assert seen == [1]


def test_a_city_whose_schema_is_lost_is_filled_again(small_city: City, saved: Any, at: datetime) -> None:
    with_draft(small_city, at)
    path, readable = saved(small_city), opened(small_city)
    in_schema(small_city, f'DROP SCHEMA "{small_city.schema_name}" CASCADE')
    restored(path, at=at)
    assert opened(small_city) == readable


@pytest.mark.parametrize("name", ['x" (id) FROM STDIN; DROP TABLE y; --', "c_offenbach.x", "X", ""])
def test_what_is_no_name_never_comes_into_a_statement(
    small_city: City, saved: Any, tmp_path: Path, at: datetime, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has the public key can make an archive."""
    from tenants.archive import tables

    honest = tables.layout()
    monkeypatch.setattr(tables, "copy_out", lambda *_, **__: None)
    for forged in ({**honest, name: ["id"]}, {**honest, "audit_auditentry": [name]}):
        monkeypatch.setattr(tables, "layout", lambda forged=forged: forged)
        path = saved(small_city, f"{len(list(tmp_path.iterdir()))}.zusage")
        with pytest.raises(UnableToRestore, match="damaged"):
            restored(path, at=at)
