"""Whether a city is ready for visits, measured."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from appointments import checks
from appointments.base import Misconfigured, Temporary
from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY
from tests.interface.casework.visitors import settings_of

OFFICE: dict[str, Any] = {
    "key": "nord", "name": "Bürgerbüro Nord", "land": "HE", "counters": [{"key": "a", "name": "A"}],
    "hours": [{"days": ["we"], "start": "08:00", "end": "10:00"}],
}  # fmt: skip


def test_a_city_with_open_calendars_is_ready_and_so_is_the_other(cities: Any) -> None:
    for city in cities:
        with bind(city):
            assert [one.code for one in (checks.slots_are_free(at=AT), checks.offices_are_described(at=AT))] == ["", ""]


def test_an_office_with_few_free_slots_is_named(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"offices": [OFFICE]}), bind(offenbach):
        found = checks.slots_are_free(at=AT)
        assert (found.ready, found.code) == (False, "few_slots")
        assert "Bürgerbüro Nord (14)" in str(found.text)
        described = checks.offices_are_described(at=AT)
        assert (described.ready, described.code) == (False, "office_incomplete")


def test_slots_that_are_taken_do_not_count(offenbach: Any) -> None:
    from tests.interface.casework.visitors import book, visitor

    with settings_of(offenbach, appointments={"offices": [{**OFFICE, "key": "buergerbuero"}]}):
        book(offenbach, visitor(offenbach), TUESDAY + timedelta(days=1))
        with bind(offenbach):
            assert "(12)" in str(checks.slots_are_free(at=AT).text)


def test_where_nothing_is_booked_nothing_is_asked(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"booking": "none", "offices": []}), bind(offenbach):
        found = [checks.slots_are_free(at=AT), checks.offices_are_described(at=AT), checks.system_answers(at=AT)]
        assert all(one.ready for one in found)


@pytest.mark.parametrize("error", [None, Temporary("down"), Misconfigured("address")])
def test_the_citys_own_system_is_asked(
    offenbach: Any, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    from appointments import registry
    from appointments.base import Options
    from appointments.config import AppointmentRules

    class Probe:
        options_model = Options

        def check(self, _options: Options) -> None:
            if error:
                raise error

    rules = AppointmentRules().model_copy(update={"booking": "after_decision", "system": "there"})
    monkeypatch.setattr(registry.SCHEDULERS, "get", lambda _name: Probe())
    monkeypatch.setattr(checks, "_rules", lambda _at: rules)
    with bind(offenbach):
        assert checks.system_answers(at=AT).code == (
            error.code if isinstance(error, (Temporary, Misconfigured)) else ""
        )
        assert checks.slots_are_free(at=AT).ready
