"""Addresses in Germany, in the parts of the register, and abroad, in lines.

The standard wants the portal to split house numbers itself. What is too long for the register's field is cut there and
stands in full in ``zusatzangaben``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from declarations import countries
from declarations.casefile.sponsor import SponsorAddress
from declarations.casefile.types import HOUSE_NUMBER

STREET, TOWN, LINE = 55, 40, 35
FIRST_LINE, FEWEST_LINES, MOST_LINES = 4, 2, 5
NOT_STATED = "nicht angegeben"
_NUMBER_AND_LETTER = re.compile(r"(\d{1,4})\s?([A-Za-z]?)")


@dataclass(frozen=True)
class PostalAddress:
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    town: str = ""

    def __bool__(self) -> bool:
        return bool(self.street or self.postal_code or self.town)


def home_of(address: SponsorAddress) -> PostalAddress:
    return PostalAddress(
        address.street or "", address.house_number or "", address.postal_code or "", address.city or ""
    )


@dataclass(frozen=True)
class HouseNumber:
    """``12 a-14`` is number 12, letter a, up to 14; ``12/3`` is part 3 of number 12; ``12 1/2`` has an added figure."""

    number: str = ""
    letter: str = ""
    part: str = ""
    until: str = ""
    until_letter: str = ""


def split(typed: str) -> HouseNumber:
    """The parts of a house number; of one that has another form, none (it is told in ``zusatzangaben`` then)."""
    match = HOUSE_NUMBER.fullmatch(" ".join(typed.split()))
    if match is None:
        return HouseNumber()
    number, letter, second, fraction = match.groups()
    if fraction:
        return HouseNumber(number, f"{letter}{fraction}")
    if not second:
        return HouseNumber(number, letter)
    if "-" not in typed:
        return HouseNumber(number, letter, part=second)
    until = _NUMBER_AND_LETTER.fullmatch(second)
    return HouseNumber(number, letter, until=until[1], until_letter=until[2]) if until else HouseNumber()


def building(node: Node, address: PostalAddress) -> None:
    """Fills a *Gebäudeanschrift*, which has room for a range of house numbers."""
    parts = split(address.house_number)
    _basis(node, address, parts, has_range=True)
    if parts.until:
        until = node.xi("hausnummern.bis")
        until.xi("hausnummer.bis", parts.until)
        until.xi_if("hausnummerbuchstabezusatzziffer.bis", parts.until_letter)


def basis(node: Node, address: PostalAddress) -> None:
    """Fills an address without room for a range: the range is told besides."""
    _basis(node, address, split(address.house_number), has_range=False)


def _basis(node: Node, address: PostalAddress, parts: HouseNumber, *, has_range: bool) -> None:
    street, town = node.speller.line(address.street), node.speller.line(address.town)
    node.xi_if("hausnummer", parts.number)
    node.xi_if("hausnummerBuchstabeZusatzziffer", parts.letter)
    node.xi("postleitzahl", address.postal_code)
    node.xi("strasse", street[:STREET].rstrip())
    node.xi_if("teilnummerDerHausnummer", parts.part)
    node.xi("wohnort", town[:TOWN].rstrip())
    told_besides = [street] if len(street) > STREET else []
    told_besides += [town] if len(town) > TOWN else []
    if address.house_number and (not parts.number or (parts.until and not has_range)):
        told_besides.append(f"Hausnummer {address.house_number}")
    if not address:
        told_besides.append(NOT_STATED)
    node.xi_if("zusatzangaben", "; ".join(told_besides))


def abroad(parent: Node, element: str, *, lines: list[str], country: str | None) -> bool:
    """A foreign address: two to five lines of at most 35 characters, numbered from 4 without a gap.

    A single line is followed by the state's name, as on an envelope. False when it cannot be written as one: no state,
    or Germany.
    """
    if not country or not codes.is_foreign_state(country):
        return False
    node = parent.xa(element)
    node.xi_code("staat", country, codes.STATE)
    written = [line for line in (parent.speller.line(line)[:LINE].rstrip() for line in lines) if line]
    if len(written) == 1:
        written.append(parent.speller.line(countries.everything()[country].country)[:LINE].rstrip())
    if len(written) >= FEWEST_LINES:
        zone = node.xi("anschriftzone")
        for number, line in enumerate(written[:MOST_LINES], start=FIRST_LINE):
            entry = zone.xi("zeile.anschrift")
            entry.xi("zeilennummer", str(number))
            entry.xi("inhalt", line)
    return True
