"""Upgrades by ledger: rings, the first failure stops, resume, nothing to do, cities that come meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, connections

from tenants import fleet, ledger
from tenants.binding import OWNER, bind, bind_owner
from tenants.models import City, CityUpgrade, FleetRun, Ring
from tenants.provisioning import create_city
from tenants.release import Release, this_release
from tests.support.fleet import aside, in_schema, new_city, next_release, some_cities, steps_of

ADDITIVE = "ALTER TABLE audit_auditentry ADD COLUMN remark text"
NEXT = ("audit", "9999_next")
RINGS = {3: "canary", 5: "pilot", 6: "pilot"}
COUNT, SEVEN = 12, 7


@pytest.fixture
def fleet_of_twelve(cities: Any, at: datetime) -> Iterator[list[City]]:
    with aside():
        yield some_cities(COUNT, at=at, rings=RINGS)


@pytest.fixture
def fleet_of_seven(cities: Any, at: datetime) -> Iterator[list[City]]:
    with aside():
        yield some_cities(7, at=at, rings=RINGS)


@pytest.fixture
def upgrade(at: datetime) -> Callable[..., fleet.Outcome]:
    def run(release: Release, **options: Any) -> fleet.Outcome:
        return fleet.migrate(clock=lambda: at, release=release, **options)

    return run


def _applied() -> dict[str, str]:
    with bind_owner():
        return dict(City.objects.using(OWNER).filter(slug__startswith="flotte-").values_list("slug", "applied"))


def _has_remark(city: City) -> bool:
    found = in_schema(
        city,
        "SELECT 1 FROM information_schema.columns WHERE table_name = 'audit_auditentry'"
        f" AND column_name = 'remark' AND table_schema = '{city.schema_name}'",
    )
    return bool(found)


def test_every_city_gets_what_is_missing_and_the_ledger_says_so(fleet_of_twelve: Any, upgrade: Any) -> None:
    release = next_release(ADDITIVE)
    outcome = upgrade(release, workers=3)
    assert len(outcome.done) == COUNT
    assert not outcome.failures
    assert set(_applied().values()) == {release.state}
    for city in fleet_of_twelve:
        assert _has_remark(city)
        assert NEXT in steps_of(city)
    with bind_owner():
        run = FleetRun.objects.using(OWNER).get()
        assert (run.target, run.error_code, run.ended_at is not None) == (release.state, "", True)
        upgrades = CityUpgrade.objects.using(OWNER).filter(run=run, ended_at__isnull=False, error_code="")
        assert upgrades.count() == COUNT


def test_rings_follow_one_another(fleet_of_seven: Any, upgrade: Any) -> None:
    release = next_release(ADDITIVE)
    assert [item.slug for item in upgrade(release, ring=Ring.CANARY).done] == ["flotte-03"]
    assert sum(state == release.state for state in _applied().values()) == 1
    pilots = upgrade(release, ring=Ring.PILOT)
    assert {item.slug for item in pilots.done} == {"flotte-05", "flotte-06"}
    rest = upgrade(release, ring=Ring.ALL)
    assert len(rest.done) == SEVEN - 3


def test_one_run_over_all_rings_begins_with_the_canary(fleet_of_seven: Any, upgrade: Any) -> None:
    done = upgrade(next_release(ADDITIVE), workers=4).done
    assert [item.ring for item in done] == ["canary", "pilot", "pilot", *["all"] * (SEVEN - 3)]


def test_the_first_failure_stops_and_resume_goes_on(fleet_of_twelve: list[City], upgrade: Any) -> None:
    broken = fleet_of_twelve[5]  # a pilot
    in_schema(broken, ADDITIVE)
    release = next_release(ADDITIVE)
    outcome = upgrade(release, workers=1)
    assert [(item.slug, item.error_code) for item in outcome.failures] == [(broken.slug, "sqlstate_42701")]
    assert [item.slug for item in outcome.done] == ["flotte-03", "flotte-05"]
    assert outcome.left == COUNT - 2
    assert NEXT not in steps_of(broken)
    assert _applied()[broken.slug] == this_release().state
    assert ledger.stuck() == [(broken.slug, "sqlstate_42701")]
    with pytest.raises(ledger.UnableToUpgrade, match="run_unfinished"):
        upgrade(release)
    in_schema(broken, "ALTER TABLE audit_auditentry DROP COLUMN remark")
    resumed = upgrade(release, resume=True)
    assert resumed.run == outcome.run
    assert len(resumed.done) == COUNT - 1
    assert set(_applied().values()) == {release.state}
    assert ledger.stuck() == []


def test_a_city_that_failed_and_those_not_reached_are_served_as_before(
    fleet_of_seven: list[City], upgrade: Any, at: datetime
) -> None:
    from audit.models import AuditEntry
    from audit.operations import SYSTEM, record

    in_schema(fleet_of_seven[5], ADDITIVE)
    assert upgrade(next_release(ADDITIVE)).failures
    for city in fleet_of_seven:  # upgraded, failed and waiting ones: today's code works in each
        with bind(city):
            record(action="test", actor=SYSTEM, at=at)
            assert AuditEntry.objects.count() == 1


def test_a_city_somebody_works_in_stops_the_run_in_time_instead_of_queueing(
    fleet_of_seven: list[City], upgrade: Any, settings: Any
) -> None:
    settings.MIGRATION_LOCK_TIMEOUT_MS = 100
    from audit.models import AuditEntry

    with bind(fleet_of_seven[3]):
        from django.db import transaction

        with transaction.atomic():
            AuditEntry.objects.count()
            failures = _elsewhere(lambda: upgrade(next_release(ADDITIVE))).failures
    assert [(item.slug, item.error_code) for item in failures] == [("flotte-03", "lock_timeout")]


def test_a_statement_that_takes_too_long_is_ended(fleet_of_seven: list[City], upgrade: Any, settings: Any) -> None:
    settings.MIGRATION_STATEMENT_TIMEOUT_MS = 100
    [failure] = upgrade(next_release("SELECT pg_sleep(5)"), ring=Ring.CANARY).failures
    assert failure.error_code == "statement_timeout"


def test_with_nothing_to_do_one_row_per_city_is_read_and_nothing_written(
    fleet_of_twelve: list[City], upgrade: Any
) -> None:
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connections[OWNER].execute_wrapper(note), connection.execute_wrapper(note):
        outcome = upgrade(this_release())
    assert outcome.run is None
    assert len(sent) == 1
    assert "tenants_city" in sent[0]
    assert "django_migrations" not in sent[0]
    with bind_owner():
        assert not FleetRun.objects.using(OWNER).exists()


def test_a_city_made_by_yesterdays_code_during_a_run_ends_at_the_right_state(
    fleet_of_seven: list[City], at: datetime
) -> None:
    release, made = next_release(ADDITIVE), threading.Event()
    late: list[City] = []

    def tell(_item: fleet.Upgraded) -> None:
        if not made.is_set():
            made.set()
            late.append(_elsewhere(lambda: create_city(new_city(40), at=at)))

    outcome = fleet.migrate(clock=lambda: at, release=release, tell=tell)
    assert late[0].applied == this_release().state
    assert len(outcome.done) == SEVEN + 1
    assert _applied()["flotte-40"] == release.state
    assert _has_remark(late[0])


def test_a_city_made_by_todays_code_needs_nothing(cities: Any, at: datetime, upgrade: Any) -> None:
    release = next_release(ADDITIVE)
    with aside():
        city = create_city(new_city(41), at=at, release=release)
        assert _has_remark(city)
        assert upgrade(release).run is None


def test_two_runs_at_the_same_time_are_refused(fleet_of_seven: Any, upgrade: Any) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            upgrade(next_release(ADDITIVE))
        except ledger.UnableToUpgrade as refusal:
            refused.append(refusal.code)

    with ledger.the_only_run():
        _elsewhere(second)
    assert refused == ["run_in_progress"]


def test_a_run_whose_process_was_lost_is_resumed(fleet_of_seven: Any, upgrade: Any, at: datetime) -> None:
    release = next_release(ADDITIVE)
    lost = ledger.open_run(target=release.state, ring=Ring.ALL, at=at)
    ledger.plan(run=lost, cities=fleet_of_seven[:2])
    assert upgrade(release, resume=True).run == lost.pk
    assert set(_applied().values()) == {release.state}


def test_a_table_that_comes_later_is_granted_too(fleet_of_seven: list[City], upgrade: Any) -> None:
    today = next_release("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY)")
    release = Release(plan=today.plan, rights=(*today.rights, ("SELECT, INSERT", "later")))
    assert not upgrade(release).failures
    with bind(fleet_of_seven[0]), connection.cursor() as cursor:
        cursor.execute("INSERT INTO later DEFAULT VALUES RETURNING id")
        assert cursor.fetchone() == (1,)


def _elsewhere(work: Callable[[], Any]) -> Any:
    """In another thread, with connections of its own."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answers[0] if answers else None
