"""What happens around a run: who is named where, the twin's sleep, tidying up, the address that is answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from config.cities import make_twin
from kernel.clock import now
from onboarding.rehearsal import runs, subscribers, tasks, tidying, working
from onboarding.rehearsal.models import Run
from onboarding.rehearsal.steps import citizen
from onboarding.rehearsal.steps.base import CITIZEN, NotYet, Trip, opened
from outbox.models import OutboxEvent
from tenants import life, orders
from tenants.binding import bind, bind_public
from tenants.models import Order, Stage, StageChange
from tenants.twins import park_twin, twin_of
from tests.journeys.rehearsal.conftest import Workers
from tests.support.fleet import put

WHO = "Dominique Anfang"
ALTDORF = {"06413001": {"name": "Neustadt", "postal_codes": ["60001", "60002"]}}


def _order(city: Any) -> Run:
    with bind(city):
        return runs.order(staff_id=1, name=WHO, with_draft=False, at=now())


def _trip(city: Any) -> Trip:
    twin = twin_of(city.slug)
    assert twin is not None
    home = f"http://{city.slug}-test.localhost"
    return Trip(city, twin, WHO, False, now(), now(), time.monotonic() + 50, {"home": home})


@pytest.mark.parametrize("parked", [True, False])
def test_the_citys_official_is_not_named_in_the_register(offenbach: Any, workers: Workers, parked: bool) -> None:
    if parked:
        make_twin(offenbach.slug, at=now(), author="test")
        park_twin(slug=offenbach.slug, at=now(), by="test")
    run = _order(offenbach)
    with bind(offenbach):
        working.go_on(run.id, clock=now)
    assert orders.work(at=now()) == 1
    with bind_public():
        said = [*Order.objects.values_list("ordered_by", flat=True), *StageChange.objects.values_list("by", flat=True)]
    assert "city offenbach" in said
    assert WHO not in said


@pytest.fixture
def shared(offenbach: Any, workers: Workers, served: int) -> Callable[[list[str]], Trip]:
    """``shared(codes)``: the twin of a city that has these postal codes together with Altdorf, which sorts before it."""

    def prepare(codes: list[str]) -> Trip:
        from configuration import versions
        from configuration.operations import publish

        twin = make_twin(offenbach.slug, at=now(), author="test")
        with bind(twin), transaction.atomic():
            raw = versions.typed(versions.at_moment(now()))
            raw["declarations"] |= {"municipalities": ALTDORF, "shared_codes": {code: ["Altdorf"] for code in codes}}
            publish(raw=raw, author="x", at=now())
        trip = _trip(offenbach)
        trip.memory["home"] += f":{served}"
        return trip

    return prepare


def test_a_postal_code_that_is_shared_is_left_for_one_that_is_not(shared: Callable[[list[str]], Trip]) -> None:
    assert citizen.answer_eligibility(shared(["60001"])).facts == {"postal_code": "60002"}


def test_where_all_are_shared_the_citys_own_municipality_is_named(shared: Callable[[list[str]], Trip]) -> None:
    trip = shared(["60001", "60002"])
    assert citizen.answer_eligibility(trip).facts == {"postal_code": "60001"}
    browser, address = trip.browser(CITIZEN), citizen.FORM + "ihre-anschrift/"
    citizen._answer(trip, browser, opened(browser, address))
    assert 'value="Neustadt"' in opened(browser, address).body.decode()


def test_a_twin_that_rests_when_a_run_begins_is_waited_for(offenbach: Any, workers: Workers, served: int) -> None:
    twin = make_twin(offenbach.slug, at=now(), author="test")
    trip = _trip(offenbach)
    trip.memory["home"] += f":{served}"
    put(twin, "suspended")
    with pytest.raises(NotYet):
        citizen.look_at_start(trip)
    put(twin, "rehearsal")
    assert citizen.look_at_start(trip).seen


def test_a_run_that_begins_while_the_twin_is_put_to_rest_finds_it_awake(
    offenbach: Any, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_twin(offenbach.slug, at=now(), author="test")
    stage, move_to = offenbach.stage, life.move_to
    put(offenbach, "live")

    def and_somebody_begins(**told: Any) -> None:
        if told["stage"] == Stage.SUSPENDED:
            runs.order(staff_id=1, name=WHO, with_draft=False, at=now())
        move_to(**told)

    monkeypatch.setattr(life, "move_to", and_somebody_begins)
    try:
        with bind(offenbach):
            working.leave_twin(at=now())
    finally:
        put(offenbach, stage)
    found = twin_of(offenbach.slug)
    assert found is not None
    assert found.stage == Stage.REHEARSAL


def test_a_watch_whose_message_cannot_be_sent_makes_no_second_chain(
    offenbach: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> None:
        raise OSError("no broker")

    run, later = _order(offenbach), now() + runs.LOOK_EVERY
    monkeypatch.setattr(tasks.go_on, "send", away)
    with bind(offenbach):
        event = OutboxEvent.objects.get(name=runs.WATCH)
        for attempt in range(3):
            with pytest.raises(OSError, match="no broker"):
                subscribers.watch(event, later + timedelta(minutes=attempt))
        assert OutboxEvent.objects.filter(name=runs.WATCH, payload__run=str(run.id)).count() == 2


def test_what_is_tidied_up_is_erased_today_and_all_of_it(
    offenbach: Any, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    from declarations.models import Declaration, Erasure
    from tests.journeys.rehearsal.test_a_whole_run import _file

    twin, run = make_twin(offenbach.slug, at=now(), author="test"), _order(offenbach)
    for _turn in range(2):
        _file(twin)
    monkeypatch.setattr(tidying, "AT_ONCE", 1)
    later = now() + timedelta(days=31)
    with bind(offenbach):
        for turn in range(3):
            assert Run.objects.exists(), turn
            tidying.tidy(run_id=run.id, at=later)
        assert not Run.objects.exists()
        assert OutboxEvent.objects.filter(name=runs.TIDY, due_at__gt=later).count() == 2
    with bind(twin):
        assert set(Declaration.objects.values_list("state", flat=True)) == {"erased"}
        assert set(Erasure.objects.values_list("at", flat=True)) == {later}
