"""One city as a file and back, with another one beside it that must not notice: rows, files, and what can be read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

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
from tenants.tasks import CityTask
from tests.support import cases
from tests.support.content import everything_of, files_of, opened, public_rows_of, rows_of
from tests.support.fleet import forget, in_schema, new_city, next_release, steps_of

ADDITIVE = "ALTER TABLE audit_auditentry ADD COLUMN remark text"
PRIVATE, PUBLIC = new_pair()
OWN_TRACE = {
    "audit_auditentry",
    "outbox_outboxevent",
    "notifications_mail",
    "connectors_delivery",
    "declarations_casekey",
}


@cache
def _rebuilt(content: bytes, media_type: str) -> Any:
    """The same small paper again and again: taken apart once."""
    from documents.rebuild import rebuild

    return rebuild(content, media_type)


@pytest.fixture(autouse=True)
def unsent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody takes the tasks: mails and deliveries stay as they are when a worker has not come yet."""
    monkeypatch.setattr(CityTask, "send", lambda *_, **__: None)
    monkeypatch.setattr("documents.intake.rebuild", _rebuilt)


@pytest.fixture
def filed(cities: Any, at: datetime) -> dict[str, list[uuid.UUID]]:
    """Three cases in each city: a paid one with its papers, one that waits for its payment, one that was erased."""
    return {city.slug: [_paid(city, at), cases.file(city, at=at).case_id, _erased(city, at)] for city in cities}


def _paid(city: Any, at: datetime) -> uuid.UUID:
    case_id: uuid.UUID = cases.file(city, at=at).case_id
    cases.pay(city, case_id, at=at)
    cases.work(city, at=at)
    return case_id


def _erased(city: Any, at: datetime) -> uuid.UUID:
    case_id: uuid.UUID = cases.file(city, at=at).case_id
    _erase(city, case_id, at)
    return case_id


def _erase(city: Any, case_id: uuid.UUID, at: datetime) -> None:
    from audit.operations import SYSTEM
    from casework import erasing
    from declarations.operations import locked, move
    from declarations.states import State

    with bind(city), transaction.atomic():
        case = locked(case_id)
        move(declaration=case, target=State.LAPSED, actor=SYSTEM, at=at)
        erasing.erase(case=case, actor=SYSTEM, reason="not_paid", at=at)


@pytest.fixture
def saved(tmp_path: Path, at: datetime) -> Callable[..., Path]:
    def export_it(city: Any, name: str = "city.zusage") -> Path:
        path = tmp_path / name
        archives.export_to(path, slug=city.slug, recipient=PUBLIC, at=at)
        return path

    return export_it


def _restore(path: Path, *, at: datetime, slug: str = "", key: bytes = PRIVATE) -> Any:
    with path.open("rb") as file:
        return archives.restore_from(file, key=key, at=at, slug=slug)


@pytest.fixture
def gone() -> Callable[[City], None]:
    """Takes a city out of the database with its key and its files, as a disaster would."""
    import shutil

    from django.conf import settings

    def take_away(city: City) -> None:
        forget(city)
        shutil.rmtree(Path(settings.STORAGE_DIR) / city.schema_name, ignore_errors=True)

    return take_away


@pytest.fixture
def small_city(cities: Any, at: datetime) -> Iterator[City]:
    """A third city, for what makes cities disappear; whatever became of it goes."""
    from tenants.provisioning import create_city

    city = create_city(new_city(70), at=at)
    from configuration.operations import publish

    with bind(city), transaction.atomic():
        publish(raw={"authority": {"body": "Flotte"}}, author="test", at=at - timedelta(days=1))
    yield city
    with bind_owner():
        left = list(City.objects.using(OWNER).filter(slug__startswith="flotte-"))
    for one in left:
        forget(one)


def _with_draft(city: City, at: datetime) -> uuid.UUID:
    """A small city has no fees and no papers: a draft with answers is enough of a case."""
    from declarations import operations

    with bind(city), transaction.atomic():
        draft = operations.start_draft(language="de", keep=timedelta(days=30), at=at).declaration
        operations.save_section(
            case_id=draft.id, key="sponsor.name", value={"family_name": "Mustermann"}, keep=timedelta(days=30), at=at
        )
    return draft.id


def _with_file(city: City, case_id: uuid.UUID, at: datetime) -> None:
    from documents.operations import keep_generated

    with bind(city):
        keep_generated(case_id=case_id, kind="receipt", name="Beleg", content=cases.small_pdf(), at=at)


def test_a_city_goes_back_to_the_archive_and_the_other_notices_nothing(
    cities: Any, filed: Any, saved: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    before, beside = everything_of(offenbach), everything_of(wiesbaden)
    path = saved(offenbach)
    cases.file(offenbach, at=at)
    _erase_nothing_but_change(offenbach, at)
    done = _restore(path, at=at)
    assert done.replaced
    rows, files, readable, public = everything_of(offenbach)
    assert {name: value for name, value in rows.items() if name not in OWN_TRACE} == {
        name: value for name, value in before[0].items() if name not in OWN_TRACE
    }
    assert (files, readable, public) == before[1:]
    assert everything_of(wiesbaden) == beside


def _erase_nothing_but_change(city: Any, at: datetime) -> None:
    from declarations.models import Declaration

    with bind(city):
        Declaration.objects.update(language="en", changed_at=at + timedelta(hours=1))


def test_a_city_that_is_lost_comes_back_whole_with_a_key_of_its_own(
    cities: Any, filed: Any, saved: Any, small_city: City, gone: Any, at: datetime
) -> None:
    case_id = _with_draft(small_city, at)
    _with_file(small_city, case_id, at)
    beside = everything_of(cities[0]), everything_of(cities[1])
    before, key = everything_of(small_city), city_keys().key_of(small_city.schema_name)
    assert before[1]
    path = saved(small_city)
    gone(small_city)
    done = _restore(path, at=at)
    assert not done.replaced
    assert city_keys().key_of("c_flotte_70") != key
    rows, files, readable, _ = everything_of(done.city)
    assert (files, readable) == before[1:3]
    same = {name for name in rows if rows[name] == before[0][name]}
    assert set(rows) - same <= OWN_TRACE
    assert done.city.stage == "suspended"
    assert public_rows_of(done.city)["tenants_domain"][0][1] == "flotte-70.localhost"
    assert (everything_of(cities[0]), everything_of(cities[1])) == beside


def test_under_another_name_everything_can_still_be_read_and_exported_again(
    small_city: City, saved: Any, gone: Any, at: datetime
) -> None:
    case_id = _with_draft(small_city, at)
    _with_file(small_city, case_id, at)
    readable, path = opened(small_city), saved(small_city)
    gone(small_city)
    first = _restore(path, at=at, slug="flotte-71").city
    assert opened(first) == readable
    assert list(files_of(first))
    second_path = saved(first, "again.zusage")
    gone(first)
    assert opened(_restore(second_path, at=at, slug="flotte-70").city) == readable


def test_what_was_erased_since_stays_erased(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from declarations import sealing
    from declarations.models import CaseKey, Declaration, Erasure
    from documents.models import Document

    path, waiting = saved(offenbach), filed["offenbach"][1]
    _erase(offenbach, waiting, at)
    assert not [name for name in files_of(offenbach) if name.startswith(str(waiting))]
    done = _restore(path, at=at)
    assert done.told["cases_forgotten"] == 1
    with bind(offenbach), transaction.atomic():
        case = Declaration.objects.get(id=waiting)
        assert (case.state, case.sealed_answers, case.sealed_case, case.link_digest) == ("erased", None, None, None)
        assert set(Erasure.objects.values_list("case_id", flat=True)) == {waiting, filed["offenbach"][2]}
        assert not CaseKey.objects.filter(case_id=waiting).exists()
        assert not Document.objects.filter(declaration_id=waiting).exists()
        with pytest.raises(UnableToOpen, match="case_erased"):
            sealing.cipher(waiting)
    assert not [name for name in files_of(offenbach) if name.startswith(str(waiting))]


def test_files_of_what_came_after_the_archive_go(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    path, files = saved(offenbach), files_of(offenbach)
    cases.file(offenbach, at=at)
    assert set(files_of(offenbach)) > set(files)
    _restore(path, at=at)
    assert files_of(offenbach) == files


def test_what_might_have_left_already_waits_for_a_person(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from notifications.models import Mail
    from outbox.models import OutboxEvent

    path = saved(offenbach)
    _restore(path, at=at)
    with bind(offenbach):
        mails = set(Mail.objects.filter(state="queued").values_list("id", flat=True))
        assert mails
        assert not OutboxEvent.objects.filter(name__in=["mail.due", "delivery.due"], done_at=None).exists()
    cases.work(offenbach, at=at + timedelta(days=1))
    listed = archives.held(offenbach)
    assert mails <= {uuid.UUID(item.id) for item in listed if item.kind == "mails"}
    assert archives.decide(offenbach, "mails", send=True, at=at) == len(mails)
    with bind(offenbach):
        due = OutboxEvent.objects.filter(name="mail.due", done_at=None)
        assert {uuid.UUID(event.payload["mail"]) for event in due} >= mails
    assert not [item for item in archives.held(offenbach) if item.kind == "mails" and uuid.UUID(item.id) in mails]


def test_a_delivery_that_was_under_way_is_sent_again_by_a_person_only(
    offenbach: Any, filed: Any, saved: Any, at: datetime
) -> None:
    from connectors import operations
    from connectors.models import Delivery
    from declarations.models import Declaration

    with bind(offenbach), transaction.atomic():
        operations.queue(declaration=Declaration.objects.get(id=filed["offenbach"][0]), at=at)
    path = saved(offenbach)
    _restore(path, at=at)
    with bind(offenbach):
        held = Delivery.objects.get()
        assert (held.state, held.error) == ("failed", "held_after_restore")
    cases.work(offenbach, at=at + timedelta(days=2))
    with bind(offenbach):
        assert Delivery.objects.get().state == "failed"
    assert archives.decide(offenbach, "deliveries", send=True, at=at) == 1
    with bind(offenbach):
        assert Delivery.objects.get().state == "queued"


def test_a_timer_of_the_city_itself_goes_on(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    """The unpaid case lapses in its time, also after a restore: data goes when its time is up."""
    from declarations.models import Declaration

    _restore(saved(offenbach), at=at)
    cases.work(offenbach, at=at + timedelta(days=60))
    with bind(offenbach):
        assert Declaration.objects.get(id=filed["offenbach"][1]).state == "erased"


def test_what_was_paid_since_stays_paid(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from billing.payments.models import Payment
    from declarations.models import Declaration

    path, waiting = saved(offenbach), filed["offenbach"][1]
    cases.pay(offenbach, waiting, at=at)
    cases.work(offenbach, at=at)
    unknown = _paid(offenbach, at)
    done = _restore(path, at=at)
    assert [row["amount_cents"] for row in done.told["payments_without_case"]] == [2900]
    with bind(offenbach):
        assert not Declaration.objects.filter(id=unknown).exists()
        payment = Payment.objects.get(declaration_id=waiting)
        assert payment.state == "paid"
        assert payment.events.count()
    cases.work(offenbach, at=at)
    with bind(offenbach):
        assert Declaration.objects.get(id=waiting).state == "submitted"


def test_the_trail_does_not_go_back(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from audit.models import AuditEntry

    path = saved(offenbach)
    _erase(offenbach, filed["offenbach"][1], at)
    with bind(offenbach):
        trail = list(AuditEntry.objects.order_by("id").values_list("action", "case_id"))
    _restore(path, at=at)
    with bind(offenbach):
        now = list(AuditEntry.objects.order_by("id").values_list("action", "case_id"))
    assert now[: len(trail)] == trail
    assert ("city.restored", None) in now


def test_numbers_are_never_given_twice(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from outbox import operations as outbox
    from outbox.models import OutboxEvent

    path = saved(offenbach)
    with bind(offenbach), transaction.atomic():
        last = outbox.record(name="case.closing_due", subject_id=uuid.uuid4(), at=at).pk
    _restore(path, at=at)
    with bind(offenbach), transaction.atomic():
        assert not OutboxEvent.objects.filter(pk=last).exists()
        assert outbox.record(name="case.closing_due", subject_id=uuid.uuid4(), at=at).pk > last


def test_an_archive_shows_nothing_of_anybody(offenbach: Any, filed: Any, saved: Any) -> None:
    content = saved(offenbach).read_bytes()
    for word in ("Mustermann", "example.org", "declarations_declaration", str(filed["offenbach"][0])):
        assert word.encode() not in content
    assert city_keys().key_of(offenbach.schema_name) not in content


def test_an_archive_opens_with_the_receivers_key_alone(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    path, before = saved(offenbach), everything_of(offenbach)
    with pytest.raises(UnableToUnseal, match="wrong_key"):
        _restore(path, at=at, key=new_pair()[0])
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
        _restore(path, at=at)
    assert everything_of(offenbach) == before


def test_an_archive_of_an_older_release_is_brought_to_this_one(small_city: City, saved: Any, at: datetime) -> None:
    _with_draft(small_city, at)
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
        _restore(path, at=at)


def test_a_city_behind_this_release_is_brought_up_to_it_first(small_city: City, saved: Any, at: datetime) -> None:
    path = saved(small_city)
    with bind_owner():
        City.objects.using(OWNER).filter(pk=small_city.pk).update(applied="old.old")
    with pytest.raises(UnableToArchive, match="city_behind"):
        saved(small_city, "other.zusage")
    with pytest.raises(UnableToRestore, match="city_behind"):
        _restore(path, at=at)


def test_what_belongs_to_others_is_refused_and_nothing_is_left(
    small_city: City, cities: Any, saved: Any, gone: Any, at: datetime
) -> None:
    path = saved(small_city)
    with pytest.raises(UnableToRestore, match="authority_taken"):
        _restore(path, at=at, slug="flotte-72")
    with pytest.raises(UnableToRestore, match="other_city"):
        _restore(path, at=at, slug="offenbach")
    with pytest.raises(UnableToRestore, match="bad_slug"):
        _restore(path, at=at, slug="../x")
    gone(small_city)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenants_domain (domain, is_primary, tenant_id) VALUES ('flotte-70.localhost', false, %s)",
            [cities[0].pk],
        )
    try:
        with pytest.raises(UnableToRestore, match="host_taken"):
            _restore(path, at=at)
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
    from dataclasses import replace

    def fail(*_: Any) -> None:
        raise RuntimeError("on purpose")

    _with_file(small_city, _with_draft(small_city, at), at)
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
    import os

    import psycopg

    path = saved(small_city)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [ledger.RUN_LOCK])
        with pytest.raises(UnableToRestore, match="run_in_progress"):
            _restore(path, at=at)


def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(
    offenbach: Any, filed: Any, tmp_path: Path, at: datetime
) -> None:
    """Between two tables somebody files a case: it is in none of them."""
    from dataclasses import replace
    from threading import Thread

    from tenants.archive.parts import Part

    def file_another() -> None:
        try:
            cases.file(offenbach, at=at)
        finally:
            connections.close_all()

    def meanwhile(*_: Any) -> None:
        thread = Thread(target=file_another)
        thread.start()
        thread.join()

    before, nosy = rows_of(offenbach), Part("nosy", meanwhile, lambda *_: None)
    path = tmp_path / "moment.zusage"
    with path.open("wb") as file:
        export.export_city("offenbach", file, recipient=public_key(PUBLIC), parts=(nosy, *archives.PARTS), at=at)
    assert rows_of(offenbach) != before
    plan = replace(archives.PLAN, parts=(nosy, *archives.PARTS))
    with path.open("rb") as archive:
        restore.restore_city(archive, private_key(PRIVATE), plan=plan, at=at)
    now = rows_of(offenbach)
    for table in ("declarations_declaration", "documents_document"):
        assert now[table] == before[table]
    assert len(now["declarations_casekey"].splitlines()) == len(before["declarations_casekey"].splitlines())


def test_a_restored_city_serves(small_city: City, saved: Any, gone: Any, browse: Any, at: datetime) -> None:
    from tenants import life
    from tenants.models import Stage

    path = saved(small_city)
    gone(small_city)
    city = _restore(path, at=at).city
    assert browse(city).get("/").status_code == 503
    life.move_to(slug=city.slug, stage=Stage.LIVE)
    assert browse(city).get("/").status_code == 200


def test_a_city_in_use_is_left_alone(
    small_city: City, saved: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    import psycopg

    monkeypatch.setattr(restore, "LOCK_TIMEOUT_MS", 200)
    path, before = saved(small_city), everything_of(small_city)
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"]) as other:
        other.execute(f"SELECT 1 FROM {small_city.schema_name}.audit_auditentry")
        with pytest.raises(UnableToRestore, match="city_busy"):
            _restore(path, at=at)
    assert everything_of(small_city) == before


def test_whoever_asks_during_a_restore_waits_and_finds_the_city_whole(
    small_city: City, saved: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Thread

    from declarations.models import Declaration

    _with_draft(small_city, at)
    path, seen, threads = saved(small_city), [], []
    _with_draft(small_city, at)

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
    _restore(path, at=at)
    threads[0].join()
    assert seen == [1]


def test_a_city_whose_schema_is_lost_is_filled_again(small_city: City, saved: Any, at: datetime) -> None:
    _with_draft(small_city, at)
    path, readable = saved(small_city), opened(small_city)
    in_schema(small_city, f'DROP SCHEMA "{small_city.schema_name}" CASCADE')
    _restore(path, at=at)
    assert opened(small_city) == readable


def test_on_another_platform_the_city_has_that_ones_address(
    small_city: City, saved: Any, gone: Any, settings: Any, at: datetime
) -> None:
    path = saved(small_city)
    gone(small_city)
    settings.PLATFORM_DOMAIN = "anders.example"
    city = _restore(path, at=at).city
    assert [row[1] for row in public_rows_of(city)["tenants_domain"]] == ["flotte-70.anders.example"]


def test_an_unpaid_case_gets_a_day_in_which_the_provider_is_asked(
    offenbach: Any, filed: Any, saved: Any, at: datetime
) -> None:
    from outbox.models import OutboxEvent

    late = at + timedelta(days=90)
    _restore(saved(offenbach), at=late)
    with bind(offenbach):
        due = dict(OutboxEvent.objects.filter(done_at=None).order_by("due_at").values_list("name", "due_at"))
    assert due["sealed.lapse_due"] == late + timedelta(days=1)


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
            _restore(path, at=at)


def test_timers_that_go_on_are_known_by_their_names() -> None:
    from tests.architecture.test_events import _subscribed

    assert {*archives.GOES_ON, *archives.LAST, *archives.CARRIED} <= set(_subscribed())


def test_whoever_reads_a_snapshot_writes_nothing_and_leaves_nothing_on_the_connection(
    offenbach: Any, at: datetime
) -> None:
    from django.db import DatabaseError

    from audit.models import AuditEntry
    from tenants.binding import UnableToSwitchCity, bind_snapshot

    def write() -> None:
        AuditEntry.objects.using(OWNER).create(at=at, actor_kind="system", action="test")

    with bind_snapshot(offenbach.schema_name), pytest.raises(DatabaseError, match="read-only transaction"):
        write()
    with bind_snapshot(offenbach.schema_name), transaction.atomic(using=OWNER):
        AuditEntry.objects.using(OWNER).count()
        with pytest.raises(UnableToSwitchCity), bind_owner(offenbach.schema_name):
            pass
    with bind_owner(offenbach.schema_name):
        write()
