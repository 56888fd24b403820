from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import spelling


@pytest.mark.parametrize(
    ("card", "offered"),
    [
        ("MUSTERMANN", "Mustermann"),
        ("VON DER MUSTERMANN-GROẞ", "von der Mustermann-Groß"),
        ("O'BEISPIEL", "O'Beispiel"),
        ("ANNA-LENA MARIA", "Anna-Lena Maria"),
        ("İBRAHİM", "İbrahim"),
        ("GROßMUSTER", "Großmuster"),
        ("Mc Muster", "Mc Muster"),
        ("VAN-DER-MUSTER", "Van-Der-Muster"),
    ],
)
def test_a_name_in_capitals_is_offered_in_usual_spelling(card: str, offered: str) -> None:
    assert spelling.name(card) == offered


@pytest.mark.parametrize(
    ("card", "offered"),
    [
        ("OFFENBACH AM MAIN", "Offenbach am Main"),
        ("AM ALTEN MARKT", "Am Alten Markt"),
        ("ROTHENBURG OB DER TAUBER", "Rothenburg ob der Tauber"),
        ("FRANKFURT/MAIN", "Frankfurt/Main"),
        ("STRAẞE DES 17. JUNI", "Straße des 17. Juni"),
        ("Köln", "Köln"),
    ],
)
def test_a_place_in_capitals_is_offered_in_usual_spelling(card: str, offered: str) -> None:
    assert spelling.place(card) == offered


@pytest.mark.parametrize(("card", "offered"), [("DR.", "Dr."), ("DR.HC.", "Dr.hc."), ("DR. EH. DR.", "Dr. eh. Dr.")])
def test_doctoral_degrees(card: str, offered: str) -> None:
    assert spelling.degree(card) == offered


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("HEIDESTRAẞE 17", ("HEIDESTRAẞE", "17")),
        ("AM PLATZ 7 A", ("AM PLATZ", "7 A")),
        ("STRAẞE DES 17. JUNI 135", ("STRAẞE DES 17. JUNI", "135")),
        ("MUSTERWEG 12-14", ("MUSTERWEG", "12-14")),
        ("MUSTERWEG 3 / 4", ("MUSTERWEG", "3 / 4")),
        ("Q7, 24", ("Q7", "24")),
        ("C 4 12", ("C 4", "12")),
        ("AM DORFPLATZ", ("AM DORFPLATZ", None)),
        ("17", ("17", None)),
        ("", ("", None)),
    ],
)
def test_street_and_house_number_are_parted(line: str, parts: tuple[str, str | None]) -> None:
    assert spelling.split_address(line) == parts


@given(st.text(max_size=60))
def test_parting_an_address_loses_nothing_but_blanks_and_commas(line: str) -> None:
    street, number = spelling.split_address(line)

    def bare(text: str) -> str:
        return "".join(text.replace(",", " ").split())

    assert bare(street + (number or "")) == bare(line)


@given(st.text(alphabet="ABCDEFGÄÖÜẞÉŞ -'.", max_size=40))
def test_spelling_changes_letters_case_and_nothing_else(text: str) -> None:
    for spell in (spelling.name, spelling.place):
        assert spell(text).casefold() == text.casefold()
        assert spell(spell(text)) == spell(text)
