"""Papers: uploaded, refused kindly, looked at, removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from declarations.models import Declaration
from documents.models import Document
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, text_of
from tests.support.cases import small_pdf

PAPERS = "/antrag/nachweise/"


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    found.answer("income.sources")
    return found


def kept(sponsor: Sponsor) -> list[Document]:
    with bind(sponsor.city):
        return list(Document.objects.exclude(state="removed"))


def wanted(sponsor: Sponsor) -> dict[str, Any]:
    page = sponsor.browser.get(PAPERS)
    return {item.requirement.kind: item.requirement for item in page.context["wanted"]}


def test_each_paper_has_its_own_field_and_says_what_is_missing(sponsor: Sponsor) -> None:
    page = sponsor.browser.get(PAPERS)
    assert {"pay_slips", "id_copy", "other"} <= set(wanted(sponsor))
    assert text_of(page).count('type="file"') == len(page.context["wanted"])
    assert page.context["missing"] >= 2


def test_an_upload_is_kept_and_shown_where_it_belongs(sponsor: Sponsor) -> None:
    answer = sponsor.upload("pay_slips", name="Lohn Oktober.pdf")
    assert answer["Location"] == "/antrag/nachweise/#pay_slips"
    assert [document.name for document in wanted(sponsor)["pay_slips"].uploaded] == ["Lohn Oktober.pdf"]


def test_several_files_go_at_once_and_a_bad_one_does_not_cost_the_others(sponsor: Sponsor) -> None:
    good = SimpleUploadedFile("gut.pdf", small_pdf())
    bad = SimpleUploadedFile("tabelle.docx", b"PK\x03\x04rubbish")
    page = sponsor.browser.post(PAPERS, {"kind": "pay_slips", "pay_slips-uploads": [good, bad]})
    assert page.status_code == 200
    body = text_of(page)
    assert "tabelle.docx" in body
    assert "Speichern Sie das Dokument als PDF" in body
    assert "<title>Fehler:" in body
    assert len(kept(sponsor)) == 1
    assert "gut.pdf" in body


def test_nothing_chosen_and_too_large_are_said_beside_the_form(sponsor: Sponsor) -> None:
    page = sponsor.browser.post(PAPERS, {"kind": "pay_slips"})
    assert "Wählen Sie zuerst eine Datei aus." in text_of(page)
    large = SimpleUploadedFile("gross.pdf", b"%PDF-1.7\n" + b"0" * (11 * 1024 * 1024))
    page = sponsor.browser.post(PAPERS, {"kind": "pay_slips", "pay_slips-uploads": large})
    assert "zu groß" in text_of(page)
    assert kept(sponsor) == []


@pytest.mark.parametrize(("button", "target"), [("weiter", "/antrag/"), ("later", "/antrag/pause/")])
def test_a_file_that_was_chosen_is_not_left_behind_by_another_button(
    sponsor: Sponsor, button: str, target: str
) -> None:
    file = SimpleUploadedFile("lohn.pdf", small_pdf())
    assert sponsor.browser.post(PAPERS, {button: "1", "pay_slips-uploads": file})["Location"] == target
    assert [document.kind for document in kept(sponsor)] == ["pay_slips"]
    assert sponsor.browser.post(PAPERS, {button: "1"})["Location"] == target


def test_files_for_several_papers_go_at_once_and_the_refused_one_is_named_at_its_place(sponsor: Sponsor) -> None:
    good, bad = SimpleUploadedFile("lohn.pdf", small_pdf()), SimpleUploadedFile("ausweis.docx", b"PK\x03\x04rubbish")
    page = sponsor.browser.post(PAPERS, {"weiter": "1", "pay_slips-uploads": good, "id_copy-uploads": bad})
    assert page.status_code == 200
    assert {item.requirement.kind for item in page.context["wanted"] if item.form.errors} == {"id_copy"}
    assert [document.kind for document in kept(sponsor)] == ["pay_slips"]


def test_the_same_file_twice_is_there_once(sponsor: Sponsor) -> None:
    for _click in range(2):
        sponsor.upload("pay_slips")
    assert len(kept(sponsor)) == 1


def test_a_paper_is_looked_at_on_the_host_for_files(sponsor: Sponsor) -> None:
    sponsor.upload("pay_slips")
    answer = sponsor.browser.get(f"{PAPERS}{kept(sponsor)[0].id}/")
    assert answer.status_code == 302
    assert "//dateien.localhost" in answer["Location"]


def test_a_paper_can_be_removed_after_one_question(sponsor: Sponsor) -> None:
    sponsor.upload("pay_slips")
    address = f"{PAPERS}{kept(sponsor)[0].id}/entfernen/"
    assert "Möchten Sie diesen Eintrag entfernen" in text_of(sponsor.browser.get(address))
    for _click in range(2):
        assert sponsor.browser.post(address)["Location"] == PAPERS
    assert kept(sponsor) == []


def test_nobody_reaches_a_paper_of_another_draft(sponsor: Sponsor, offenbach: Any, someone: Any) -> None:
    sponsor.upload("pay_slips")
    stranger = someone(offenbach)
    stranger.begin()
    address = f"{PAPERS}{kept(sponsor)[0].id}/"
    assert stranger.browser.get(address).status_code == 404
    stranger.browser.post(f"{address}entfernen/")
    assert len(kept(sponsor)) == 1
    with bind(offenbach):
        assert Declaration.objects.count() == 2


def test_an_unknown_kind_is_not_taken(sponsor: Sponsor) -> None:
    assert sponsor.upload("worksheet").status_code == 302
    assert kept(sponsor) == []
