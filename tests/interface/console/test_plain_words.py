"""What an empty field means is said; one link a page; a button that has done its work goes; experts' fields have a form."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.interface.desk.clerks import document_of

SECTION = "/verwaltung/abschnitt/"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("fees", "alle, die Ihr Zahlungsdienst bietet"), ("mail", "eine Adresse dieses Dienstes"),
        ("casework", "die allgemeine Belehrung über den Widerspruch"), ("payments", "nein, dieser Dienst vergibt die Kassenzeichen"),
        ("payments", "immer, bei jedem Betrag"), ("delivery", "keiner: Die Fälle warten, bis der erste Weg wieder geht"),
        ("branding", "kein Logo, Ihr Name steht allein"), ("fees", "nichts: Das Porto trägt Ihre Stadt"),
    ],
)  # fmt: skip
def test_an_empty_field_says_what_holds(offenbach: Any, official: Any, section: str, said: str) -> None:
    from configuration import drafting
    from configuration.drafting import Editor
    from kernel.clock import now

    mika = official(offenbach)
    with bind(offenbach), transaction.atomic():
        there = drafting.section_of(section)
        empties: dict[str, dict[str, Any]] = {
            "fees": {"methods": [], "postage_cents": 0}, "mail": {"sender": ""}, "casework": {"remedy": ""},
            "payments": {"cash_reference": None, "refunds": {"four_eyes_above_cents": 0, "automatic": []}},
            "delivery": {"fallback": None}, "branding": {"logo": ""},
        }  # fmt: skip
        drafting.save(
            name=section, value={**there.value, **empties[section]}, seen=there.stand, by=Editor(1, "X"), at=now()
        )
    assert said in mika.text(f"{SECTION}{section}/")


@pytest.mark.parametrize(
    "section",
    ["branding", "delivery", "payments", "books", "credit", "declarations", "documents", "texts", "mail", "fees"],
)
def test_every_link_of_a_section_says_where_it_leads(offenbach: Any, official: Any, section: str) -> None:
    """Two links with the same words lead to the same page."""
    mika = official(offenbach)
    main = document_of(mika.get(f"{SECTION}{section}/")).find(".//main")
    leads: dict[str, set[str]] = {}
    seen: list[str] = []
    for link in main.iter("a"):
        text = " ".join(link.text_content().split())
        leads.setdefault(text, set()).add(link.get("href", ""))
        seen.append(text)
    assert {text: found for text, found in leads.items() if len(found) > 1} == {}
    assert [text for text in set(seen) if seen.count(text) > 1] == []


def test_what_was_confirmed_is_not_asked_again(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    untouched = next(
        name for name in ("credit", "documents", "identity", "retention", "languages")
        if "Das passt so" in mika.text(f"{SECTION}{name}/")
    )  # fmt: skip
    page = f"{SECTION}{untouched}/"
    assert mika.send(page, f"{page}passt/").status_code == 302
    after = mika.text(page)
    assert "Das passt so" not in after
    assert "fertig" in after


def test_what_a_clerk_sets_has_a_form(offenbach: Any, official: Any) -> None:
    """Delivery, payments and books: nothing of them is left to the section's text alone."""
    mika = official(offenbach)
    for section in ("delivery", "payments", "books"):
        assert "Weitere Angaben, als Text" not in mika.text(f"{SECTION}{section}/"), section


def test_a_number_range_is_set_and_taken_back(offenbach: Any, official: Any) -> None:
    from configuration import drafting

    mika, page = official(offenbach), f"{SECTION}payments/teil/kassenzeichen/"
    typed = {
        "cash_reference": "ja", "cash_reference__prefix": "VE", "cash_reference__year": "short",
        "cash_reference__separator": " ", "cash_reference__width": "", "cash_reference__first": "100",
        "cash_reference__check_digit": "mod97",
    }  # fmt: skip
    assert mika.send(page, **typed).status_code == 302
    with bind(offenbach):
        there = drafting.section_of("payments")
        assert there.faults == []
        assert there.value["cash_reference"] == {
            "prefix": "VE", "year": "short", "separator": " ", "first": 100, "check_digit": "mod97",
        }  # fmt: skip
    assert mika.send(page, cash_reference__prefix="ä").status_code == 422
    long = mika.send(page, cash_reference__prefix="ABCDEFGHIJKLMNOP", cash_reference__width="18")
    assert (long.status_code, "Das Kassenzeichen wird zu lang" in long.content.decode()) == (422, True)
    assert mika.send(page, cash_reference="nein").status_code == 302
    with bind(offenbach):
        assert drafting.section_of("payments").value["cash_reference"] is None


def test_the_menu_is_short_and_keeps_every_page(offenbach: Any, official: Any) -> None:
    page = document_of(official(offenbach).get("/verwaltung/"))
    (menu,) = page.xpath("//nav[contains(@class, 'console-nav')]")
    first = menu.xpath("./ul/li/a | ./ul/li/details/summary")
    assert len(first) <= 8
    assert [one.text_content().strip() for one in menu.xpath(".//details//a")] == [
        "Verlauf", "Datei", "Andere Städte", "Seite weitergeben", "Einblick",
    ]  # fmt: skip


def test_what_only_tries_out_is_not_among_the_ways_of_a_real_city(offenbach: Any, official: Any, settings: Any) -> None:
    mika = official(offenbach)
    assert ("Probe: nimmt alles an" in mika.text("/amt/zustellungen/verbindung/")) is (
        offenbach.stage not in ("pilot", "live")
    )
    settings.SANDBOXES = False
    page = mika.text("/amt/zustellungen/verbindung/")
    assert "Probe: nimmt alles an" not in page
    assert "(Voreinstellung, noch hat niemand gewählt)" in page
