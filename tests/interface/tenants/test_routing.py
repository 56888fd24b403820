"""A host leads to its city without a query, and every process hears at once when that changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tenants import life, memory, routing
from tenants.binding import OWNER, bind_owner
from tenants.listening import announce, listener
from tenants.models import Domain, Stage
from tests.conftest import AT
from tests.support.fleet import put
from tests.support.statements import statements

SOON = 5.0  # seconds; it takes milliseconds, but the machine may be busy
WATCHER = """
import sys, time, django
django.setup()
from tenants.routing import place_of
last = None
while True:
    kind = place_of(sys.argv[1]).kind
    if kind != last:
        print(kind, flush=True)
        last = kind
    time.sleep(0.02)
"""


@pytest.fixture
def city(offenbach: Any) -> Iterator[Any]:
    yield offenbach
    put(offenbach, Stage(offenbach.stage))
    with bind_owner():
        Domain.objects.using(OWNER).filter(domain__endswith=".example").delete()
        Domain.objects.using(OWNER).filter(tenant_id=offenbach.pk).update(is_primary=True)
    routing.forget()


@pytest.fixture
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield


def test_a_host_known_or_not_is_looked_up_once(city: Any) -> None:
    _wait(listener.hears)
    for host in ("offenbach.localhost", "nirgendwo.localhost"):
        routing.place_of(host)
        assert statements(lambda host=host: routing.place_of(host)) == 0  # type: ignore[misc]  # the default binds the loop's value; mypy cannot infer it


def test_another_process_hears_of_a_change_at_once(city: Any) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WATCHER, "offenbach.localhost"], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as watcher:
        assert watcher.stdout is not None
        try:
            assert watcher.stdout.readline() == "city\n"
            time.sleep(0.5)  # its connection for listening is up by now; what it kept is good for long
            for stage, kind in (
                (Stage.SUSPENDED, "suspended"),
                (Stage.ONBOARDING, "city"),
                (Stage.OFFBOARDED, "offboarded"),
            ):
                began = time.monotonic()
                life.move_to(slug=city.slug, stage=stage, at=AT)
                assert watcher.stdout.readline() == f"{kind}\n"
                assert time.monotonic() - began < memory.KEEP_SECONDS_UNHEARD - 1  # heard, not merely run out
        finally:
            watcher.kill()


def test_a_change_that_is_taken_back_is_not_heard(city: Any) -> None:
    _wait(listener.hears)
    place = routing.place_of("offenbach.localhost")
    with bind_owner(), transaction.atomic(using=OWNER):
        announce()
        transaction.set_rollback(True, using=OWNER)
    time.sleep(0.3)
    assert routing.place_of("offenbach.localhost") is place


def test_what_was_being_looked_up_while_it_changed_is_not_kept(city: Any) -> None:
    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        routing.forget()
        return found

    routing.forget()
    with connection.execute_wrapper(meanwhile):
        routing.place_of("offenbach.localhost")
    assert statements(lambda: routing.place_of("offenbach.localhost")) == 1


def test_a_suspended_city_rests_and_says_whom_to_ask(city: Any, browse: Any, that_day: None) -> None:
    life.move_to(slug=city.slug, stage=Stage.SUSPENDED, at=AT)
    for address in ("/", "/antrag/", "/amt/"):
        answer = browse(city).get(address)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "3600"
        assert "069 8065-0" in answer.content.decode()
    assert browse(city).get("/kontakt/").status_code == 200
    assert browse(city).get("/theme.css").status_code == 200


def test_a_city_that_left_answers_gone_and_an_unknown_one_not_found(city: Any, browse: Any) -> None:
    life.move_to(slug=city.slug, stage=Stage.OFFBOARDED, at=AT)
    assert browse(city).get("/").status_code == 410
    assert browse(type("Nowhere", (), {"slug": "nirgendwo"})).get("/").status_code == 404


def test_a_new_address_leads_to_the_city_and_the_old_one_stays(city: Any) -> None:
    assert routing.place_of("vpe.offenbach.example").kind == "unknown"
    life.add_host(slug=city.slug, host="vpe.offenbach.example")
    found = routing.place_of("vpe.offenbach.example").city
    assert found is not None
    assert found.slug == city.slug
    assert routing.city_host(city) == "vpe.offenbach.example"
    assert routing.place_of("offenbach.localhost").kind == "city"
    life.remove_host(slug=city.slug, host="vpe.offenbach.example")
    assert routing.place_of("vpe.offenbach.example").kind == "unknown"


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("wiesbaden.localhost", "host_taken"),
        ("betrieb.localhost", "reserved_host"),
        ("localhost", "bad_host"),
        ("Offenbach.example", "bad_host"),
        ("-x.example", "bad_host"),
        ("x.example/y", "bad_host"),
    ],
)
def test_an_address_that_cannot_be_is_refused(city: Any, host: str, code: str) -> None:
    with pytest.raises(life.UnableToChangeCity, match=code):
        life.add_host(slug=city.slug, host=host)
    assert routing.city_host(city) == "offenbach.localhost"


def test_a_city_keeps_an_address(city: Any) -> None:
    with pytest.raises(life.UnableToChangeCity, match="last_host"):
        life.remove_host(slug=city.slug, host="offenbach.localhost")


def _wait(for_it: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not for_it():
        assert time.monotonic() < end
        time.sleep(0.02)
