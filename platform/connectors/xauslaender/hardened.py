"""Bytes of strangers as a tree: nothing in them is expanded, fetched or followed, and their size is known before they are read.

Limits: ``MOST_BYTES`` for the whole, which holds a question with a large scan many times over; counts of angle brackets and
quotation marks bound elements and attributes before anything is built of them.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from connectors.xauslaender.incoming import UnableToRead

MOST_BYTES = 50_000_000
MOST_ELEMENTS, MOST_QUOTES, DEEPEST = 20_000, 100_000, 40
_AT_ONCE = 1 << 20
_BOM = codecs.BOM_UTF8
_DECLARED = re.compile(rb"""\A<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DTD = re.compile(rb"<!(?i:DOCTYPE|ENTITY)")


def tree(body: bytes) -> etree._Element:
    """The root. Refuses with ``UnableToRead``: empty, too_large, wrong_encoding (the standard knows UTF-8 only), doctype
    (also without entities), too_many_elements, too_deep, not_xml.
    """
    _examine(body)
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError):
        raise UnableToRead("not_xml") from None
    if root is None:
        raise UnableToRead("not_xml")
    _not_too_deep(root)
    return root


def _examine(body: bytes) -> None:
    if len(body) > MOST_BYTES:
        raise UnableToRead("too_large")
    if not body.strip(b" \t\r\n"):
        raise UnableToRead("empty")
    _is_utf8(body)
    if _DTD.search(body):
        raise UnableToRead("doctype")
    if body.count(b"<") > 2 * MOST_ELEMENTS or body.count(b'"') + body.count(b"'") > MOST_QUOTES:
        raise UnableToRead("too_many_elements")


def _is_utf8(body: bytes) -> None:
    declared = _DECLARED.match(body.removeprefix(_BOM))
    if declared and declared[1].upper() not in (b"UTF-8", b"UTF8", b"US-ASCII"):
        raise UnableToRead("wrong_encoding")
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(body)
    try:
        for start in range(0, len(body), _AT_ONCE):
            decoder.decode(bytes(view[start : start + _AT_ONCE]))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise UnableToRead("wrong_encoding") from None
    if b"\x00" in body:  # UTF-16 of plain letters is valid UTF-8 with zeros in between
        raise UnableToRead("wrong_encoding")


def _parser() -> etree.XMLParser:
    """``huge_tree`` for files of many megabytes inline; what it switches off is bounded above."""
    return etree.XMLParser(
        huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _not_too_deep(root: etree._Element) -> None:
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise UnableToRead("too_deep")
