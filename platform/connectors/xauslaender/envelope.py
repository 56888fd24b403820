"""The message's head: which product wrote it, who reads it, who wrote it, which message it is and of which case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from uuid import UUID

from lxml import etree

from connectors.xauslaender import addresses, codes
from connectors.xauslaender.addresses import PostalAddress
from connectors.xauslaender.build import Node, Speller
from connectors.xauslaender.codes import CodeList
from connectors.xauslaender.versions import CURRENT, STANDARD, Version
from kernel.clock import GERMANY

PRODUCT = "Zusage"


@dataclass(frozen=True)
class Party:
    """An office or portal as the directory DVDV knows it: ``identifier`` with its prefix, for example ``azr:030600``."""

    identifier: str
    name: str
    address: PostalAddress = field(default_factory=PostalAddress)
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class Addressing:
    """``test``: the receiver must not work on it. ``way_back``: answers of the authority reach us. ``version``: of the
    standard, as the receiver speaks it.
    """

    reader: Party
    author: Party
    test: bool = True
    way_back: bool = False
    version: Version = CURRENT


def start(message_type: str, element: str, *, addressing: Addressing, speller: Speller) -> Node:
    """The root. The attribute ``test`` makes a test message by being there, so a real one has none."""
    namespace = addressing.version.namespace
    root = etree.Element(f"{{{namespace}}}{element}.{message_type}", nsmap={"xauslaender": namespace})
    root.set("produkt", PRODUCT)
    root.set("produkthersteller", PRODUCT)
    root.set("produktversion", version("zusage"))
    root.set("standard", STANDARD)
    if addressing.test:
        root.set("test", "true")
    root.set("version", addressing.version.number)
    return Node(root, speller, namespace)


def head(
    root: Node,
    *,
    message_type: str,
    message_id: UUID,
    created_at: datetime,
    addressing: Addressing,
    reference: str,
    answers: UUID | None = None,
) -> None:
    """``created_at`` must know its zone; it is written to the millisecond, in German time. ``answers``: the message that
    this one answers.
    """
    if created_at.tzinfo is None:
        raise ValueError("a time without zone")
    node = root.xi("nachrichtenkopf.g2g")
    message = node.xi("identifikation.nachricht")
    message.xi("nachrichtenUUID", str(message_id))
    message.xi_code("nachrichtentyp", message_type, CodeList(codes.MESSAGE_TYPES, addressing.version.message_types))
    message.xi("erstellungszeitpunkt", created_at.astimezone(GERMANY).isoformat(timespec="milliseconds"))
    _party(node, "leser", addressing.reader)
    _party(node, "autor", addressing.author)
    if addressing.reader.address:
        addresses.building(root.xi("anschrift.leser").xi("gebaeude"), addressing.reader.address)
    addresses.building(root.xi("anschrift.autor").xi("gebaeude"), addressing.author.address)
    root.xa("antragsidentifikation", reference)
    root.truth("rueckkanalVorhanden", addressing.way_back)
    if answers is not None:
        root.xa("ausloeserUUID", str(answers))


def written(root: Node) -> bytes:
    """The message as UTF-8."""
    found: bytes = etree.tostring(root.element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return found


def _party(parent: Node, element: str, party: Party) -> None:
    node = parent.xi(element)
    node.xi_code("verzeichnisdienst", codes.DVDV, codes.DIRECTORY)
    node.xi("kennung", party.identifier)
    node.xi("name", party.name)
    for channel, value in ((codes.EMAIL, party.email), (codes.WEB, party.website)):
        if value:
            entry = node.xi("erreichbarkeit")
            entry.xi_code("kanal", channel, codes.CHANNEL)
            entry.xi("kennung", value)
