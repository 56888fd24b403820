"""What a person can paste or send by mistake is told, and never breaks a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, words

FILE = "/verwaltung/datei/"
TEXT = "/verwaltung/abschnitt/appointments/text/"
CREDIT = "/verwaltung/bonitaet/"
PLACES = "/verwaltung/zustaendigkeit/"


def draft(city: Any, name: str) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of(name)


def keep(city: Any, name: str, **changes: Any) -> None:
    from configuration import drafting
    from kernel.clock import now

    with bind(city), transaction.atomic():
        there = drafting.section_of(name)
        value = {**there.value, **changes}
        drafting.save(name=name, value=value, seen=there.stand, by=drafting.Editor(1, "Mika"), at=now())


def bring(mika: Clerk, text: str, **more: str) -> Any:
    return mika.post(FILE, {"file": SimpleUploadedFile("x.yaml", text.encode()), **more})


def odd_texts() -> list[str]:
    return [
        "lead_hours: .nan", "lead_hours: 1.0e+400", "2027-01-01: 5", "? [a, b]\n: 1", 'release: "\\ud800"', 'release: "\\0"',
        "release: !!binary aGFsbG8=", "lead_hours: 0x" + "f" * 900, "~: 1", "reminders: 7", "offices: [{key: Büro 1}]",
        "offices: [{key: a, counters: [{key: b, purposes: 7}]}]", "release: [7]",
    ]  # fmt: skip


@pytest.mark.parametrize("text", odd_texts())
def test_odd_text_of_a_section_is_kept_with_its_fault_and_every_page_opens(
    text: str, offenbach: Any, wiesbaden: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    answer = mika.send(TEXT, text=text)
    assert answer.status_code == 422
    assert "Zeile 1" in words(answer)
    for page in ("/verwaltung/", "/verwaltung/termine/", TEXT, "/verwaltung/entwurf/", "/verwaltung/termine/ort/a/"):
        assert mika.get(page).status_code in (200, 302), page
    assert draft(wiesbaden, "appointments").row is None


def test_an_office_without_a_page_is_named_where_offices_are_listed(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    keep(offenbach, "appointments", offices=[{"key": "Büro 1", "name": "Büro"}])
    page = mika.get("/verwaltung/termine/")
    assert document_of(page).xpath("//p[@class='console-fault']")
    assert mika.send("/verwaltung/termine/", "/verwaltung/abschnitt/appointments/verwerfen/").status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "shapes: {texts: 1}\nconfiguration:\n  texts: {imprint: null}\n", "shapes: {texts: 1}\nconfiguration:\n  texts: {imprint: 5}\n",
        "shapes: {mail: 1}\nconfiguration:\n  mail: {sender: 5}\n",
    ],
)  # fmt: skip
def test_a_file_of_an_older_shape_that_was_never_valid_is_told_with_its_line(
    text: str, offenbach: Any, official: Callable[..., Clerk], tmp_path: Any
) -> None:
    from config.cities import read_file
    from configuration.document import UnableToConfigure

    answer = bring(official(offenbach), text)
    assert answer.status_code == 422
    assert "Zeile 3" in words(answer)
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(UnableToConfigure) as refused:
        read_file(tmp_path / "x.yaml")
    assert any("shapes" in str(fault.reason) for fault in refused.value.faults)


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "", "١"])
def test_a_strange_number_of_a_request_is_none(number: str, offenbach: Any, official: Callable[..., Clerk]) -> None:
    assert official(offenbach).post("/verwaltung/live/zurueckziehen/", {"nummer": number}).status_code in (302, 409)


def test_a_postal_code_can_be_checked_beside_a_list_that_is_wrong(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    keep(offenbach, "declarations", postal_codes=[["63065"]], municipalities={})
    assert official(offenbach).get(f"{PLACES}?plz=63065").status_code == 200


def test_wrong_postal_codes_are_told_at_their_field(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    town = {"06413000": {"name": "Offenbach am Main", "postal_codes": ["63065"]}}
    keep(offenbach, "declarations", municipalities=town)
    stand = mika.get(PLACES).context["stand"]
    answer = mika.post(PLACES, {"stand": stand, "gemeinde": "06413000", "postleitzahlen": "63065 6306"})
    page = document_of(mika.get(answer["Location"]))
    [field] = page.xpath("//textarea[@name='postleitzahlen']")
    assert field.get("aria-invalid") == "true"
    assert "codes-fehler" in field.get("aria-describedby")
    assert page.xpath("//*[@id='codes-fehler']")


def test_wrong_cells_of_the_table_are_marked_linked_and_in_the_title(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    typed = {
        "stand": mika.get(CREDIT).context["stand"],
        "kind": "federal_short",
        "years": "",
        "m1_0": "1990",
        "m1_1": "viel",
    }
    answer = mika.post(CREDIT, typed)
    page = document_of(answer)
    assert answer.status_code == 422
    assert page.findtext(".//title").startswith("Fehler:")
    [cell] = page.xpath("//input[@name='m1_1']")
    assert cell.get("aria-invalid") == "true"
    assert page.xpath(f"//*[@id='{cell.get('aria-describedby')}']")
    assert page.xpath("//a[@href='#m1_1']")
    assert not page.xpath("//input[@name='m1_0']")[0].get("aria-invalid")


def test_a_childs_share_of_all_is_still_all_after_the_page_was_saved(
    offenbach: Any, official: Callable[..., Clerk]
) -> None:
    mika = official(offenbach)
    keep(offenbach, "credit", need_rule={"kind": "full_standard_need", "minor_share": "1"})
    _path, data = mika.filled(CREDIT)
    assert data["share"] == ["100"]
    assert mika.post(CREDIT, data).status_code == 302
    assert draft(offenbach, "credit").value["need_rule"]["minor_share"] == "1"


def test_a_section_is_not_finished_while_a_text_that_the_law_wants_is_empty(offenbach: Any) -> None:
    from configuration.drafting import SectionDraft
    from onboarding.console.sections import state_of

    empty = {"de": "", "en": ""}
    value = {
        "imprint": {"de": "Stadt", "en": ""},
        "privacy": empty,
        "accessibility": {"de": " ", "en": "x"},
        "contact": empty,
    }
    with bind(offenbach):
        assert state_of(SectionDraft("texts", value, value, None), set()) == "lacking"
        whole = value | {"privacy": {"de": "a", "en": ""}, "accessibility": {"de": "b", "en": ""}}
        assert state_of(SectionDraft("texts", whole, whole, None), set()) == "done"


def test_a_template_that_does_not_go_with_the_city_becomes_a_draft_with_faults(
    offenbach: Any, official: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    from configuration import land_template

    mika = official(offenbach)
    keep(offenbach, "branding", action="#171a2b", on_action="#e0e0e0")
    assert mika.send("/verwaltung/veroeffentlichen/", reason="Grau").status_code == 302
    monkeypatch.setattr(land_template, "recommended", lambda *, on: {"branding": {"action": "#6b6b6b"}})
    assert mika.send(FILE, f"{FILE}vorlage/").status_code == 302
    assert draft(offenbach, "branding").value["action"] == "#6b6b6b"
    assert draft(offenbach, "branding").faults


def test_going_back_over_an_old_draft_can_be_published(offenbach: Any, official: Callable[..., Clerk]) -> None:
    """The draft is whole from then on: what was published since it was begun is not overwritten unseen."""
    mika = official(offenbach)
    postage = "/verwaltung/abschnitt/fees/teil/porto/"
    mika.send(postage, postage_cents="1,00")
    _publish_past_the_draft(offenbach, 345)
    assert mika.post("/verwaltung/verlauf/1/zurueck/", {}).status_code == 409
    assert mika.post("/verwaltung/verlauf/1/zurueck/", {"replacing": "1"}).status_code == 302
    assert mika.send("/verwaltung/veroeffentlichen/", reason="Zurück").status_code == 302


def _publish_past_the_draft(city: Any, cents: int) -> None:
    from billing.fees.config import FeesConfig
    from configuration.operations import publish_change
    from kernel.clock import now

    with bind(city), transaction.atomic():
        publish_change(section=FeesConfig, changes={"postage_cents": cents}, author="x", at=now(), reason="x")


def test_going_back_while_somebody_saves_is_told(
    offenbach: Any, official: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    from configuration import filling
    from configuration.drafting import UnableToDraft, section_of

    def saved_in_between(**_given: Any) -> None:
        raise UnableToDraft(theirs=section_of("fees"))

    mika = official(offenbach)
    monkeypatch.setattr(filling, "save", saved_in_between)
    answer = mika.post("/verwaltung/verlauf/1/zurueck/", {})
    assert answer.status_code == 409
    assert "Inzwischen" in words(answer)


def test_who_may_not_edit_is_told_so_when_they_send_a_file(offenbach: Any, official: Callable[..., Clerk]) -> None:
    lou = official(offenbach, "data_protection", "lou")
    refused = bring(lou, "configuration: {}")
    assert refused.status_code == 403
    [home] = document_of(refused).xpath("//main//a/@href")
    assert lou.get(home).status_code == 200


@pytest.mark.parametrize(
    ("page", "data"),
    [("/verwaltung/veroeffentlichen/", {"when": "jetzt"}), (FILE, {}), ("/verwaltung/kollegin/", {"email": "x"})],
)
def test_a_form_with_faults_is_answered_as_such(
    page: str, data: dict[str, str], offenbach: Any, official: Callable[..., Clerk]
) -> None:
    assert official(offenbach).post(page, data).status_code == 422


def test_a_notice_that_was_read_leads_back_to_the_page(offenbach: Any, official: Callable[..., Clerk]) -> None:
    mika = official(offenbach)
    answer = mika.post("/verwaltung/hinweis/1/", {"seite": "/verwaltung/bonitaet/?plz=1"})
    assert answer["Location"] == "/verwaltung/bonitaet/?plz=1"
    assert mika.post("/verwaltung/hinweis/1/", {"seite": "//evil.example/"})["Location"] == "/verwaltung/"


def test_a_checker_of_links_does_not_use_up_the_door(offenbach: Any, browse: Any) -> None:
    assert browse(offenbach).head("/verwaltung/einblick/x/").status_code == 405


def test_the_day_in_the_english_mail_is_english(offenbach: Any, official: Callable[..., Clerk], at: datetime) -> None:
    from onboarding.console.views.mails import _mail

    with bind(offenbach):
        bodies = {
            language: "\n".join(str(_mail(one, language, "https://x/", at).body) for one in ("received", "invitation", "fee_due"))
            for language in ("de", "en")
        }  # fmt: skip
    assert "3. August 2027" in bodies["de"]
    assert "3. August 2027" not in bodies["en"]
    assert "3 August 2027" in bodies["en"]


def test_what_the_land_recommends_says_so_also_on_pages_of_their_own(offenbach: Any) -> None:
    from configuration.drafting import SectionDraft, section_of
    from configuration.origins import LABELS, Origin
    from onboarding.console.visit_blocks import rule_blocks

    with bind(offenbach), override_settings(ROOT_URLCONF="config.urls_city"):
        ground = section_of("appointments").published
        value = {**ground, "lead_hours": 96}
        there = SectionDraft("appointments", value, value, None)
        rows = rule_blocks(there, {"lead_hours": 96})[0].rows
        assert LABELS[Origin.LAND] in [row.origin for row in rows]


@pytest.mark.parametrize(
    ("link", "is_right"),
    [
        ("[x](mailto:{email})", True), ("[x](tel:{telefon})", True), ("[x]({website})", True),
         ("[x](https://a.de/{website})", False), ("[x](javascript:{telefon})", False),
        ("[x]({telefon})", False), ("[x](mailto:{website})", False),
    ],
)  # fmt: skip
def test_a_link_with_a_placeholder_is_judged_as_it_will_be(link: str, is_right: bool) -> None:
    from configuration.placeholders import faults

    assert (not list(faults(link))) == is_right
