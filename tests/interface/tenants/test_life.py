"""The life of a city: from stage to stage along the table, noted in its history, with the operator's role alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants import life, routing
from tenants.binding import bind_public
from tenants.models import City, Ring, Stage, StageChange
from tests.support.fleet import put

WHO = "betrieb@zusage.example"


@pytest.fixture
def city(offenbach: Any) -> Iterator[Any]:
    yield offenbach
    put(offenbach, offenbach.stage)


def _move(city: Any, stage: Stage, at: datetime) -> str:
    try:
        life.move_to(slug=city.slug, stage=stage, at=at, by=WHO)
    except life.UnableToChangeCity as refusal:
        return refusal.code
    return ""


def _now(city: Any) -> City:
    with bind_public():
        found: City = City.objects.get(pk=city.pk)
        return found


def _history(city: Any) -> list[tuple[str, str, datetime, str]]:
    with bind_public():
        changes = StageChange.objects.filter(city_id=city.pk).order_by("id")
        return list(changes.values_list("source", "target", "at", "by"))


def test_the_whole_life_is_noted_with_its_times_and_whose_doing_it_was(city: Any, at: datetime) -> None:
    put(city, Stage.PROSPECT)
    way = [Stage.ONBOARDING, Stage.REHEARSAL, Stage.PILOT, Stage.LIVE, Stage.SUSPENDED, Stage.OFFBOARDED]
    for day, stage in enumerate(way):
        assert _move(city, stage, at + timedelta(days=day)) == ""
    assert [(source, target) for source, target, _, _ in _history(city)] == [
        *zip([Stage.PROSPECT, *way], way, strict=False)
    ]
    assert {by for _, _, _, by in _history(city)} == {WHO}
    assert _now(city).stage_since == at + timedelta(days=len(way) - 1)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Stage.PROSPECT, Stage.LIVE),
        (Stage.ONBOARDING, Stage.LIVE),
        (Stage.PILOT, Stage.REHEARSAL),
        (Stage.PILOT, Stage.OFFBOARDED),
        (Stage.LIVE, Stage.ONBOARDING),
        (Stage.LIVE, Stage.PILOT),
        (Stage.LIVE, Stage.OFFBOARDED),
        (Stage.OFFBOARDED, Stage.LIVE),
        (Stage.OFFBOARDED, Stage.SUSPENDED),
        (Stage.SUSPENDED, Stage.PROSPECT),
    ],
)
def test_what_a_life_does_not_know_is_refused_and_nothing_noted(
    city: Any, at: datetime, source: Stage, target: Stage
) -> None:
    put(city, source)
    assert _move(city, target, at) == "not_allowed"
    assert (_now(city).stage, _history(city)) == (source, [])
    assert target not in life.may_move_to(_now(city))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_tried_the_history_is_one_line_and_real_cases_are_never_left_behind(
    city: Any, at: datetime, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  a walk, no secret
    put(city, Stage.PROSPECT)
    stage, real = Stage.PROSPECT, False
    for step in range(60):
        wanted = chance.choice(list(Stage))
        allowed = life.may_move_to(_now(city))
        code = _move(city, wanted, at + timedelta(hours=step))
        assert (code == "") is (wanted in allowed or wanted == stage)
        stage = wanted if code == "" else stage
        real = real or stage in (Stage.PILOT, Stage.LIVE)
        assert not (real and stage in (Stage.PROSPECT, Stage.ONBOARDING, Stage.REHEARSAL))
        assert _now(city).stage == stage
        if stage == Stage.OFFBOARDED:
            life.restored(slug=city.slug, at=at, by=WHO)
            stage = Stage.SUSPENDED
    history = _history(city)
    assert len(history) > 10
    assert [source for source, *_ in history[1:]] == [target for _, target, *_ in history[:-1]]


def test_a_city_that_nobody_knows_is_refused(cities: Any, at: datetime) -> None:
    with pytest.raises(life.UnableToChangeCity, match="unknown_city"):
        life.move_to(slug="nirgendwo", stage=Stage.LIVE, at=at)


@pytest.mark.parametrize("before", [Stage.ONBOARDING, Stage.REHEARSAL, Stage.PILOT, Stage.LIVE])
def test_a_suspended_city_goes_back_to_where_it_was_and_nowhere_else(city: Any, at: datetime, before: Stage) -> None:
    put(city, before)
    assert _move(city, Stage.SUSPENDED, at) == ""
    assert life.may_move_to(_now(city)) == [before, Stage.OFFBOARDED]
    others = {Stage.ONBOARDING, Stage.REHEARSAL, Stage.PILOT, Stage.LIVE} - {before}
    assert {_move(city, other, at) for other in others} == {"not_allowed"}
    assert _move(city, before, at) == ""


def test_who_left_comes_back_from_the_archive_alone_suspended_and_then_to_where_it_was(city: Any, at: datetime) -> None:
    put(city, Stage.LIVE)
    for stage in (Stage.SUSPENDED, Stage.OFFBOARDED):
        _move(city, stage, at)
    assert life.may_move_to(_now(city)) == []
    life.restored(slug=city.slug, at=at, by=WHO)
    assert life.may_move_to(_now(city)) == [Stage.LIVE, Stage.OFFBOARDED]


def test_only_who_left_is_restored(city: Any, at: datetime) -> None:
    with pytest.raises(life.UnableToChangeCity, match="not_allowed"):
        life.restored(slug=city.slug, at=at)


def test_moving_to_where_it_is_already_changes_nothing(city: Any, at: datetime) -> None:
    assert _move(city, Stage(city.stage), at) == ""
    assert _history(city) == []


def test_the_history_cannot_be_changed_by_the_operators_role(city: Any, at: datetime) -> None:
    from django.db import ProgrammingError

    _move(city, Stage.SUSPENDED, at)
    rows = StageChange.objects.filter(city_id=city.pk)
    with bind_public(), pytest.raises(ProgrammingError):
        rows.update(by="")
    with bind_public(), pytest.raises(ProgrammingError):
        rows.delete()


def test_everything_is_done_without_the_owners_connection(city: Any, at: datetime, no_owner: None) -> None:
    """The web process has none."""
    life.move_to(slug=city.slug, stage=Stage.SUSPENDED, at=at)
    life.set_ring(slug=city.slug, ring=Ring.CANARY)
    life.set_ring(slug=city.slug, ring=Ring(city.ring))
    life.rename(slug=city.slug, name=city.name)
    life.add_host(slug=city.slug, host="vpe.offenbach.example")
    life.remove_host(slug=city.slug, host="vpe.offenbach.example")


def test_a_change_joins_the_pages_transaction_and_is_taken_back_with_it(city: Any, at: datetime) -> None:
    host = f"{city.slug}.localhost"
    assert routing.place_of(host).kind == "city"
    with bind_public(), transaction.atomic():
        life.move_to(slug=city.slug, stage=Stage.SUSPENDED, at=at)
        transaction.set_rollback(True)
    assert routing.place_of(host).kind == "city"
    assert _history(city) == []
    with bind_public(), transaction.atomic():
        life.move_to(slug=city.slug, stage=Stage.SUSPENDED, at=at)
    assert routing.place_of(host).kind == "suspended"
