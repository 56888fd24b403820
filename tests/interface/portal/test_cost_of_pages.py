"""What a page costs: statements and bytes, bounded. More answers and more papers do not make it dearer."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.interface.portal.walking import ADDRESSES, Sponsor

MOST: dict[str, int] = {
    "/": 3,
    "/kontakt/": 2,
    "/theme.css": 2,
    "/antrag/pruefen/": 5,
    "/antrag/weg/": 5,
    "/antrag/": 16,
    ADDRESSES["sponsor.name"]: 7,
    ADDRESSES["guest.birth"]: 5,
    ADDRESSES["household"]: 5,
    "/antrag/vorschau/": 7,
    "/antrag/nachweise/": 10,
    "/antrag/pause/": 7,
    "/antrag/pruefen-und-abgeben/": 13,
}
LARGEST = 60_000


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    found.answer_all()
    found.upload_all()
    return found


def statements(sponsor: Sponsor, address: str) -> int:
    sponsor.browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = sponsor.browser.get(address)
    assert page.status_code == 200, address
    assert len(gzip.compress(page.content)) < LARGEST
    return len(captured)


def test_every_page_stays_within_its_bound(sponsor: Sponsor) -> None:
    found = {address: statements(sponsor, address) for address in MOST}
    for address, count in sorted(found.items(), key=lambda item: -item[1]):
        print(f"{count:3d}  {address}")
    assert {address: count for address, count in found.items() if count > MOST[address]} == {}


def test_more_persons_and_papers_cost_no_more_statements(sponsor: Sponsor) -> None:
    pages = ("/antrag/", "/antrag/nachweise/", "/antrag/pruefen-und-abgeben/", ADDRESSES["household"])
    before = {address: statements(sponsor, address) for address in pages}
    person = sponsor.case["household"]["members"][0]
    for name in ("Mia", "Moritz"):
        sponsor.add("household", person | {"given_names": name})
    for number in range(3):
        sponsor.upload("other", content=None, name=f"{number}.pdf")
    assert {address: statements(sponsor, address) for address in pages} == before
