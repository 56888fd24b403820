"""A city is deleted for good: nothing is left of it, nothing is missing of others, and a certificate says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from config import certificate, deletion
from config.certificate import UnableToCertify
from config.deletion import UnableToDelete
from documents import archive as files
from kernel.crypto import UnableToOpen, key_fingerprint
from tenants import doorbell, doors, life
from tenants.archive import removal
from tenants.archive.removal import UnableToRemove
from tenants.binding import OWNER, bind, bind_owner
from tenants.keys import city_keys
from tenants.models import City, Stage
from tenants.provisioning import create_city
from tests.architecture.catalogue import ask
from tests.support.content import everything_of
from tests.support.fleet import forget, new_city, put
from tests.support.pdf_text import pages_of

SLUG, SCHEMA = "flotte-75", "c_flotte_75"
DRAFTS = 3


@pytest.fixture
def leaving(cities: Any, at: datetime) -> Iterator[City]:
    """A city with drafts, a file, something handed over, a door; offboarded."""
    city = create_city(new_city(75), at=at)
    _fill(city, at)
    life.move_to(slug=SLUG, stage=Stage.OFFBOARDED, at=at)
    yield city
    with bind_owner():
        left = City.objects.using(OWNER).filter(slug=SLUG).first()
    if left is not None:
        forget(left)
    for folder in (Path(settings.DELIVERY_DIR) / SLUG, Path(settings.STORAGE_DIR) / SCHEMA):
        shutil.rmtree(folder, ignore_errors=True)


def _fill(city: City, at: datetime) -> None:
    from configuration.operations import publish
    from declarations import operations
    from documents.operations import keep_generated
    from tests.support.cases import small_pdf

    with bind(city), transaction.atomic():
        publish(raw={"authority": {"body": "Flotte"}}, author="test", at=at - timedelta(days=1))
        drafts = [operations.start_draft(language="de", keep=timedelta(days=30), at=at) for _ in range(DRAFTS)]
        keep_generated(case_id=drafts[0].declaration.id, kind="receipt", name="Beleg", content=small_pdf(), at=at)
    handed = Path(settings.DELIVERY_DIR) / SLUG
    handed.mkdir(parents=True)
    (handed / "message.xml").write_text("<x/>", "utf-8")
    doors.open_door(kind="stripe", external_id="acct_leaving", city=city)


@pytest.fixture
def delete(tmp_path: Path, at: datetime) -> Callable[..., dict[str, Any]]:
    def run(name: str = "paper.pdf") -> dict[str, Any]:
        return deletion.delete_city(slug=SLUG, paper=tmp_path / name, by="Robin Betrieb", clock=lambda: at)

    return run


def _nothing_is_left() -> None:
    assert ask("SELECT 1 FROM pg_namespace WHERE nspname = %s", SCHEMA) == []
    assert ask("SELECT 1 FROM pg_roles WHERE rolname LIKE %s", f"%{SCHEMA}") == []
    assert ask("SELECT 1 FROM public.tenants_city WHERE slug = %s", SLUG) == []
    assert ask("SELECT 1 FROM public.tenants_domain WHERE domain LIKE %s", f"{SLUG}%") == []
    assert ask("SELECT 1 FROM public.tenants_door WHERE external_id = %s", "acct_leaving") == []
    assert ask("SELECT 1 FROM public.tenants_bell WHERE city_role LIKE %s", f"%{SCHEMA}") == []
    assert not (Path(settings.STORAGE_DIR) / SCHEMA).exists()
    assert not (Path(settings.DELIVERY_DIR) / SLUG).exists()
    with pytest.raises(UnableToOpen, match="city_key_missing"):
        city_keys().key_of(SCHEMA)


def test_nothing_is_left_of_it_and_nothing_is_missing_of_others(
    leaving: City, cities: Any, delete: Any, browse: Any, at: datetime
) -> None:
    beside = [everything_of(city) for city in cities]
    assert doorbell.due(at=at + timedelta(days=90))
    told = delete()
    _nothing_is_left()
    assert [everything_of(city) for city in cities] == beside
    assert told["rows"]["declarations_declaration"] == DRAFTS
    assert told["public_rows"]["tenants_domain"] == told["public_rows"]["tenants_door"] == 1
    assert browse(leaving).get("/").status_code == 404


def test_the_certificate_says_what_went_and_what_remains(
    leaving: City, delete: Any, tmp_path: Path, at: datetime
) -> None:
    key = key_fingerprint(city_keys().key_of(SCHEMA))
    told = delete()
    text = " ".join(pages_of((tmp_path / "paper.pdf").read_bytes()))
    for said in (
        "Flotte 75",
        "770075",
        "Robin Betrieb",
        key,
        told["sha256"][:32],
        "27. Dezember 2026",
        "29. November 2026",
    ):
        assert said in text
    assert told["files"]["count"] == 1
    assert told["handed_over"] == 1
    assert certificate.prove(tmp_path / "paper.json") == told


def test_every_kind_of_record_of_a_city_has_german_words() -> None:
    from tenants.grants import city_models

    assert {model._meta.app_label for model in city_models()} <= set(certificate._table_words())


@pytest.mark.parametrize("field", ["rows", "by", "ended_at", "remains"])
def test_a_certificate_that_was_changed_is_found_out(leaving: City, delete: Any, tmp_path: Path, field: str) -> None:
    delete()
    path = tmp_path / "paper.json"
    told = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**told, field: told[field] * 2 if field != "rows" else {}}), "utf-8")
    with pytest.raises(UnableToCertify, match="changed"):
        certificate.prove(path)


def test_a_paper_that_was_changed_is_found_out(leaving: City, delete: Any, tmp_path: Path) -> None:
    delete()
    (tmp_path / "paper.pdf").write_bytes((tmp_path / "paper.pdf").read_bytes() + b" ")
    with pytest.raises(UnableToCertify, match="changed"):
        certificate.prove(tmp_path / "paper.json")


STEPS = {
    "the key is destroyed": (city_keys, "destroy"),
    "the files go": (files, "delete_everything"),
    "the database's part": (removal, "drop_city"),
    "the paper is written": (certificate, "complete"),
}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_an_interrupted_deletion_is_finished_by_calling_it_again(
    leaving: City, cities: Any, delete: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, step: str, after: bool
) -> None:
    """Killed right before or right after each step; the second call tells of everything that there was at first."""
    place, name = STEPS[step]
    owner = place() if callable(place) else place
    original = getattr(owner, name)
    expected = deletion._begin(leaving, by="Robin Betrieb", at=datetime.fromisoformat("2026-11-22T09:00:00+00:00"))

    def killed(*given: Any, **named: Any) -> None:
        if after:
            original(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, killed)
        with pytest.raises(KeyboardInterrupt):
            delete()
    beside = [everything_of(city) for city in cities]
    told = delete()
    _nothing_is_left()
    assert {name: told[name] for name in expected if name != "state"} == {
        name: value for name, value in expected.items() if name != "state"
    }
    assert certificate.prove(tmp_path / "paper.json")["state"] == "complete"
    assert [everything_of(city) for city in cities] == beside


def test_calling_it_once_more_changes_nothing(leaving: City, delete: Any, tmp_path: Path) -> None:
    told = delete()
    paper = (tmp_path / "paper.pdf").read_bytes()
    assert delete() == told
    assert (tmp_path / "paper.pdf").read_bytes() == paper


def test_a_citys_rehearsal_is_deleted_before_it(leaving: City, delete: Any, at: datetime) -> None:
    twin = create_city(new_city(76, twin_of=leaving.pk, authority_code=leaving.authority_code), at=at)
    with pytest.raises(UnableToRemove, match="twin_first"):
        delete()
    forget(twin)
    assert delete()["state"] == "complete"


def test_only_an_offboarded_city_is_deleted(leaving: City, delete: Any, tmp_path: Path) -> None:
    put(leaving, Stage.LIVE)
    before = everything_of(leaving)
    with pytest.raises(UnableToRemove, match="not_offboarded"):
        delete()
    assert everything_of(leaving) == before
    assert list(tmp_path.iterdir()) == []


def test_files_of_something_else_are_not_written_over(
    leaving: City, delete: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.json").write_text("{}", "utf-8")
    with pytest.raises(UnableToCertify, match="other_certificate"):
        delete("other.pdf")
    monkeypatch.setattr(files, "delete_everything", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        delete()
    monkeypatch.undo()
    with pytest.raises(UnableToDelete, match="begun_elsewhere"):
        delete("second.pdf")
    delete()


def test_a_city_that_is_not_there_is_said(cities: Any, delete: Any) -> None:
    with pytest.raises(UnableToDelete, match="unknown_city"):
        delete()


def test_a_deletion_needs_few_locks_at_once(leaving: City, monkeypatch: pytest.MonkeyPatch, cities: Any) -> None:
    """PostgreSQL has room for 6,400 by default, for everybody."""
    held: list[int] = []
    monkeypatch.setattr(removal, "announce", lambda: held.append(_own_locks()))
    removal.drop_city(SLUG)
    print(f"\n{held[0]} locks")
    assert 100 < held[0] < 2000


def _own_locks() -> int:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_a_city_in_use_is_deleted_later(leaving: City, delete: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    import psycopg

    monkeypatch.setattr(removal, "LOCK_TIMEOUT_MS", 200)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as other:
        other.execute(f"SELECT 1 FROM {SCHEMA}.audit_auditentry")
        with pytest.raises(UnableToRemove, match="city_busy"):
            delete()
    delete()
    _nothing_is_left()
