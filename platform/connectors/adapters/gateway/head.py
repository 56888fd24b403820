"""Who writes to whom, as the message itself says it: the gateway addresses its envelope by nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from connectors.base import Rejected


@dataclass(frozen=True)
class Party:
    """An entry in the directory: ``identifier`` with its prefix, for example ``azr:030600``."""

    directory: str
    identifier: str
    name: str


@dataclass(frozen=True)
class Head:
    standard: str
    version: str
    created_at: str
    reader: Party
    author: Party
    test: bool


def read_head(body: bytes) -> Head:
    """``Rejected("not_addressed")`` when the message names no reader or no author."""
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        raise Rejected("not_addressed") from None
    reader, author = _party(root, "leser"), _party(root, "autor")
    if reader is None or author is None:
        raise Rejected("not_addressed")
    created = _text(root, "nachrichtenkopf.g2g", "identifikation.nachricht", "erstellungszeitpunkt")
    test = root.get("test") == "true"
    return Head(root.get("standard") or "", root.get("version") or "", created, reader, author, test)


def _party(root: etree._Element, kind: str) -> Party | None:
    directory = _text(root, "nachrichtenkopf.g2g", kind, "verzeichnisdienst", "code")
    identifier, name = (_text(root, "nachrichtenkopf.g2g", kind, field) for field in ("kennung", "name"))
    return Party(directory, identifier, name) if identifier else None


def _text(element: etree._Element, *path: str) -> str:
    """Of the first element on that way, whatever its namespace; empty where there is none."""
    for name in path:
        found = next((child for child in element if etree.QName(child).localname == name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()
