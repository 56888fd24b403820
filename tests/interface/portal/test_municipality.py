"""A postal code that several municipalities share: the sponsor is asked for the municipality, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from declarations.models import Declaration
from declarations.operations import answers_of
from tenants.binding import bind, bind_public
from tests.interface.casework.visitors import settings_of
from tests.interface.portal.walking import ADDRESSES, Sponsor, text_of

FIRST = "/antrag/pruefen/"
QUESTION = "In welcher Gemeinde wohnen Sie?"
OURS = {
    "06413000": {"name": "Offenbach am Main", "postal_codes": ["63065", "63067"]},
    "06438001": {"name": "Dietzenbach", "postal_codes": ["63128"]},
}


@pytest.fixture
def sponsor(offenbach: Any, someone: Any, that_day: Any) -> Iterator[Sponsor]:
    from tests.interface.casework.visitors import AT

    that_day.move_to(AT)
    shared = {"63065": ["Mühlheim am Main"], "63128": []}
    with settings_of(offenbach, declarations={"municipalities": OURS, "shared_codes": shared}):
        yield someone(offenbach)


def test_whose_code_is_all_ours_is_asked_nothing_more(sponsor: Sponsor) -> None:
    answer = sponsor.fill(FIRST, sponsor.case["eligibility"] | {"postal_code": "63067"})
    assert answer["Location"] == "/antrag/weg/"
    assert QUESTION not in text_of(sponsor.browser.get(FIRST))


def test_who_shares_a_code_is_asked_once_by_name_and_goes_on(sponsor: Sponsor) -> None:
    assert QUESTION not in text_of(sponsor.browser.get(FIRST))
    page = sponsor.fill(FIRST, sponsor.case["eligibility"])
    assert page.status_code == 200
    body = text_of(page)
    assert QUESTION in body
    assert all(name in body for name in ("Offenbach am Main", "Mühlheim am Main", "Eine andere Gemeinde"))
    assert "Dietzenbach" not in body
    sent = {**page.context["form"].data.dict(), "municipality": "Offenbach am Main"}
    assert sponsor.browser.post(FIRST, sent)["Location"] == "/antrag/weg/"
    with bind(sponsor.city):
        assert answers_of(Declaration.objects.get())["eligibility"]["municipality"] == "Offenbach am Main"


@pytest.mark.parametrize("elsewhere", ["Mühlheim am Main", "other"])
def test_who_lives_elsewhere_is_sent_on_before_anything_is_kept(sponsor: Sponsor, elsewhere: str) -> None:
    page = sponsor.fill(FIRST, sponsor.case["eligibility"], municipality=elsewhere)
    assert "eine andere Behörde zuständig" in text_of(page)
    with bind(sponsor.city):
        assert not Declaration.objects.exists()


def test_the_other_authority_is_named_where_it_is_here(sponsor: Sponsor, wiesbaden: Any, at: Any) -> None:
    from tenants.models import CityReport

    with bind_public():
        CityReport.objects.update_or_create(
            city=wiesbaden, defaults={"counts": {"serves.06414000": 1, "draft": 2}, "reported_at": at}
        )
    body = text_of(sponsor.fill(FIRST, sponsor.case["eligibility"] | {"postal_code": "65183"}))
    assert wiesbaden.name in body
    assert "bamf-navi" not in body
    assert "bamf-navi" in text_of(sponsor.fill(FIRST, sponsor.case["eligibility"] | {"postal_code": "10115"}))


def test_the_whole_way_keeps_the_answer_and_files_a_case_that_an_earlier_release_reads(
    offenbach: Any, sponsor: Sponsor
) -> None:
    from casework import jurisdiction
    from declarations.queries import case_file
    from kernel.clock import now

    sponsor.case["stay"]["entry_date"] = "2027-05-01"
    sponsor.case["eligibility"]["municipality"] = "Offenbach am Main"
    assert sponsor.fill(FIRST, sponsor.case["eligibility"], municipality="Offenbach am Main").status_code == 302
    assert sponsor.fill("/antrag/weg/", sponsor.case["way"]).status_code == 302
    sponsor.answer_all()
    sponsor.upload_all()
    sponsor.review()
    sponsor.accept()
    assert sponsor.hand_in()["Location"] == "/antrag/zahlung/"
    with bind(offenbach):
        case = Declaration.objects.get()
        assert jurisdiction.is_ours(case, at=now())
        assert answers_of(case)["eligibility"]["municipality"] == "Offenbach am Main"
        assert case_file(case).answers.eligibility.municipality is None
    elsewhere = {"63065": ["Offenbach am Main"]}
    moved = {"06438009": {"name": "Neu-Isenburg", "postal_codes": ["63065"]}}
    with settings_of(offenbach, declarations={"municipalities": moved, "shared_codes": elsewhere}), bind(offenbach):
        assert not jurisdiction.is_ours(case, at=now())


def test_the_address_asks_when_it_has_another_shared_code(sponsor: Sponsor) -> None:
    sponsor.fill(FIRST, sponsor.case["eligibility"] | {"postal_code": "63067"})
    sponsor.fill("/antrag/weg/", sponsor.case["way"])
    address = ADDRESSES["sponsor.address"]
    values = sponsor.case["sponsor"]["address"] | {"postal_code": "63065"}
    page = sponsor.fill(address, values)
    assert page.status_code == 200
    assert QUESTION in text_of(page)
    assert sponsor.fill(address, values, municipality="Mühlheim am Main").status_code == 200
    assert sponsor.fill(address, values, municipality="Offenbach am Main").status_code == 302
