"""The optional questions of the form: every switch once, as the sponsor reads it, with the proposal marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from declarations.config import DEFAULT_SWITCHES
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk

PAGE = "/verwaltung/angaben/"


def post(mika: Clerk, **data: str) -> Any:
    return mika.browser.post(PAGE, {"stand": mika.get(PAGE).context["stand"], **data})


def draft(city: Any) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("declarations")


def shown(mika: Clerk) -> list[Any]:
    return [question for step in mika.get(PAGE).context["steps"] for question in step.questions]


def test_every_switch_stands_on_the_page_once(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    names = [question.name for question in shown(mika)]
    assert sorted(names) == sorted(DEFAULT_SWITCHES)
    page = mika.text(PAGE)
    assert "Geburtsname" in page
    assert page.count("(Voreinstellung)") == len(DEFAULT_SWITCHES)


def test_saving_it_as_it_stands_changes_nothing(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    assert post(mika, **{question.name: question.level for question in shown(mika)}).status_code == 302
    assert draft(offenbach).row is None


def test_a_switch_is_the_citys_and_goes_back_to_the_proposal(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    before = draft(offenbach).value
    post(mika, **{"stay.reason": "require"})
    assert draft(offenbach).value["fields"]["stay.reason"] == "require"
    assert draft(offenbach).faults == []
    assert draft(wiesbaden).row is None
    post(mika, **{"stay.reason": "off"})
    assert draft(offenbach).value == before
    post(mika, **{"stay.reason": "perhaps", "made.up": "ask"})
    assert draft(offenbach).faults
    assert "made.up" not in draft(offenbach).value["fields"]
