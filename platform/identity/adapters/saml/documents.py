"""Reading XML from strangers: no document type, no entities, no comments, no instructions, nothing from elsewhere."""

from __future__ import annotations

import base64
import binascii

from lxml import etree

from identity.base import IdentityRefused

LIMIT = 300_000  # bytes; a real answer of BundID has about 15,000


def decoded(text: str) -> bytes:
    if not text:
        raise IdentityRefused("no_message")
    if len(text) > LIMIT:
        raise IdentityRefused("too_large")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise IdentityRefused("not_base64") from None


def parsed(data: bytes) -> etree._Element:
    """The root element; refuses what XML can hide. Comments are refused since they split names (and signatures skip them)."""
    if len(data) > LIMIT:
        raise IdentityRefused("too_large")
    if b"<!DOCTYPE" in data.upper():
        raise IdentityRefused("document_type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise IdentityRefused("not_xml") from None
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.doctype:
        raise IdentityRefused("document_type")
    if any(not isinstance(node.tag, str) for node in root.iter()):
        raise IdentityRefused("hidden_content")
    return root


def unique_ids(root: etree._Element) -> None:
    ids = [value for node in root.iter() if (value := node.get("ID")) is not None]
    if len(ids) != len(set(ids)):
        raise IdentityRefused("ids_ambiguous")


def only(parent: etree._Element, name: str, code: str) -> etree._Element:
    """The one child of this name."""
    found = parent.findall(name)
    if len(found) != 1:
        raise IdentityRefused(code)
    return found[0]


def text_of(node: etree._Element) -> str:
    return (node.text or "").strip()
