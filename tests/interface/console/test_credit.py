"""The credit rules with a worked example of what they mean, and the city's own table that decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, words

PAGE = "/verwaltung/bonitaet/"
FEDERAL = {"kind": "federal_short", "years": ""}


def post(mika: Clerk, **data: str) -> Any:
    return mika.browser.post(PAGE, {"stand": mika.get(PAGE).context["stand"], **FEDERAL, **data})


def draft(city: Any) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("credit")


def plain(page: str) -> str:
    return page.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_the_example_is_the_federal_one_until_the_rule_is_changed_and_then_shows_both(
    offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    assert "braucht 1.990,00 € netto im Monat für einen erwachsenen Gast" in plain(mika.text(PAGE))
    assert post(mika, kind="full_standard_need", share="50").status_code == 302
    assert draft(offenbach).value["need_rule"] == {"kind": "full_standard_need", "minor_share": "0.5"}
    page = plain(mika.text(PAGE))
    assert "braucht 2.400,00 € netto" in page
    assert "Bisher sind es 1.990,00 €" in page
    assert draft(wiesbaden).row is None


def test_saving_the_page_as_it_stands_changes_nothing(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    assert post(mika).status_code == 302
    assert draft(offenbach).row is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "fixed_per_person", "amount": "viel"}, "Betrag"),
        ({"m1_0": "1990", "m1_1": "2500", "m2_0": "2600"}, "Gäste: 2, Angehörige: 1"),
        ({"m1_0": "1990", "m1_1": "1800"}, "brauchen nie weniger"),
        ({"m1_0": "-5"}, "noch nicht fertig"),
        ({"years": "bald"}, "Regelbedarf künftiger Jahre"),
    ],
)
def test_what_is_wrong_is_kept_and_said(
    offenbach: Any, official: Callable[..., Clerk], typed: dict[str, str], said: str
) -> None:
    mika = official(offenbach)
    answer = post(mika, **typed)
    assert answer.status_code in (200, 422)
    assert said in words(answer)
    assert draft(offenbach).faults
    assert all(f'value="{one}' in answer.content.decode() for one in typed.values() if one in ("viel",))


def test_the_own_table_stands_beside_the_calculation(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    assert post(mika, m1_0="1.900", m1_1="2500", m2_0="2.700,50", m2_1="3000").status_code == 302
    assert draft(offenbach).value["matrix"] == [["1900.00", "2500.00"], ["2700.50", "3000.00"]]
    assert draft(offenbach).faults == []
    assert "Ihre Tabelle: 1.900,00 €" in plain(words(mika.get(PAGE)))
    assert post(mika).status_code == 302
    assert draft(offenbach).row is None
