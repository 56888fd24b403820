"""Every page of the form: shown, answered wrongly, answered rightly; nothing typed is lost."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.test import Client

from declarations import typed
from declarations.casefile.path import BY_KEY, fetch
from declarations.models import Declaration
from declarations.operations import answers_of
from tenants.binding import bind
from tests.interface.portal.walking import ADDRESSES, Sponsor, text_of

CHANGES: dict[str, Any] = {
    "sponsor__birth": {"nationalities": ["163"]},
    "income__sources": {"kinds": ["employee", "self_employed", "pension"]},
    "stay": {"duration_days": 120},
}
EXTRA: dict[str, dict[str, Any]] = {
    "sponsor.title": {"residence_title_type": "limited", "residence_title_valid_until": "2030-01-31"},
    "income.business": {"self_employed_profit_month": "500.00", "tax_assessment_year": 2025},
    "income.other": {"pension_month": "300.00", "private_health_insurance": "0.00"},
    "housing": {"cold_rent": "700.00", "ancillary_costs": "100.00", "heating": "80.50", "mortgage_payment": "0.00"},
    "sponsor.remark": {"relationship_note": "Meine Mutter kommt zu Besuch."},
}
KEYS = [key for key in ADDRESSES if key not in ("eligibility", "way", "security")]


@pytest.fixture
def sponsor(offenbach: Any, browse: Any) -> Sponsor:
    """Somebody whose answers lead to every section."""
    found = Sponsor(browse(offenbach), offenbach, **CHANGES)
    for key, values in EXTRA.items():
        here: Any = found.case
        for part in key.split("."):
            here = here.setdefault(part, {})
        here.update(values)
    found.begin()
    for key in ("sponsor.birth", "income.sources", "stay"):
        assert found.answer(key).status_code == 302
    return found


def stored(sponsor: Sponsor) -> dict[str, Any]:
    with bind(sponsor.city):
        return answers_of(Declaration.objects.get())


@pytest.mark.parametrize("key", KEYS)
def test_the_page_works_by_itself_from_its_address(key: str, sponsor: Sponsor) -> None:
    page = sponsor.browser.get(ADDRESSES[key])
    assert page.status_code == 200
    assert str(BY_KEY[key].title) in text_of(page)
    assert page["Cache-Control"] == "no-store, private"
    assert "Speichern und später weitermachen" in text_of(page)
    assert len(gzip.compress(page.content)) < 60_000
    assert "<script>" not in text_of(page)
    assert not re.search(r"\sstyle=", text_of(page))


@pytest.mark.parametrize("key", KEYS)
def test_right_answers_are_saved_as_the_case_file_writes_them(key: str, sponsor: Sponsor) -> None:
    if key == "household":
        sponsor.case["household"] = {"has_members": False}
    assert sponsor.answer(key).status_code == 302
    assert fetch(stored(sponsor), key) == fetch(sponsor.case, key)


@pytest.mark.parametrize("key", [key for key in KEYS if key != "sponsor.remark"])
def test_an_empty_page_is_refused_beside_each_field_and_in_the_summary(key: str, sponsor: Sponsor) -> None:
    before = stored(sponsor)
    page = sponsor.browser.post(ADDRESSES[key], {})
    assert page.status_code == 200
    body = text_of(page)
    assert "<title>Fehler:" in body
    errors = page.context["form"].errors
    assert errors
    for name, messages in errors.items():
        target = page.context["form"][name].target
        assert f'href="#{target}"' in body
        assert f'id="{target}"' in body
        assert body.count(str(messages[0])[:30]) >= 2, "in the summary and beside the field"
    assert stored(sponsor) == before


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("sponsor.name", {"family_name": "王"}, "family_name", "lateinischen Buchstaben"),
    ("sponsor.birth", {"birth_date_0": "31", "birth_date_1": "2", "birth_date_2": "1980"}, "birth_date", "nur 29 Tage"),
    (
        "sponsor.birth",
        {"birth_date_0": "1", "birth_date_1": "1", "birth_date_2": "2015"},
        "birth_date",
        "mindestens 18",
    ),
    ("sponsor.address", {"postal_code": "65183"}, "postal_code", "andere Behörde zuständig"),
    ("sponsor.address", {"house_number": "hinten links"}, "house_number", "Hausnummer"),
    ("sponsor.contact", {"email": "erika@"}, "email", "E-Mail"),
    ("sponsor.contact", {"phone": "keins"}, "phone", "Vorwahl"),
    ("sponsor.document", {"id_document_number": "!!!"}, "id_document_number", "C01X00T47"),
    ("guest.passport", {"passport_number": "??"}, "passport_number", "C01X00T47"),
    ("guest.birth", {"nationalities_0": "129"}, "nationalities", "brauchen kein Visum"),
    ("income.net", {"net_month_1": "1,990.50"}, "net_month_1", "1.850"),
    ("income.net", {"net_month_2": "-5"}, "net_month_2", "kleiner"),
    ("stay", {"duration_days": "viele"}, "duration_days", "ganze Zahl"),
    ("stay", {"entry_date_0": "1", "entry_date_1": "1", "entry_date_2": "2026"}, "entry_date", "Vergangenheit"),
    ("stay", {"entry_date_0": "1", "entry_date_1": "12", "entry_date_2": "2027"}, "entry_date", "zu früh"),
    ("stay", {"purpose": "spionage"}, "purpose", "gibt es hier nicht"),
    ("guest.address", {"country": "000"}, "country", "Heimatland"),
    ("guest.address", {"line_1": "x" * 60}, "line_1", "35 Zeichen"),
]


@pytest.mark.parametrize(("key", "wrong", "field", "words"), WRONG)
def test_a_wrong_answer_says_how_to_mend_it_and_stays_as_typed(
    key: str, wrong: dict[str, Any], field: str, words: str, sponsor: Sponsor
) -> None:
    page = sponsor.answer(key, **wrong)
    assert page.status_code == 200
    form = page.context["form"]
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    for value in wrong.values():
        if not value.startswith("spion"):
            assert value in text_of(page)


def test_letters_that_registers_cannot_hold_become_a_proposal_that_only_has_to_be_looked_at(sponsor: Sponsor) -> None:
    page = sponsor.answer("guest.name", family_name="Щукина", given_names="„Мария“ Анна")
    form = page.context["form"]
    assert set(form.errors) == {"family_name", "given_names"}
    assert "Vorschlag: Shchukina Sie haben „Щукина“ geschrieben." in form.errors["family_name"][0]
    assert 'value="Shchukina"' in page.content.decode()
    proposed = {name: form[name].value() for name in ("family_name", "given_names")}
    assert sponsor.answer("guest.name", **proposed).status_code == 302
    assert stored(sponsor)["guest"]["name"]["family_name"] == "Shchukina"
    assert stored(sponsor)["guest"]["name"]["given_names"] == '"Mariia" Anna'


def test_quotation_marks_and_unseen_signs_of_a_telephone_are_no_mistake(sponsor: Sponsor) -> None:
    assert sponsor.answer("sponsor.address", street="Straße „Am Fluss“ – Nord\u200b").status_code == 302
    assert stored(sponsor)["sponsor"]["address"]["street"] == 'Straße "Am Fluss" - Nord'


def test_every_page_can_be_read_in_english(sponsor: Sponsor) -> None:
    sponsor.browser.get("/sprache/en/?next=/antrag/")
    for address in [*ADDRESSES.values(), "/antrag/", "/antrag/nachweise/", "/antrag/pause/", "/"]:
        page = sponsor.browser.get(address)
        assert page.status_code in (200, 302), address
        assert page.status_code == 302 or '<html lang="en"' in text_of(page)


def test_known_by_now_is_filled_in_beforehand(sponsor: Sponsor) -> None:
    page = text_of(sponsor.browser.get(ADDRESSES["sponsor.address"]))
    assert 'value="63065"' in page


def test_a_section_that_is_not_on_the_path_leads_to_the_overview(offenbach: Any, browse: Any) -> None:
    sponsor = Sponsor(browse(offenbach), offenbach)
    sponsor.begin()
    assert sponsor.browser.get(ADDRESSES["sponsor.title"])["Location"] == "/antrag/"
    assert sponsor.browser.get("/antrag/angaben/gibt-es-nicht/").status_code == 404


def test_saving_for_later_keeps_what_is_incomplete(sponsor: Sponsor) -> None:
    page = sponsor.browser.post(ADDRESSES["guest.name"], {"family_name": "Şahin", "later": "1"})
    assert page["Location"] == "/antrag/pause/"
    assert stored(sponsor)["guest"]["name"] == {"family_name": "Şahin"}
    assert 'value="Şahin"' in text_of(sponsor.browser.get(ADDRESSES["guest.name"]))


UNREADABLE = {"birth_date_0": "31", "birth_date_1": "2", "birth_date_2": "1970", "birth_place": "Ankara"}


def test_a_day_that_does_not_exist_waits_for_later_as_it_was_typed(sponsor: Sponsor) -> None:
    address = ADDRESSES["guest.birth"]
    assert sponsor.browser.post(address, {**UNREADABLE, "later": "1"})["Location"] == "/antrag/pause/"
    page = sponsor.browser.get(address)
    assert 'value="31"' in text_of(page)
    assert "birth_date" in page.context["form"].errors
    sponsor.answer("guest.birth")
    assert 'value="31"' not in text_of(sponsor.browser.get(address))
    with bind(sponsor.city):
        assert Declaration.objects.get().sealed_typed is None


def test_a_page_with_an_error_is_found_again_in_another_language(sponsor: Sponsor) -> None:
    address = ADDRESSES["guest.birth"]
    assert sponsor.browser.post(address, UNREADABLE).status_code == 200
    sponsor.browser.get(f"/sprache/en/?next={address}")
    page = text_of(sponsor.browser.get(address))
    assert '<html lang="en"' in page
    assert 'value="Ankara"' in page
    assert 'value="31"' in page


def test_a_page_left_for_later_without_a_mistake_shows_none(sponsor: Sponsor) -> None:
    sponsor.browser.post(ADDRESSES["guest.name"], {"family_name": "Şahin", "later": "1"})
    assert not sponsor.browser.get(ADDRESSES["guest.name"]).context["form"].is_bound


def test_what_could_not_be_saved_is_sealed_and_of_this_draft_only(sponsor: Sponsor) -> None:
    sponsor.browser.post(ADDRESSES["guest.name"], {"family_name": "", "given_names": "Ayşe"})
    with bind(sponsor.city):
        draft = Declaration.objects.get()
        assert typed.of_page(draft, "guest.name")["given_names"] == ["Ayşe"]
        assert "Ayşe".encode() not in bytes(draft.sealed_typed or b"")
        assert typed.of_page(draft, "sponsor.name") == {}


def test_a_change_from_the_review_comes_back_to_it(sponsor: Sponsor) -> None:
    address = f"{ADDRESSES['guest.name']}?von=pruefen"
    assert sponsor.fill(address, sponsor.case["guest"]["name"])["Location"] == "/antrag/pruefen-und-abgeben/"


def test_without_a_draft_the_page_explains_and_keeps_what_was_typed(offenbach: Any, browse: Any) -> None:
    browser: Client = browse(offenbach)
    page = browser.post(ADDRESSES["guest.name"], {"family_name": "Şahin", "given_names": "Ayşe", "gender": "w"})
    assert page.status_code == 404
    body = text_of(page)
    assert "So kommen Sie zurück" in body
    assert "Şahin" in body
    assert "Familienname" in body


def test_without_the_protecting_cookie_the_typed_answers_are_shown_to_copy(offenbach: Any) -> None:
    browser = Client(SERVER_NAME="offenbach.localhost", enforce_csrf_checks=True)
    page = browser.post(ADDRESSES["guest.name"], {"family_name": "Şahin"})
    assert page.status_code == 403
    assert "Şahin" in text_of(page)


def test_the_other_city_does_not_know_this_draft(sponsor: Sponsor, wiesbaden: Any, browse: Any) -> None:
    stranger: Client = browse(wiesbaden)
    stranger.cookies["antrag"] = sponsor.browser.cookies["antrag"].value
    assert stranger.get("/antrag/").status_code == 404


def test_the_cookie_is_kept_from_scripts(sponsor: Sponsor) -> None:
    cookie = sponsor.browser.cookies["antrag"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
