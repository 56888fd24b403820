"""Ways to reach a person. The order matters: levels of trust are told in the same order."""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from declarations.casefile.sponsor import SponsorContact


class Channel(NamedTuple):
    code: str
    value: str
    field: str


def channels(contact: SponsorContact) -> list[Channel]:
    found = []
    if contact.email:
        found.append(Channel(codes.EMAIL, writable_email(contact.email), "email"))
    if contact.phone:
        found.append(Channel(_kind_of_phone(contact.phone), contact.phone, "phone"))
    return found


def write(parent: Node, element: str, found: list[Channel]) -> None:
    for channel in found:
        node = parent.xa(element)
        node.xi_code("kanal", channel.code, codes.CHANNEL)
        node.xi("kennung", channel.value)


def writable_email(address: str) -> str:
    """A domain with letters beyond ASCII in its technical form: transliterated, the address would be another one."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _kind_of_phone(number: str) -> str:
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number, "DE"))
    except phonenumbers.NumberParseException:
        return codes.LANDLINE
    return codes.MOBILE if kind == phonenumbers.PhoneNumberType.MOBILE else codes.LANDLINE
