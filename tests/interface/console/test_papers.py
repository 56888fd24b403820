"""The papers of each case: what the Bund demands is shown and cannot be changed; the rest is the city's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from documents.rows import ROWS
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk

PAGE = "/verwaltung/nachweise/"


def post(mika: Clerk, **data: str) -> Any:
    return mika.browser.post(PAGE, {"stand": mika.get(PAGE).context["stand"], **data})


def draft(city: Any) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("documents")


def as_it_stands(mika: Clerk) -> dict[str, str]:
    return {
        paper.name: paper.level for case in mika.get(PAGE).context["cases"] for paper in case.papers if not paper.fixed
    }


def test_every_row_of_the_matrix_stands_on_the_page_and_fixed_ones_are_no_question(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    shown = [paper for case in mika.get(PAGE).context["cases"] for paper in case.papers]
    assert {paper.name for paper in shown} == {f"{row.case}.{row.kind}" for row in ROWS}
    page = mika.text(PAGE)
    assert "In jeder Stadt Pflicht" in page
    raw = mika.get(PAGE).content.decode()
    assert 'name="employee.pay_slips"' not in raw
    assert 'name="employee.employment_contract"' in raw


def test_saving_it_as_it_stands_changes_nothing(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    assert post(mika, **as_it_stands(mika)).status_code == 302
    assert draft(offenbach).row is None


def test_a_level_is_the_citys_and_goes_back_to_the_proposal(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    before = draft(offenbach).value
    post(mika, **{"employee.employment_contract": "require", "employee.pay_slips": "off"})
    assert draft(offenbach).value["matrix"]["employee"]["employment_contract"] == "require"
    assert draft(offenbach).faults == []
    assert draft(wiesbaden).row is None
    assert "Angestellte und Beamte" in mika.text("/verwaltung/entwurf/")
    post(mika, **{"employee.employment_contract": "off"})
    assert draft(offenbach).value == before


def test_what_does_not_exist_is_said(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    post(mika, **{"guest.passport_guest": "perhaps"})
    assert draft(offenbach).faults
    assert "noch nicht fertig" in mika.text(PAGE)
