from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from lxml import html

from kernel.dates import PartialDate


def render(source: str, language: str = "de", **context: Any) -> str:
    with translation.override(language):
        return engines["django"].from_string("{% load ui %}" + source).render(context).strip()


def parsed(source: str) -> Any:
    return html.fromstring(source)


@pytest.mark.parametrize(
    ("cents", "shown"), [(2900, "29,00\xa0€"), (123456789, "1.234.567,89\xa0€"), (-5, "−0,05\xa0€"), (None, "")]
)
def test_amounts_are_written_the_same_in_every_language(cents: int | None, shown: str) -> None:
    assert render("{% euros cents %}", cents=cents) == shown
    assert render("{% euros cents %}", "en", cents=cents) == shown


def test_an_amount_in_euros_is_written_like_one_in_cents() -> None:
    assert render("{{ amount|money }}", amount=Decimal("1850.5")) == "1.850,50\xa0€"


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        (date(2027, 8, 3), "3. August 2027", "3 August 2027"),
        ("2027-03-01", "1. März 2027", "1 March 2027"),
        (PartialDate(1961, 5), "Mai 1961", "May 1961"),
        (PartialDate(1961), "1961", "1961"),
        (datetime(2027, 8, 2, 22, 30, tzinfo=UTC), "3. August 2027", "3 August 2027"),  # already the 3rd in Germany
        (None, "", ""),
        ("unbekannt", "unbekannt", "unbekannt"),
    ],
)
def test_dates_are_written_out(day: Any, german: str, english: str) -> None:
    assert render("{{ day|longdate }}", day=day) == german
    assert render("{{ day|longdate }}", "en", day=day) == english


def test_times_are_the_citys() -> None:
    at = datetime(2027, 8, 3, 12, 5, tzinfo=UTC)
    assert render("{{ at|longtime }}", at=at) == "3. August 2027, 14:05 Uhr"


def test_references_are_read_in_fours() -> None:
    assert render("{{ ref|groups4 }}", ref="7K3M9QXD21AB") == "7K3M 9QXD 21AB"
    assert render("{{ ref|groups4 }}", ref="7K3M 9QXD-2") == "7K3M 9QXD 2"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "Ja"),
        (False, "Nein"),
        (Decimal(650), "650,00\xa0€"),
        (PartialDate(1961, 5), "Mai 1961"),
        (["Türkei", "Ukraine"], "Türkei, Ukraine"),
        ("", "keine Angabe"),
        (None, "keine Angabe"),
        (0, "0"),
        ("<b>", "<b>"),
    ],
)
def test_a_row_of_the_review_shows_the_answer_in_words(value: Any, shown: str) -> None:
    row = parsed(render("{% summary_row 'Frage' value %}", value=value))
    assert row.find("dd").text_content() == shown


def test_changing_a_block_of_the_review_says_which_block() -> None:
    section = parsed(render("{% summary 'Ihr Gast' '/antrag/gast/' %}{% endsummary %}"))
    link = section.find(".//a")
    assert link.get("href") == "/antrag/gast/"
    assert link.text_content() == "Ändern: Ihr Gast"


def test_a_task_that_is_not_possible_yet_is_no_link_and_says_so() -> None:
    item = parsed(render("{% task_item 'Abgeben' 'locked' %}"))
    assert item.find(".//a") is None
    assert "Noch nicht möglich" in item.text_content()


def test_the_state_of_a_step_is_spoken_not_only_coloured() -> None:
    item = parsed(render("{% step 'Prüfung' 'now' when='heute' %}<p>Warten Sie.</p>{% endstep %}"))
    assert item.get("aria-current") == "step"
    assert "(jetzt)" in item.text_content()
    assert item.findtext(".//div/p") == "Warten Sie."


def test_what_stands_inside_a_notice_is_escaped_once() -> None:
    source = "{% notice 'info' title %}<p>{{ text }}</p>{% endnotice %}"
    notice = render(source, title="A & B", text="<script>")
    assert "<p>&lt;script&gt;</p>" in notice
    assert "A &amp; B" in notice
