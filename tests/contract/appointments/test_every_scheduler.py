"""What every adapter to an appointment system must do, whoever is behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from kernel.clock import german_day
from tests.contract.appointments import standin as zms

WORKING = ["zms", "sandbox_accepts"]
REFUSING = [
    ("sandbox_refuses", {}, "Rejected"),
    ("sandbox_explodes", {"how": "temporary"}, "Temporary"),
    ("sandbox_explodes", {"how": "misconfigured"}, "Misconfigured"),
]
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture(params=WORKING)
def case(request: Any, standin: Any) -> Any:
    """(adapter, options) of one that works."""
    from appointments.config import options_for
    from appointments.registry import scheduler

    raw = {"zms": zms.options(standin), "sandbox_accepts": {"offices": ["zentrale", "nord"]}}[request.param]
    adapter = scheduler(request.param)
    return adapter, options_for(adapter, raw)


@pytest.fixture
def need() -> Any:
    from appointments.needs import Need, Purpose

    return Need(Purpose.SIGNING, office="zentrale")


@pytest.fixture
def visitor() -> Any:
    from appointments.base import Visitor

    return Visitor("Mustermann", "erika.mustermann@example.org", "+49 69 1234567", "mit Dolmetscherin")


def reserved(case: Any, need: Any, number: int = 0) -> Any:
    adapter, options = case
    slot = adapter.free(need, first=FIRST, last=LAST, options=options)[number]
    return slot, adapter.reserve(need, slot, options)


def test_all_adapters_are_in_this_contract() -> None:
    from appointments.registry import SCHEDULERS

    assert {*WORKING, *(name for name, _raw, _error in REFUSING)} == set(SCHEDULERS.names())


def test_its_name_is_that_of_its_registration_and_its_folder() -> None:
    from appointments.registry import SCHEDULERS

    for name, adapter in SCHEDULERS.items():
        assert adapter.name == name
        assert type(adapter).__module__ == f"appointments.adapters.{name}.adapter"


def test_its_options_refuse_what_they_do_not_know() -> None:
    from appointments.config import options_for
    from appointments.registry import SCHEDULERS

    for _name, adapter in SCHEDULERS.items():
        with pytest.raises(ValidationError):
            options_for(adapter, {"unknown": 1})


@pytest.mark.parametrize(("name", "raw", "error"), REFUSING)
def test_what_does_not_work_says_so_with_one_of_three_errors(name: str, raw: Any, error: str, need: Any) -> None:
    from appointments import base
    from appointments.base import FreeSlot
    from appointments.config import options_for
    from appointments.registry import scheduler

    adapter = scheduler(name)
    with pytest.raises(getattr(base, error)) as refused:
        adapter.reserve(need, FreeSlot("amt", zms.AT), options_for(adapter, raw))
    assert refused.value.code.replace("_", "").isalpha()


def test_what_is_free_is_in_order_within_the_days_and_of_the_office(case: Any, need: Any) -> None:
    adapter, options = case
    found = adapter.free(need, first=FIRST, last=LAST, options=options)
    assert len(found) > 5
    assert found == sorted(found, key=lambda slot: slot.starts_at)
    assert len(set(found)) == len(found)
    assert {slot.office for slot in found} == {"zentrale"}
    assert all(FIRST <= german_day(slot.starts_at) <= LAST for slot in found)
    assert all(slot.starts_at.utcoffset() == timedelta(0) for slot in found)


def test_without_an_office_all_are_offered(case: Any, need: Any) -> None:
    adapter, options = case
    found = adapter.free(replace(need, office=""), first=FIRST, last=FIRST, options=options)
    assert {slot.office for slot in found} == {"zentrale", "nord"}


def test_a_booking_goes_from_reserved_to_confirmed(case: Any, need: Any, visitor: Any) -> None:
    adapter, options = case
    adapter.check(options)
    slot, reservation = reserved(case, need)
    assert (reservation.office, reservation.starts_at) == (slot.office, slot.starts_at)
    assert reservation.reference
    assert reservation.held_until or reservation.held_for
    done = adapter.confirm(reservation, visitor, options)
    assert (done.reference, done.starts_at, done.office) == (reservation.reference, slot.starts_at, slot.office)
    assert adapter.look(done, options).state == "confirmed"


def test_confirming_twice_is_confirming_once(case: Any, need: Any, visitor: Any) -> None:
    adapter, options = case
    _, reservation = reserved(case, need)
    once = adapter.confirm(reservation, visitor, options)
    assert adapter.confirm(reservation, visitor, options) == once


def test_giving_back_twice_is_silent(case: Any, need: Any, visitor: Any) -> None:
    adapter, options = case
    _, reservation = reserved(case, need)
    adapter.confirm(reservation, visitor, options)
    adapter.cancel(reservation, options)
    adapter.cancel(reservation, options)


def test_nothing_of_the_secret_or_the_person_shows_in_a_text(case: Any, need: Any, visitor: Any) -> None:
    _, reservation = reserved(case, need)
    assert reservation.secret not in f"{reservation!r}{reservation}"
    assert "Mustermann" not in f"{visitor!r}{visitor}"
