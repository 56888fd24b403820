"""Levels of trust: which of the sponsor's data an eID vouches for (*hoch*), element by element."""

from __future__ import annotations

from connectors.xauslaender.build import Node
from connectors.xauslaender.contact import Channel
from declarations.casefile.document import CaseFile, Identification

HIGH = "hoch"
_ADDRESS = frozenset({"street", "house_number", "postal_code", "city"})
_IDENTITY_CARD = "identity_card"


def vouched_fields(identification: Identification | None) -> frozenset[str]:
    """Names of fields (``family_name``), whatever section they are listed with; none below *hoch*."""
    if identification is None or identification.level != HIGH:
        return frozenset()
    return frozenset(place.rpartition(".")[2] for place in identification.trusted)


def write(parent: Node, case: CaseFile, *, nationalities: list[str], found: list[Channel], has_birth: bool) -> None:
    """Nothing when nobody identified. One truth for each nationality and each channel, in the message's order."""
    if case.identification is None:
        return
    vouched = vouched_fields(case.identification)
    node = parent.xa("vertrauensniveau")
    node.truth("vorname", "given_names" in vouched)
    node.truth("familienname", "family_name" in vouched)
    if has_birth:
        born = node.xa("geburt")
        born.truth("geburtsort", "birth_place" in vouched)
        if case.answers.sponsor.birth.birth_country:
            born.truth("geburtsortStaat", "birth_country" in vouched)
        born.truth("tagDerGeburt", "birth_date" in vouched)
    for key in nationalities:
        node.truth("staatsangehoerigkeit", _nationality_is_vouched(case.identification, vouched, nationalities, key))
    node.truth("anschrift", vouched >= _ADDRESS)
    for channel in found:
        node.truth("kommunikation", channel.field in vouched)


def _nationality_is_vouched(
    identification: Identification, vouched: frozenset[str], nationalities: list[str], key: str
) -> bool:
    """A card tells one nationality. With several, only a German identity card makes plain which one."""
    if not vouched & {"nationality", "nationalities"}:
        return False
    return len(nationalities) == 1 or (identification.method == _IDENTITY_CARD and key == "000")
