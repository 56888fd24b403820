from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import spelling
from identity.matching import NamedPerson, differences
from identity.person import IdentifiedPerson

CARD = IdentifiedPerson(family_name="Groß-Müller", given_names="Erika Maria", birth_date="1964-08-12")


def typed(**changes: str) -> NamedPerson:
    return NamedPerson(
        **({"family_name": "Groß-Müller", "given_names": "Erika Maria", "birth_date": "1964-08-12"} | changes)
    )


@pytest.mark.parametrize("name", ["groß-müller", "GROSS MÜLLER", "Gross-Mueller", "GROẞ-MÜLLER", "Groß Müller "])
def test_spelling_of_a_family_name_is_forgiven(name: str) -> None:
    assert differences(CARD, typed(family_name=name)) == ()


@pytest.mark.parametrize("name", ["Erika", "Maria Erika", "erika", "Erika-Maria", "ErikaMaria"])
def test_fewer_given_names_than_on_the_card_are_the_same_person(name: str) -> None:
    assert differences(CARD, typed(given_names=name)) == ()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"family_name": "Müller"}, ("family_name",)),
        ({"given_names": "Erika Anna"}, ("given_names",)),
        ({"given_names": ""}, ("given_names",)),
        ({"birth_date": "1964-08-13"}, ("birth_date",)),
        ({"birth_date": "1964"}, ("birth_date",)),
        ({"family_name": "Anders", "birth_date": "1990-01-01"}, ("family_name", "birth_date")),
    ],
)
def test_another_person_is_told_apart_by_field(changes: dict[str, str], fields: tuple[str, ...]) -> None:
    assert differences(CARD, typed(**changes)) == fields


def test_a_card_that_knows_the_year_only_asks_for_no_more() -> None:
    card = CARD.model_copy(update={"birth_date": "1964"})
    assert differences(card, typed()) == ()
    assert differences(card, typed(birth_date="1965-08-12")) == ("birth_date",)
    assert differences(card, typed(birth_date="19641")) == ("birth_date",)


def test_a_card_without_given_names_or_birth_date() -> None:
    assert differences(CARD.model_copy(update={"given_names": None}), typed(given_names="Irgendein")) == ()
    assert differences(CARD.model_copy(update={"birth_date": None}), typed()) == ("birth_date",)


NAMES = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜẞŞÉ", min_size=2, max_size=12)


@given(family=NAMES, given_name=NAMES, year=st.integers(1920, 2008))
def test_what_we_offer_from_a_card_always_matches_that_card(family: str, given_name: str, year: int) -> None:
    card = IdentifiedPerson(
        family_name=spelling.name(family), given_names=spelling.name(given_name), birth_date=f"{year}-02-03"
    )
    assert differences(card, NamedPerson(family.lower(), given_name.title(), f"{year}-02-03")) == ()


@given(family=NAMES, other=NAMES)
def test_sameness_does_not_depend_on_the_side(family: str, other: str) -> None:
    def differ(left: str, right: str) -> tuple[str, ...]:
        card = IdentifiedPerson(family_name=left, birth_date="1964-08-12")
        return differences(card, NamedPerson(right, "", "1964-08-12"))

    assert differ(family, other) == differ(other, family)
