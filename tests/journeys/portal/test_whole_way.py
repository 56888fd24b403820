"""The whole way through the pages, in both cities, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from declarations.models import Declaration
from declarations.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, text_of
from tests.support.cases import pay, work


@pytest.mark.parametrize("slug", ["offenbach", "wiesbaden"])
def test_a_sponsor_prepares_hands_in_pays_and_reads_the_state(slug: str, cities: Any, browse: Any) -> None:
    city = next(city for city in cities if city.slug == slug)
    sponsor = Sponsor(browse(city), city)
    sponsor.up_to_the_last_click()
    assert "Damit binden Sie sich noch nicht" in text_of(sponsor.browser.get("/antrag/abgeben/"))
    handed_in = sponsor.hand_in()
    assert handed_in["Location"] == "/antrag/zahlung/"
    with bind(city):
        case = Declaration.objects.get()
        assert case.state == State.SEALED
    pay(city, case.id, at=now())
    work(city, at=now())
    with bind(city):
        case.refresh_from_db()
        assert case.state != State.SEALED
    other = next(each for each in cities if each.slug != slug)
    with bind(other):
        assert Declaration.objects.count() == 0
