"""Between the card and the sponsor's answers: what can be filled in, what the card vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from declarations.casefile.path import fetch, put
from identity.base import Trust, VerifiedIdentity
from identity.matching import NamedPerson, folded
from identity.person import IdentifiedPerson

# field of the person → section and field of the case file
PLACES = {
    "family_name": ("sponsor.name", "family_name"),
    "given_names": ("sponsor.name", "given_names"),
    "birth_name": ("sponsor.name", "birth_name"),
    "doctoral_degree": ("sponsor.name", "doctoral_degree"),
    "birth_date": ("sponsor.birth", "birth_date"),
    "birth_place": ("sponsor.birth", "birth_place"),
    "nationality": ("sponsor.birth", "nationalities"),
    "street": ("sponsor.address", "street"),
    "house_number": ("sponsor.address", "house_number"),
    "postal_code": ("sponsor.address", "postal_code"),
    "city": ("sponsor.address", "city"),
}
_ADDRESS = frozenset({"street", "house_number", "postal_code", "city"})


def known(person: IdentifiedPerson) -> dict[str, str]:
    """What the card says of the fields that the form asks; a foreign address is left out, the form takes German ones."""
    at_home = person.country in {None, "DE"}
    values = {field: getattr(person, field) for field in PLACES if at_home or field not in _ADDRESS}
    return {field: value for field, value in values.items() if value}


def filled(answers: Mapping[str, Any], person: IdentifiedPerson) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The answers with the card's in the places that are still empty, and those places. What was typed stays."""
    result, places = dict(answers), []
    for field, value in known(person).items():
        section, name = PLACES[field]
        given = fetch(result, section)
        if given.get(name) in (None, "", []):
            result = put(result, section, given | {name: [value] if field == "nationality" else value})
            places.append(f"{section}.{name}")
    return result, tuple(places)


def vouched(answers: Mapping[str, Any], identity: VerifiedIdentity) -> list[str]:
    """The places whose answer the card proves: read with trust *hoch*, and the same as what the form says."""
    found = []
    for field, value in known(identity.attributes).items():
        section, name = PLACES[field]
        given = fetch(answers, section).get(name)
        same = value in given if isinstance(given, list) else folded(value) == folded(str(given or ""))
        if same and identity.trust.get(field) is Trust.HIGH:
            found.append(f"{section}.{name}")
    return found


def named_person(answers: Mapping[str, Any]) -> NamedPerson:
    """Who the form says the sponsor is."""
    name, birth = fetch(answers, "sponsor.name"), fetch(answers, "sponsor.birth")
    return NamedPerson(
        str(name.get("family_name") or ""), str(name.get("given_names") or ""), str(birth.get("birth_date") or "")
    )
