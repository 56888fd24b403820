"""Orders: placed by the operator's page without the owner's rights, worked by the scheduler, once, whoever dies."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from tenants import orders
from tenants.binding import OWNER, bind, bind_owner, bind_public
from tenants.models import City, Order
from tenants.orders import LEASE, UnableToOrder
from tests.support.fleet import aside

WHO = "betrieb@zusage.example"
GOOD = {"slug": "probe-o", "name": "Probe O", "land": "HE", "ags": "06413000", "authority_code": "880031"}


@pytest.fixture(autouse=True)
def apart(cities: Any) -> Iterator[None]:
    with aside():
        yield


def _place(at: datetime, kind: str = "create_city", **changed: Any) -> Order:
    return orders.place(kind=kind, payload={**GOOD, **changed}, by=WHO, at=at)


def _order(pk: int) -> Order:
    with bind_public():
        return Order.objects.get(pk=pk)


def _made() -> list[str]:
    with bind_public():
        return list(City.objects.filter(slug__startswith="probe-").order_by("slug").values_list("slug", flat=True))


def test_a_city_is_ordered_without_the_owner(at: datetime, no_owner: None) -> None:
    order = _place(at)
    assert (order.started_at, order.ended_at, order.ordered_by) == (None, None, WHO)


def test_an_ordered_city_is_made_with_its_configuration(at: datetime, browse: Any) -> None:
    from configuration.queries import in_force

    order = _place(at, ring="canary")
    assert orders.work(at=at) == 1
    done = _order(order.pk)
    assert (done.started_at, done.ended_at, done.error_code) == (at, at, "")
    with bind_public():
        city = City.objects.get(slug="probe-o")
    assert city.ring == "canary"
    with bind(city):
        assert in_force(at=at).number == 1
    assert orders.work(at=at) == 0


def test_of_two_people_who_answer_each_has_an_order_of_their_own(at: datetime) -> None:
    """Who may not approve must not take the place of who may; of other orders one is enough."""

    def place(kind: str, payload: Any, by: str) -> int:
        return int(orders.place(kind=kind, payload=payload, by=by, at=at).pk)

    with bind_owner():
        City.objects.using(OWNER).filter(slug="offenbach").update(stage="onboarding")
    for kind, more in (("approve_live", {}), ("reject_live", {"reason": "Später"})):
        payload = {"slug": "offenbach", "number": 1, **more}
        assert place(kind, payload, "a@x.example") != place(kind, payload, "b@x.example")
        assert place(kind, payload, "a@x.example") == place(kind, payload, "a@x.example")
    assert place("create_city", GOOD, "a@x.example") == place("create_city", GOOD, "b@x.example")


def test_what_an_earlier_release_left_in_an_ended_order_is_erased(at: datetime) -> None:
    """During the change of processes an order may be ended by one that did not know that its address is private."""
    with bind_owner():
        ended = Order.objects.using(OWNER).create(
            kind="invite_owner", payload={"slug": "offenbach", "owner_email": "x@y.example"}, ordered_at=at,
            ordered_by=WHO, ended_at=at, error_code="unforeseen",
        )  # fmt: skip
    waiting = _place(at, owner_email="z@y.example")
    assert orders.erase_left_over() == 1
    assert _order(ended.pk).payload == {"slug": "offenbach"}
    assert _order(waiting.pk).payload["owner_email"] == "z@y.example"


def test_the_scheduler_works_orders(at: datetime) -> None:
    from config.scheduler import Scheduler

    _place(at)
    Scheduler().turn(at=at)
    assert _made() == ["probe-o"]


def test_the_scheduler_goes_on_after_the_database_was_away(at: datetime, no_broker: None) -> None:
    from config.scheduler import Scheduler

    scheduler, pauses = Scheduler(), []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) > 8 or _made():
            scheduler.stop()

    orders.work(at=at)
    _place(at)
    for alias, url in (("default", "DATABASE_URL"), (OWNER, "OWNER_DATABASE_URL")):
        with bind_public() if alias == "default" else bind_owner():
            connections[alias].ensure_connection()
        lost = connections[alias].connection.info.backend_pid
        with psycopg.connect(os.environ[url], autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [lost])
    scheduler.run(sleep=sleep)
    assert _made() == ["probe-o"]


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"ags": "09162000"}, "ags_wrong", "ags"),
        ({"authority_code": "1"}, "authority_code_wrong", "authority_code"),
        ({"authority_code": "030600"}, "authority_taken", "authority_code"),
        ({"slug": "offenbach", "authority_code": "030600"}, "is_there", "slug"),
        ({"slug": "probe-test"}, "slug_wrong", "slug"),
        ({"host": "wiesbaden.localhost"}, "host_taken", "host"),
        ({"host": "betrieb.localhost"}, "host_wrong", "host"),
        ({"ring": "first"}, "ring_wrong", "ring"),
        ({"colour": "red"}, "colour_wrong", "colour"),
    ],
)
def test_what_cannot_be_made_is_not_even_ordered(at: datetime, changed: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(UnableToOrder) as refused:
        _place(at, **changed)
    assert (refused.value.code, refused.value.params["field"]) == (code, field)
    with bind_public():
        assert not Order.objects.exists()


def test_an_unknown_kind_is_refused(at: datetime) -> None:
    with pytest.raises(UnableToOrder, match="unknown_kind"):
        _place(at, kind="sell_city")


def test_a_double_click_orders_once(at: datetime) -> None:
    assert _place(at).pk == _place(at).pk


def test_an_order_joins_the_transaction_of_the_page(at: datetime) -> None:
    with bind_public(), transaction.atomic():
        _place(at)
        transaction.set_rollback(True)
    assert orders.work(at=at) == 0


def test_what_was_taken_meanwhile_ends_with_its_code(at: datetime) -> None:
    first, second = _place(at), _place(at, slug="probe-p")
    assert orders.work(at=at) == 2
    assert (_order(first.pk).error_code, _order(second.pk).error_code) == ("", "authority_taken")
    assert _made() == ["probe-o"]


def test_whoever_dies_after_making_repeats_nothing(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    order = _place(at)
    with monkeypatch.context() as patched:
        patched.setattr(orders, "_settle", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            orders.work(at=at)
    assert _made() == ["probe-o"]
    assert _order(order.pk).ended_at is None
    assert orders.work(at=at + timedelta(minutes=1)) == 0  # its maker may be alive still
    assert orders.work(at=at + LEASE) == 1
    assert (_order(order.pk).error_code, _made()) == ("", ["probe-o"])


def test_while_the_database_is_away_an_order_waits(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    order = _place(at)
    with monkeypatch.context() as patched:
        patched.setattr("config.orders.make_city", away)
        with pytest.raises(OperationalError):
            orders.work(at=at)
    assert _order(order.pk).ended_at is None
    orders.work(at=at + LEASE)
    assert _made() == ["probe-o"]


def test_something_unforeseen_ends_the_order_and_not_the_scheduler(
    at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = _place(at)
    monkeypatch.setattr("config.orders.make_city", lambda *_, **__: 1 / 0)
    assert orders.work(at=at) == 1
    assert _order(order.pk).error_code == "unforeseen"


def test_two_schedulers_make_each_order_once(at: datetime) -> None:
    for number in range(4):
        _place(at, slug=f"probe-{'abcd'[number]}", authority_code=f"88004{number}")
    counts: list[int] = []

    def work() -> None:
        counts.append(orders.work(at=at))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 4
    assert _made() == ["probe-a", "probe-b", "probe-c", "probe-d"]
    with bind_public():
        assert set(Order.objects.values_list("error_code", flat=True)) == {""}


def test_a_twin_is_ordered_and_woken_by_orders(at: datetime) -> None:
    from tenants.twins import park_twin, twin_of

    _place(at)
    orders.work(at=at)
    for _time in range(2):
        order = orders.place(kind="create_twin", payload={"slug": "probe-o"}, by=WHO, at=at)
        assert orders.work(at=at) == 1
        assert _order(order.pk).error_code == ""
        twin = twin_of("probe-o")
        assert twin is not None
        assert twin.stage == "rehearsal"
        park_twin(slug="probe-o", at=at, by=WHO)
    assert _made() == ["probe-o", "probe-o-test"]


@pytest.mark.parametrize(
    ("payload", "code"),
    [({"slug": "nirgendwo"}, "unknown_city"), ({}, "slug_wrong"), ({"slug": 7}, "slug_wrong")],
)
def test_a_twin_of_nobody_is_not_ordered(at: datetime, payload: dict[str, Any], code: str) -> None:
    with pytest.raises(UnableToOrder, match=code):
        orders.place(kind="create_twin", payload=payload, by=WHO, at=at)
