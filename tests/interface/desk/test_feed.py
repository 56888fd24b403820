"""A subscribed calendar: its address is its only key, and no name stands in it."""

from __future__ import annotations

import logging.config
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of
from tests.interface.desk.visiting import HALF_HOUR, TUESDAY, visit

PAGE = "/amt/kalender/abo/"


def _subscribe(kim: Clerk, where: str = "*") -> str:
    """The path that the page shows once."""
    answer = kim.send(PAGE, where=where)
    found = document_of(answer).xpath("//p[@class='desk-hash']/text()")
    assert found, answer.content.decode()
    return "/" + str(found[0]).partition("://")[2].partition("/")[2]


def _stranger(city: Any) -> Client:
    return Client(SERVER_NAME=f"{city.slug}.localhost")


def _events(city: Any, address: str) -> list[Any]:
    answer = _stranger(city).get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content.decode()).walk("VEVENT"))


@pytest.fixture
def address(offenbach: Any, clerk: Callable[..., Any]) -> str:
    return _subscribe(clerk(offenbach))


def test_the_file_tells_times_purpose_persons_counter_and_reference_and_no_name(
    offenbach: Any, address: str, case: Callable[..., Any]
) -> None:
    received = case(offenbach)
    booked = visit(offenbach, received.id, comes="both", persons=2, wishes="Rollstuhl für Erika")
    answer = _stranger(offenbach).get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    for secret in ("Mustermann", "Erika", "Rollstuhl", "Şahin", str(received.id)):
        assert secret not in text
    (event,) = _events(offenbach, address)
    assert event["summary"].startswith("Unterschrift · 2 Personen · Schalter ")
    assert received.reference[:4] in event["description"]
    assert event.decoded("dtstart") == TUESDAY
    assert (str(event["uid"]), int(event["sequence"])) == (str(booked.uid), 0)


def test_a_moved_visit_stands_at_its_new_time_and_a_cancelled_one_is_gone(
    offenbach: Any, address: str, case: Callable[..., Any], clerk: Callable[..., Any]
) -> None:
    received = case(offenbach)
    visit(offenbach, received.id)
    visit(offenbach, received.id, TUESDAY + HALF_HOUR)
    (event,) = _events(offenbach, address)
    assert (event.decoded("dtstart"), int(event["sequence"])) == (TUESDAY + HALF_HOUR, 1)
    clerk(offenbach).send(f"{received.path}termin/absagen/", via="desk")
    assert _events(offenbach, address) == []


def test_a_week_back_and_sixty_days_ahead(offenbach: Any, address: str, case: Callable[..., Any], clock: Any) -> None:
    visit(offenbach, case(offenbach).id)
    for at, number in (
        (TUESDAY + timedelta(days=6), 1),
        (TUESDAY + timedelta(days=8), 0),
        (TUESDAY - timedelta(days=61), 0),
        (TUESDAY - timedelta(days=59), 1),
    ):
        clock.move_to(at, tick=True)
        assert len(_events(offenbach, address)) == number, at


def test_a_feed_of_one_counter_shows_its_visits_alone(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    address = _subscribe(clerk(offenbach), "buergerbuero|schalter-1")
    for _counter in range(2):
        visit(offenbach, case(offenbach).id)
    (event,) = _events(offenbach, address)
    assert event["summary"].endswith("Schalter 1")


def test_an_unchanged_file_is_not_sent_again(offenbach: Any, address: str, case: Callable[..., Any]) -> None:
    program = _stranger(offenbach)
    mark = program.get(address).headers["ETag"]
    same = program.get(address, headers={"If-None-Match": mark})
    assert (same.status_code, same.content) == (304, b"")
    visit(offenbach, case(offenbach).id)
    changed = program.get(address, headers={"If-None-Match": mark})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != mark


def test_the_address_is_shown_once_and_kept_as_a_digest(
    offenbach: Any, clerk: Callable[..., Any], address: str
) -> None:
    from appointments.models import Feed

    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 32
    assert secret not in clerk(offenbach).get(PAGE).content.decode()
    with bind(offenbach):
        assert secret not in str(list(Feed.objects.values_list()))


def test_a_revoked_an_unknown_and_another_citys_address_are_not_found(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], address: str
) -> None:
    assert _stranger(wiesbaden).get(address).status_code == 404
    assert _stranger(offenbach).get(f"{PAGE}{'x' * 32}.ics").status_code == 404
    kim = clerk(offenbach)
    revoke = document_of(kim.get(PAGE)).xpath("//form[contains(@action, 'beenden')]/@action")[0]
    assert clerk(offenbach, name="toni").post(revoke, {}).status_code == 302
    assert _stranger(offenbach).get(address).status_code == 200, "another clerk revoked it"
    assert [kim.post(revoke, {}).status_code for _time in range(2)] == [302, 302]
    assert _stranger(offenbach).get(address).status_code == 404


def test_it_ends_with_its_owners_work_here(offenbach: Any, clerk: Callable[..., Any], address: str) -> None:
    from accounts.staff.models import Staff

    kim = clerk(offenbach)
    for change in ({"is_active": False}, {"is_active": True, "roles": ["treasury"]}):
        with bind(offenbach):
            Staff.objects.filter(id=kim.id).update(**change)
        assert _stranger(offenbach).get(address).status_code == 404
    with bind(offenbach):
        Staff.objects.filter(id=kim.id).update(roles=["clerk"])
    assert _stranger(offenbach).get(address).status_code == 200


def test_nobody_has_more_than_ten(offenbach: Any, clerk: Callable[..., Any]) -> None:
    kim = clerk(offenbach)
    for _number in range(10):
        _subscribe(kim)
    answer = kim.send(PAGE, where="*")
    assert answer.status_code == 409
    assert "schon zehn Abos" in answer.content.decode()


def test_that_it_was_read_is_noted_once_an_hour(offenbach: Any, address: str, clock: Any) -> None:
    from appointments.models import Feed

    def read_at() -> Any:
        with bind(offenbach):
            return Feed.objects.get().read_at

    program = _stranger(offenbach)
    assert read_at() is None
    program.get(address)
    first = read_at()
    clock.shift(timedelta(minutes=50))
    program.get(address)
    assert read_at() == first
    clock.shift(timedelta(minutes=20))
    program.get(address)
    assert read_at() > first


def test_the_file_costs_the_same_whatever_stands_in_it(offenbach: Any, address: str, case: Callable[..., Any]) -> None:
    program, counted = _stranger(offenbach), []
    for number in range(2):
        visit(offenbach, case(offenbach).id, TUESDAY + number * HALF_HOUR)
        program.get(address)
        with CaptureQueriesContext(connection) as queries:
            program.get(address)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 6


def test_its_secret_is_in_no_log_even_when_something_breaks(
    offenbach: Any, address: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    from config.logging import LOGGING

    secret = address.rpartition("/")[2].removesuffix(".ics")
    monkeypatch.setattr("appointments.feed.file_of", lambda *_given, **_named: 1 / 0)
    logging.config.dictConfig(LOGGING)
    program = Client(SERVER_NAME="offenbach.localhost", raise_request_exception=False)
    assert program.get(address).status_code == 500
    said = capsys.readouterr()
    assert "ZeroDivisionError" in said.err
    assert secret not in said.err + said.out
