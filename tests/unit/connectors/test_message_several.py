"""Several adults or two declarants: a message each, which names the others and loses nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import case_files, cases
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SPOUSE = {"kind": "spouse", "family_name": "Şahin", "given_names": "Mehmet", "birth_date": "1959-01-31", "gender": "m"}
CHILD = {"kind": "child", "family_name": "Şahin", "given_names": "Can", "birth_date": "2015-05-03", "gender": "m"}
GROWN = {
    **CHILD,
    "given_names": "Deniz",
    "birth_date": "2008-11-22",
    "birth_place": "Izmir",
    "passport_number": "U7777",
}
ALI = {
    "guest": {
        **cases.ANSWERS["guest"],
        "name": {"family_name": "Ali", "single_name": True, "gender": "m"},
        "passport": {"passport_number": "A1234567"},
    },
    "companions": {"has_companions": True, "persons": [CHILD]},
    "stay": {"purpose": "visit", "entry_date": "2027-03-01", "duration_days": 20},
}
SECOND = {
    "sponsor": {
        **cases.ANSWERS["sponsor"],
        "name": {"family_name": "Muster", "given_names": "Jan", "gender": "m"},
        "birth": {"birth_date": "1979", "birth_place": "Gera", "nationalities": ["000"]},
    },
    "income": {"sources": {"kinds": ["employee"], "occupation": "Bäcker"}, "net": {"net_month_1": "1999.99"}},
}


def case(companions: list[dict[str, Any]] | None = None, **more: Any) -> Any:
    from declarations.casefile.document import CaseFile

    found = case_files.case(AT, companions={"has_companions": bool(companions), "persons": companions or None})
    return CaseFile.model_validate(found.model_dump(mode="json", exclude_none=True) | more)


def subjects(file: Any) -> tuple[str, ...]:
    from connectors.xauslaender.splitting import subjects as of

    return of(file)


def test_one_adult_with_spouse_and_children_is_one_message_with_no_word_about_others() -> None:
    file = case([SPOUSE, CHILD])
    assert subjects(file) == ("",)
    assert "Nachricht 1 von" not in case_files.rendered(file, AT).decode()


@pytest.mark.parametrize(
    ("persons", "found"),
    [
        ([SPOUSE, {**SPOUSE, "given_names": "Ayla"}], ("", "guest-2")),
        ([GROWN], ("", "guest-2")),
        ([{**GROWN, "birth_date": "1990"}], ("", "guest-2")),
        ([{**GROWN, "birth_date": "2008-11-23"}], ("",)),
        ([{**GROWN, "birth_date": None}], ("",)),
        ([SPOUSE, GROWN, CHILD, {**GROWN, "given_names": "Ece"}], ("", "guest-2", "guest-3")),
    ],
)
def test_who_is_of_age_on_the_day_of_filing_has_a_message_of_their_own(persons: Any, found: tuple[str, ...]) -> None:
    assert subjects(case(persons)) == found


def test_a_grown_up_child_moves_with_all_that_was_said() -> None:
    file = case([SPOUSE, GROWN, CHILD])
    first, second = (case_files.tree(file, AT, subject=subject) for subject in subjects(file))
    assert texts(first, "//x:weitereGaeste/x:vorname/name") == ["Mehmet", "Can"]
    assert one(second, "//x:gast/x:vorname/name") == "Deniz"
    assert one(second, "//x:gast/x:geburt//jahrMonatTag") == "2008-11-22"
    assert one(second, "//x:gast/x:reisepassnummer") == "U7777"
    assert not texts(second, "//x:weitereGaeste")
    assert "Kommt mit als: volljähriges Kind von Ayşe Şahin" in one(second, "//x:gast/x:sonstigeAnmerkungen")
    assert "Reist mit (eigene Nachricht): Deniz Şahin" in one(first, "//x:gast/x:sonstigeAnmerkungen")
    assert one(second, "//x:voraussichtlichesEinreisedatum") == "2027-02-01"


def test_a_further_adult_brings_family_and_stay_and_keeps_the_rest_of_the_case() -> None:
    file = case(further_guests=[ALI])
    assert subjects(file) == ("", "guest-2")
    root = case_files.tree(file, AT, subject="guest-2")
    assert one(root, "//x:gast/x:familienname/name") == "Ali"
    assert one(root, "//x:gast/x:vorname/nichtVorhanden") == "true"
    assert one(root, "//x:voraussichtlichesEinreisedatum") == "2027-03-01"
    assert texts(root, "//x:weitereGaeste/x:vorname/name") == ["Can"]
    assert one(root, "//x:privat/x:familienname/name") == "Mustermann"
    assert one(root, "x:antragsidentifikation") == "0123456789AB"
    assert one(root, "//x:privat/x:sonstigeAnmerkungen").startswith("Nachricht 2 von 2 zu diesem Vorgang.")


def test_two_declarants_are_a_message_each_that_names_the_other() -> None:
    file = case(second_declarant=SECOND)
    assert subjects(file) == ("", "declarant-2")
    first, second = (case_files.tree(file, AT, subject=subject) for subject in subjects(file))
    assert one(first, "//x:privat/x:familienname/name") == "Mustermann"
    assert one(second, "//x:privat/x:familienname/name") == "Muster"
    assert "als Gesamtschuldner: Jan Muster, geboren 1979, Musterstraße 12 a" in one(
        first, "//x:privat/x:sonstigeAnmerkungen"
    )
    assert "als Gesamtschuldner: Erika Mustermann, geboren 01.12.1980" in one(
        second, "//x:privat/x:sonstigeAnmerkungen"
    )
    assert (one(second, "//x:beruf"), texts(second, "//x:einkuenfte")) == ("Bäcker", ["1999"])
    assert one(first, "//x:gast/x:familienname/name") == one(second, "//x:gast/x:familienname/name") == "Şahin"


def test_what_one_proved_is_not_said_of_the_other() -> None:
    file = case(second_declarant=SECOND, identification=case_files.CARD)
    assert texts(case_files.tree(file, AT), "//x:vertrauensniveau/x:vorname") == ["true"]
    assert not texts(case_files.tree(file, AT, subject="declarant-2"), "//x:vertrauensniveau")


def test_two_declarants_with_two_adults_are_four_messages_with_ids_that_name_nobody() -> None:
    file = case(further_guests=[ALI], second_declarant=SECOND)
    assert subjects(file) == ("", "guest-2", "declarant-2", "declarant-2.guest-2")
    pairs = {
        (one(root, "//x:privat/x:familienname/name"), one(root, "//x:gast/x:familienname/name"))
        for root in (case_files.tree(file, AT, subject=subject) for subject in subjects(file))
    }
    assert pairs == {(host, guest) for host in ("Mustermann", "Muster") for guest in ("Şahin", "Ali")}


def test_a_message_that_the_case_does_not_have_is_refused() -> None:
    from connectors.xauslaender.files import UnableToRender

    with pytest.raises(UnableToRender) as refused:
        case_files.rendered(case(), AT, subject="guest-2")
    assert refused.value.code == "unknown_subject"
