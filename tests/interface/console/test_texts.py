"""Texts, mails and languages: placeholders are checked, drafts are put in by a click alone, what a city offers is what it shows."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, words

TEXTS = "/verwaltung/abschnitt/texts/teil/"
IMPRINT = f"{TEXTS}impressum/"
SIGNATURE = "/verwaltung/abschnitt/mail/teil/unterschrift/"
INVITATION = "/verwaltung/abschnitt/mail/teil/einladung/"
MAIL = "/verwaltung/abschnitt/mail/ansehen/"
LANGUAGES = "/verwaltung/abschnitt/languages/teil/sprachen/"
PUBLISH = "/verwaltung/veroeffentlichen/"


def _write(mika: Clerk, text: str, page: str = IMPRINT, language: str = "de") -> Any:
    there = f"{page}?sprache={language}"
    return mika.send(there, "" if language == "de" else there, text=text)


def _published(mika: Clerk) -> None:
    answer = mika.send(PUBLISH, reason="Neue Texte")
    assert answer.status_code == 302, words(answer)


def test_placeholders_stand_for_what_the_authority_says(offenbach: Any, official: Any, browse: Any) -> None:
    mika = official(offenbach)
    text = "# Anbieter\n{behoerde}\n{anschrift}\n\nTelefon {telefon}, in einer Zeile: {anschrift} {{so}}"
    assert _write(mika, text).status_code == 302
    assert "Berliner Straße 60 63065 Offenbach am Main" in mika.text(f"{IMPRINT}?sprache=de")
    _published(mika)
    page = browse(offenbach).get("/impressum/")
    assert "<h2>Anbieter</h2>" in page.content.decode()
    told = words(page)
    assert "Telefon 069 8065-0, in einer Zeile: Berliner Straße 60, 63065 Offenbach am Main {so}" in told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{telephon}", "Den Platzhalter „{telephon}“ gibt es nicht. Möglich sind: {behoerde}, {anschrift}"),
        ("Rufen Sie an: {telefon", "Eine geschweifte Klammer ist nicht geschlossen"),
        ("telefon}", "Eine geschweifte Klammer ist nicht geschlossen"),
        ("[Karte](http://karte.example)", "Ein Link beginnt mit https://, mailto: oder tel:"),
        ("[Karte](javascript:alert(1))", "Ein Link beginnt mit https://, mailto: oder tel:"),
        ("[Karte]( data:text/html,x)", "Ein Link beginnt mit https://, mailto: oder tel:"),
    ],
)
def test_what_is_wrong_in_a_text_is_kept_and_said(text: str, said: str, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = _write(mika, text)
    assert answer.status_code == 422
    assert said in words(answer)
    assert document_of(answer).xpath("//textarea[@name='text']")[0].text.strip() == text
    assert mika.send(PUBLISH, reason="x").status_code == 409


def test_links_go_to_pages_mailboxes_and_telephones_and_nothing_else_runs(
    offenbach: Any, official: Any, browse: Any
) -> None:
    mika = official(offenbach)
    _write(
        mika,
        "[Karte](https://karte.example/a?b=1&c=2) [Post](mailto:amt@stadt.example) [Ruf](tel:+49 69 1)\n<script>alert(1)</script>",
    )
    _published(mika)
    page = browse(offenbach).get("/impressum/").content.decode()
    assert '<a href="https://karte.example/a?b=1&amp;c=2">Karte</a>' in page
    assert '<a href="mailto:amt@stadt.example">Post</a>' in page
    assert "<script>alert" not in page


def test_each_language_has_its_page_and_its_state(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    _write(mika, "Imprint in English", language="en")
    page = mika.text(f"{IMPRINT}?sprache=en")
    assert "Deutsch (geschrieben)" in page
    assert "Englisch (geschrieben)" in page
    _write(mika, "{nix}", language="en")
    assert "Englisch (Fehler)" in mika.text(f"{IMPRINT}?sprache=de")
    assert "Diensteanbieter" in mika.text(f"{IMPRINT}?sprache=de")


def test_a_draft_is_put_in_by_a_click_alone_and_says_what_it_is(offenbach: Any, official: Any, at: Any) -> None:
    from configuration.checks import texts_are_there
    from configuration.queries import in_force

    mika, there = official(offenbach), f"{IMPRINT}?sprache=de"
    assert "Entwurf einfügen" not in mika.text(there)
    _write(mika, "")
    assert "Entwurf einfügen" in mika.text(there)
    assert mika.send(there, button=("tun", "entwurf")).status_code == 302
    page = mika.text(there)
    assert "Dieser Text ist noch ein Entwurf" in page
    assert "Entwurf, bitte prüfen lassen." in page
    _published(mika)
    from kernel.clock import now

    with bind(offenbach):
        assert in_force(at=now()).number == 2
        found = texts_are_there(at=now())
    assert (found.ready, found.code) == (False, "imprint_draft")


@pytest.mark.parametrize("name", ["imprint", "privacy", "accessibility"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_draft_is_a_text_that_could_be_saved(name: str, language: str) -> None:
    from configuration.placeholders import faults
    from configuration.starters import is_draft, starter

    text = starter(name, language)
    assert list(faults(text)) == []
    assert is_draft(text)


def test_what_somebody_wrote_is_not_replaced_by_a_draft(offenbach: Any, official: Any) -> None:
    mika, there = official(offenbach), f"{IMPRINT}?sprache=de"
    path, data = mika.filled(there, text="Von Hand")
    assert mika.post(path, {**data, "tun": "entwurf"}).status_code == 302
    assert "Entwurf, bitte prüfen" not in mika.text(there)


def test_a_text_saves_itself_and_other_languages_stay(offenbach: Any, official: Any) -> None:
    from configuration import drafting

    mika, there = official(offenbach), f"{IMPRINT}?sprache=en"
    path, data = mika.filled(there, there, text="English")
    answer = mika.browser.post(path, data, headers={"X-Autosave": "1"})
    assert answer.json()["faults"] == []
    with bind(offenbach):
        kept = drafting.section_of("texts").value["imprint"]
    assert kept["en"] == "English"
    assert kept["de"].startswith("# Diensteanbieter")


def test_two_who_write_one_text_see_both(offenbach: Any, official: Any) -> None:
    mika, robin, there = official(offenbach), official(offenbach, "editor", "robin"), f"{IMPRINT}?sprache=de"
    path, data = mika.filled(there, text="Von Mika")
    _write(robin, "Von Robin")
    answer = mika.post(path, data)
    assert answer.status_code == 409
    assert "Von Robin" in words(answer)
    assert "Von Mika" in words(answer)


def test_a_placeholder_without_a_value_is_noticed(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    _write(mika, "Schreiben Sie an {email}")
    assert "Dort bleibt jetzt eine Lücke" in mika.text(f"{IMPRINT}?sprache=de")


def test_the_signature_stands_below_a_mail_and_the_supplement_in_the_invitation(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert (
        mika.send(
            SIGNATURE, signature__de="Sie finden uns: {anschrift}", signature__en="Find us: {anschrift}"
        ).status_code
        == 302
    )
    assert mika.send(INVITATION, invitation__de="Bitte am Empfang melden.").status_code == 302
    page = mika.text(MAIL)
    assert "Sie finden uns: Berliner Straße 60" in page
    assert "Bitte am Empfang melden." not in page
    assert "Bitte am Empfang melden." in mika.text(f"{MAIL}?mail=invitation")
    assert "Find us: Berliner Straße 60" in mika.text(f"{MAIL}?sprache=en")


def test_what_is_published_goes_out_with_the_mails_of_this_city_alone(
    offenbach: Any, wiesbaden: Any, official: Any
) -> None:
    from uuid import uuid4

    from kernel.clock import now
    from notifications.operations import compose

    mika = official(offenbach)
    mika.send(SIGNATURE, signature__de="Ihr Team {behoerde}")
    _published(mika)
    sent = []
    for city in (offenbach, wiesbaden):
        with bind(city):
            said = {"link": "https://x.example"}
            sent.append(
                compose(template="received", language="de", to="a@b.example", said=said, name=uuid4(), at=now())
            )
    assert "Ihr Team Stadt Offenbach am Main, Ausländerbehörde" in str(sent[0].body)
    assert "Ihr Team" not in str(sent[1].body)


@pytest.mark.parametrize("typed", ["Ausländerbehörde", "a@", "a@b.example\nBcc: c@d.example", "Amt <nein>"])
def test_an_address_that_is_none_is_said(typed: str, offenbach: Any, official: Any) -> None:
    answer = official(offenbach).send("/verwaltung/abschnitt/mail/teil/adressen/", sender=typed)
    assert answer.status_code == 422
    assert "amt@stadt.de" in words(answer)


def test_a_wrong_placeholder_in_a_signature_names_those_that_exist(offenbach: Any, official: Any) -> None:
    answer = official(offenbach).send(SIGNATURE, signature__en="{phone}")
    assert answer.status_code == 422
    assert "Möglich sind: {behoerde}" in words(answer)


def test_one_language_means_no_choice_and_german_for_everybody(
    offenbach: Any, wiesbaden: Any, official: Any, browse: Any
) -> None:
    mika = official(offenbach)
    assert mika.send(LANGUAGES, further=[]).status_code == 302
    assert 'class="ui-languages"' in browse(offenbach).get("/").content.decode()
    _published(mika)
    english = {"Accept-Language": "en"}
    page = browse(offenbach).get("/", headers=english).content.decode()
    assert '<html lang="de"' in page
    assert 'class="ui-languages"' not in page
    assert browse(offenbach).get("/sprache/en/").status_code == 404
    assert '<html lang="en"' in browse(wiesbaden).get("/", headers=english).content.decode()
    assert "zurzeit nicht angeboten" in mika.text(f"{IMPRINT}?sprache=de")


def test_the_preview_shows_the_draft_in_english_too(offenbach: Any, official: Any) -> None:
    """The language is chosen by what is published, the page is the draft's."""
    mika = official(offenbach)
    _write(mika, "Brand new", language="en")
    address = document_of(mika.get(f"{IMPRINT}?sprache=en")).xpath("//iframe/@src")[0]
    assert "Brand new" in words(mika.browser.get(address, headers={"Accept-Language": "en"}))
