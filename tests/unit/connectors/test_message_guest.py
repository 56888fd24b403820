"""The guest in the message: single names, visa and purpose, addresses here and abroad, companions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import case_files
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def guest(**changes: Any) -> Any:
    return case_files.tree(case_files.case(AT, **changes), AT).find("x:gast", case_files.NS)


def test_a_single_name_is_told_as_such() -> None:
    found = guest(guest__name={"family_name": "Suharto", "given_names": None, "single_name": True})
    assert one(found, "x:familienname/name") == "Suharto"
    assert one(found, "x:vorname/nichtVorhanden") == "true"
    assert texts(found, "x:vorname/name") == []


@pytest.mark.parametrize(
    ("purpose", "days", "relationship", "kind", "code"),
    [
        ("visit", 30, "parent", "cVisum", "03"),
        ("visit", 90, "friend", "cVisum", "03"),
        ("visit", 30, "none", "cVisum", "01"),
        ("business", 10, "business", "cVisum", "02"),
        ("medical", 60, "parent", "cVisum", "07"),
        ("study", 60, "parent", "cVisum", "08"),
        ("language_course", 60, "parent", "cVisum", "11"),
        ("multiple_entry_visa", 365, "parent", "cVisum", "03"),
        ("study", 365, "parent", "dVisum", "01"),
        ("employment", 91, "business", "dVisum", "02"),
        ("humanitarian", 365, "none", "dVisum", "03"),
        ("family_reunification", 365, "spouse", "dVisum", "04"),
    ],
)
def test_length_and_purpose_choose_the_visa_and_its_code(
    purpose: str, days: int, relationship: str, kind: str, code: str
) -> None:
    found = guest(
        stay={"purpose": purpose, "duration_days": days}, guest__contact={"relationship_to_sponsor": relationship}
    )
    visa = found.find("x:aufenthaltVisum", case_files.NS)[0]
    assert visa.tag.endswith("}" + kind)
    assert one(visa, f"x:{kind}/code") == code
    assert one(visa, "x:aufenthaltsdauer") == str(days)


@pytest.mark.parametrize(
    ("purpose", "code"), [("training", "01"), ("study", "02"), ("language_course", "05"), ("school", "06")]
)
def test_education_is_told_in_its_kind(purpose: str, code: str) -> None:
    found = guest(stay={"purpose": purpose, "duration_days": 200})
    assert one(found, ".//x:ausbildungszweck/code") == code


def test_what_the_lists_have_no_code_for_is_told_in_words() -> None:
    found = guest(stay={"purpose": "visit", "duration_days": 120})
    assert one(found, "x:aufenthaltVisum/x:sonstiges") == "Besuch oder Tourismus, 120 Tage"


def test_who_needs_no_visa_or_is_here_already_has_other_elements() -> None:
    assert (
        guest(eligibility={"guest_needs_visa": False}).find("x:aufenthaltVisum/x:visumfrei", case_files.NS) is not None
    )
    here = guest(guest__passport={"already_in_germany": True}, stay={"purpose": "study", "duration_days": 200})
    assert here.find("x:aufenthaltVisum/x:aufenthaltstitel", case_files.NS) is not None


@pytest.mark.parametrize(
    ("relationship", "code"),
    [
        ("parent", "01"), ("child", "01"), ("sibling", "01"), ("other_relative", "01"), ("business", "02"),
        ("friend", "03"), ("fiance", "04"), ("spouse", "05"), ("none", "06"),
    ],
)  # fmt: skip
def test_the_relationship_has_a_code_and_keeps_its_words(relationship: str, code: str) -> None:
    found = guest(guest__contact={"relationship_to_sponsor": relationship, "relationship_text": "Cousine"})
    assert one(found, "x:beziehungZumGastgeber/code") == code
    assert "Genauer: Cousine" in one(found, "x:sonstigeAnmerkungen")


def test_an_address_abroad_has_lines_from_four_without_a_gap() -> None:
    found = guest(guest__address={"line_1": "Örnek Sokak 12", "line_2": "Daire 3", "line_3": "06100 Ankara"})
    assert texts(found, "x:anschriftAusland//zeilennummer") == ["4", "5", "6"]
    assert texts(found, "x:anschriftAusland//inhalt") == ["Örnek Sokak 12", "Daire 3", "06100 Ankara"]
    assert one(found, "x:anschriftAusland/staat/code") == "163"


def test_a_single_line_abroad_is_followed_by_the_state_since_two_are_needed() -> None:
    found = guest(guest__address={"line_1": None, "line_3": "Ankara", "country": "163"})
    assert texts(found, "x:anschriftAusland//inhalt") == ["Ankara", "Türkei"]


@pytest.mark.parametrize("country", ["000", "997", None])
def test_germany_or_no_state_is_never_an_address_abroad(country: str | None) -> None:
    found = guest(guest__address={"country": country})
    assert texts(found, "x:anschriftAusland") == []
    assert "Anschrift im Ausland: Örnek Sokak 12, 06100 Ankara" in one(found, "x:sonstigeAnmerkungen")


def test_another_accommodation_has_no_room_for_a_range_so_the_range_is_told() -> None:
    place = {
        "same_as_sponsor": False,
        "street": "Gasse",
        "house_number": "3-5",
        "postal_code": "63067",
        "city": "Offenbach",
    }
    address = guest(accommodation=place).find("x:anschrift/x:abweichendeAnschrift", case_files.NS)
    assert address.findtext("hausnummer") == "3"
    assert address.find("hausnummern.bis") is None
    assert address.findtext("zusatzangaben") == "Hausnummer 3-5"


def test_an_unknown_accommodation_is_not_called_the_sponsors() -> None:
    found = guest(accommodation={"same_as_sponsor": None})
    assert texts(found, "x:anschrift/x:anschriftWieGastgeber") == []
    assert one(found, "x:anschrift/x:abweichendeAnschrift/zusatzangaben") == "nicht angegeben"


def companions(*persons: dict[str, Any]) -> dict[str, Any]:
    return {"has_companions": True, "persons": list(persons)}


SPOUSE = {"kind": "spouse", "family_name": "Şahin", "given_names": "Mehmet", "birth_date": "1959", "gender": "m"}
CHILD = {"kind": "child", "family_name": "Şahin", "given_names": "Can", "birth_date": "2015-05-03", "gender": "m"}


def test_spouse_and_minor_children_travel_in_the_same_message() -> None:
    found = guest(companions=companions(SPOUSE, {**CHILD, "passport_number": "U00000001"}))
    assert texts(found, "x:weitereGaeste/x:beziehungZumGast/code") == ["01", "02"]
    assert texts(found, "x:weitereGaeste/x:sonstigeAnmerkungen") == ["Reisepass: U00000001"]
    assert texts(found, "x:weitereGaeste/x:geburt/x:geburtsort/x:unbekannt") == ["true", "true"]


def test_a_child_that_comes_of_age_tomorrow_is_a_child() -> None:
    assert (
        len(
            guest(companions=companions({**CHILD, "birth_date": "2008-11-23"})).findall(
                "x:weitereGaeste", case_files.NS
            )
        )
        == 1
    )


def test_a_second_nationality_of_the_guest_is_told() -> None:
    found = guest(guest__birth={"nationalities": ["163", "423"]})
    assert texts(found, "x:staatsangehoerigkeit/x:staatsangehoerigkeit/code") == ["163"]
    assert "Weitere Staatsangehörigkeiten: afghanisch" in one(found, "x:sonstigeAnmerkungen")
