from __future__ import annotations

from identity.answers import filled, known, vouched
from identity.base import Level, Method, Trust, VerifiedIdentity
from identity.person import IdentifiedPerson
from kernel.clock import now

HOME = {"street": "Musterweg", "house_number": "1", "postal_code": "63065", "city": "Offenbach"}


def test_a_foreign_address_is_not_put_into_german_fields() -> None:
    abroad = IdentifiedPerson(family_name="Mustermann", country="AT", **HOME)
    assert known(abroad) == {"family_name": "Mustermann"}
    assert set(known(abroad.model_copy(update={"country": "DE"}))) == {"family_name", *HOME}
    assert set(known(abroad.model_copy(update={"country": None}))) == {"family_name", *HOME}


def test_filling_in_twice_changes_nothing_more() -> None:
    person = IdentifiedPerson(family_name="Mustermann", nationality="163", **HOME)
    once, places = filled({}, person)
    assert filled(once, person) == (once, ())
    assert once["sponsor"]["birth"] == {"nationalities": ["163"]}
    assert len(places) == 6


def test_an_answer_counts_as_proven_whatever_its_spelling_but_not_when_it_differs() -> None:
    identity = VerifiedIdentity(
        request_id="_a-0",
        level=Level.HIGH,
        method=Method.EID,
        issuer="x",
        assertion_digest="0" * 64,
        verified_at=now(),
        attributes=IdentifiedPerson(family_name="Großmuster", nationality="163", city="Köln"),
        trust={"family_name": Trust.HIGH, "nationality": Trust.HIGH, "city": Trust.LOW},
        evidence=(),
    )
    answers = {
        "sponsor": {
            "name": {"family_name": "GROSSMUSTER"},
            "birth": {"nationalities": ["000", "163"]},
            "address": {"city": "Köln"},
        }
    }
    assert vouched(answers, identity) == ["sponsor.name.family_name", "sponsor.birth.nationalities"]
    answers["sponsor"]["name"] = {"family_name": "Anders"}
    assert vouched(answers, identity) == ["sponsor.birth.nationalities"]
