"""The HTML of forms: everything labelled and described, nothing typed lost, every error reachable."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from tests.unit.ui import demo
from ui.summary import entries

TYPED = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=12)


def parsed(form: Any) -> Any:
    return html.fromstring(demo.form_page(form, "Über Sie"))


@pytest.fixture(params=sorted(demo.all_pages_lazily()))
def tree(request: pytest.FixtureRequest) -> Any:
    return html.fromstring(demo.all_pages_lazily()[request.param]())


def test_ids_are_unique_and_everything_that_points_to_one_finds_it(tree: Any) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointed = [name for names in tree.xpath("//@aria-describedby|//@aria-labelledby") for name in names.split()]
    pointed += tree.xpath("//label/@for") + [a.removeprefix("#") for a in tree.xpath("//@href[starts-with(., '#')]")]
    assert set(pointed) <= set(ids)


def test_every_visible_control_has_a_label(tree: Any) -> None:
    controls = set(tree.xpath("//*[self::input[not(@type='hidden')] or self::select or self::textarea]/@id"))
    assert controls <= set(tree.xpath("//label/@for"))


def test_a_page_needs_no_inline_style_or_script(tree: Any) -> None:
    assert not tree.xpath("//@style|//style|//script[not(@src)]|//@*[starts-with(name(), 'on')]")


def test_a_wrong_field_says_so_and_how_to_mend_it_to_those_who_cannot_see() -> None:
    name = parsed(demo.AboutYou(demo.WRONG_PERSON)).get_element_by_id("id_family_name")
    assert name.get("aria-invalid") == "true"
    assert name.get("aria-describedby") == "id_family_name_helptext id_family_name_error"
    assert name.get("autocomplete") == "family-name"


def test_only_the_wrong_part_of_a_date_is_marked_and_the_summary_leads_to_it() -> None:
    form = demo.AboutYou({**demo.RIGHT_PERSON, "birth_date_1": "13"})
    tree = parsed(form)
    assert tree.xpath("//*[@aria-invalid]/@id") == ["id_birth_date_1"]
    assert [entry.target for entry in entries([form])] == ["id_birth_date_1"]
    assert tree.get_element_by_id("id_birth_date_2").get("autocomplete") == "bday-year"


def test_the_summary_takes_the_focus_without_javascript_and_the_title_says_error() -> None:
    tree = parsed(demo.AboutYou(demo.WRONG_PERSON))
    summary = tree.get_element_by_id("fehler")
    assert summary.get("tabindex") == "-1"
    assert "autofocus" in summary.attrib
    assert tree.findtext(".//title").startswith("Fehler: Über Sie")
    texts = [text.text_content() for text in summary.xpath(".//li")]
    assert "Familienname: Das ist zu lang: Es passen 20 Zeichen hinein, Sie haben 25 geschrieben." in texts
    assert "Bitte wählen Sie aus: Geburtsland" in texts


def test_a_page_without_errors_has_no_summary() -> None:
    tree = parsed(demo.AboutYou())
    assert not tree.xpath("//*[@id='fehler']|//*[@aria-invalid]|//*[contains(@class, '--error')]")
    assert tree.findtext(".//title").startswith("Über Sie")


def test_a_refusal_of_the_whole_form_is_listed_without_a_link() -> None:
    form = demo.AboutYou(demo.RIGHT_PERSON)
    form.add_error(None, "Ihr Entwurf ist abgelaufen.")
    summary = parsed(form).get_element_by_id("fehler")
    assert "Ihr Entwurf ist abgelaufen." in summary.text_content()
    assert not summary.xpath(".//a")


@settings(max_examples=40, deadline=None)
@given(day=TYPED, month=TYPED, year=TYPED, amount=TYPED)
def test_whatever_was_typed_is_shown_again_as_typed(day: str, month: str, year: str, amount: str) -> None:
    person = demo.AboutYou({"birth_date_0": day, "birth_date_1": month, "birth_date_2": year})
    money = demo.AboutMoney({"net_income": amount})
    shown = html.fromstring(f"<div>{person['birth_date']}{money['net_income']}</div>").xpath("//input/@value")
    assert shown == [day, month, year, amount]


def test_nothing_is_chosen_beforehand_but_what_was_answered() -> None:
    assert not parsed(demo.AboutYou()).xpath("//input[@checked]|//option[@selected][@value!='']")
    answered = parsed(demo.AboutMoney(initial=demo.DRAFT))
    assert answered.xpath("//input[@checked]/@value") == ["office", "rent"]
    assert answered.get_element_by_id("id_net_income").get("value") == "1.850,50"
    assert parsed(demo.AboutYou(initial={"married": False})).xpath("//input[@checked]/@value") == ["nein"]


def test_checkboxes_are_square_and_radios_round() -> None:
    tree = parsed(demo.AboutMoney())
    assert set(tree.xpath("//input[@type='checkbox']/@class")) == {"kern-form-check__checkbox"}
    assert set(tree.xpath("//input[@type='radio']/@class")) == {"kern-form-check__radio"}


def test_a_question_can_be_the_heading_of_its_page() -> None:
    source = engines["django"].from_string("{% load ui %}{% field form.married heading=True %}")
    tree = html.fromstring(source.render({"form": demo.AboutYou()}))
    assert tree.findtext("legend/h1") == "Sind Sie verheiratet?"


def test_what_people_type_never_becomes_markup() -> None:
    form = demo.AboutYou({**demo.RIGHT_PERSON, "family_name": "<b>Erika</b>", "note": "</textarea><script>"})
    page = demo.form_page(form, "<i>Über</i>")
    assert "<b>Erika" not in page
    assert "<script>" not in page
    assert "<i>" not in page
