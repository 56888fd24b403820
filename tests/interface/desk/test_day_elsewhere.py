"""A clerk books by telephone in a city whose visits are kept by a system of its own: the same pages, the same clicks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.standins.zms.server import StandIn
from tenants.binding import bind
from tests.contract.appointments.standin import faults
from tests.interface.appointments.systems import section
from tests.interface.desk.clerks import document_of, text_of, words
from tests.interface.desk.visiting import active, configure, restored


@pytest.fixture
def standin(tmp_path: Path, clock: Any) -> Iterator[StandIn]:
    with StandIn(tmp_path / "zms") as running:
        running.world.clock = time.time
        yield running


@pytest.fixture(autouse=True)
def _kept_elsewhere(offenbach: Any, standin: StandIn) -> Iterator[None]:
    from configuration.models import ConfigurationVersion

    with bind(offenbach):
        number = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
    configure(offenbach, **section(standin))
    yield
    restored(offenbach, number)


def test_a_visit_is_given_and_cancelled_there_each_by_one_click(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    page = f"{received.path}termin/"
    slot = str(document_of(kim.get(page)).xpath("//input[@name='slot']/@value")[0])
    path, data = kim.filled(page, page, slot=slot)
    assert [kim.post(path, data).status_code for _time in range(2)] == [302, 302]
    booked = active(offenbach, received.id)
    assert (booked.system, booked.state, booked.seat) == ("zms", "booked", None)
    day = kim.get(f"/amt/termine/?tag={slot.partition('|')[2][:10]}")
    assert "Mustermann, Erika" in text_of(document_of(day).xpath("//tr[@data-row]")[0])
    assert kim.send(f"{page}absagen/", via="desk").status_code == 302
    assert active(offenbach, received.id) is None


def test_a_system_that_is_down_is_said_and_nothing_is_booked(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], standin: StandIn
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    page = f"{received.path}termin/"
    slot = document_of(kim.get(page)).xpath("//input[@name='slot']/@value")[0]
    path, data = kim.filled(page, page, slot=slot)
    faults(standin, answers="down")
    answer = kim.post(path, data)
    assert answer.status_code == 409
    assert "Das Terminsystem antwortet nicht" in words(answer)
    assert active(offenbach, received.id) is None
    assert "Das Terminsystem antwortet nicht" in kim.text(page)


def test_hours_are_closed_there_and_not_here(offenbach: Any, clerk: Callable[..., Any]) -> None:
    toni = clerk(offenbach, "supervisor")
    assert "Zeiten schließen" not in toni.text("/amt/kalender/")
    typed = {"where": "nord|", "first_0": "24", "first_1": "11", "first_2": "2026", "reason": "Fortbildung"}
    answer = toni.post("/amt/kalender/schliessen/", {**typed, "step": "preview"})
    assert answer.status_code == 409
    assert "Ihre Termine verwaltet ein anderes System" in words(answer)
