"""A message of the authority's system, from bytes to data. What cannot be trusted is refused, with a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from lxml import etree

from connectors.xauslaender import fields, hardened, schema
from connectors.xauslaender.bodies import READERS
from connectors.xauslaender.fields import Unreadable
from connectors.xauslaender.incoming import GENERIC, Correspondent, Head, Kind, Message, UnableToRead
from connectors.xauslaender.versions import STANDARD, Version, of_namespace

T = TypeVar("T")
_OURS = re.compile(r"http://www\.osci\.de/xauslaender\d+")
_ROOT = re.compile(r"[A-Za-z.]+\.(\d{6})")


def read(body: bytes) -> Message:
    """Reads one of the messages of ``Kind``, of any version in ``versions.VERSIONS``.

    It is checked against the schema of its version where that is at hand (``head.validated``); without it every element
    that is used is checked on its own. Refuses with ``UnableToRead``; nothing outside is touched.
    """
    root = hardened.tree(body)
    version, kind = _version(root), _kind(root)
    head = _told(lambda: _head(root, version, kind), None)
    if kind not in GENERIC:
        head = _validated(root, head, version)
    reader = READERS[kind]
    return _told(lambda: reader(head, root), head)


def _told(read_part: Callable[[], T], head: Head | None) -> T:
    try:
        return read_part()
    except Unreadable as problem:
        raise UnableToRead(problem.code, (problem.problem,), head) from None


def _validated(root: etree._Element, head: Head, version: Version) -> Head:
    try:
        schema.validate_tree(root, version)
    except schema.UnableToValidate:
        return head
    except schema.InvalidMessage as refusal:
        raise UnableToRead("invalid", tuple(refusal.problems), head) from None
    return replace(head, validated=True)


def _version(root: etree._Element) -> Version:
    namespace = etree.QName(root).namespace or ""
    if not _OURS.fullmatch(namespace):
        raise UnableToRead("unknown_standard")
    version = of_namespace(namespace)
    if version is None:
        raise UnableToRead("unknown_version")
    if root.get("version") not in (None, version.number) or root.get("standard") not in (None, STANDARD):
        raise UnableToRead("invalid", ("version: differs from the namespace",))
    return version


def _kind(root: etree._Element) -> Kind:
    match = _ROOT.fullmatch(fields.name_of(root))
    try:
        return Kind(match[1] if match else "")
    except ValueError:
        raise UnableToRead("unknown_type") from None


def _head(root: etree._Element, version: Version, kind: Kind) -> Head:
    node = fields.child(root, "nachrichtenkopf.g2g")
    message = fields.child(node, "identifikation.nachricht")
    message_id = fields.uuid(message, "nachrichtenUUID")
    created_at = fields.moment(message, "erstellungszeitpunkt")
    if message_id is None or created_at is None:
        raise Unreadable("nachrichtenkopf.g2g: missing")
    if fields.line(message, "nachrichtentyp/code") != kind:
        raise Unreadable("nachrichtentyp: differs from the element")
    head = Head(
        kind=kind, message_id=message_id, version=version.number, created_at=created_at,
        reader=_correspondent(node, "leser"), author=_correspondent(node, "autor"),
        reference=fields.line(root, "antragsidentifikation"), answers=fields.uuid(root, "ausloeserUUID"),
        test=root.get("test") is not None,
    )  # fmt: skip
    if kind not in GENERIC and (not head.reference or head.answers is None):
        raise Unreadable("antragsidentifikation, ausloeserUUID: missing")
    return head


def _correspondent(node: etree._Element | None, element: str) -> Correspondent:
    identifier = fields.line(node, f"{element}/kennung")
    if not identifier:
        raise Unreadable(f"{element}: missing")
    return Correspondent(identifier, fields.line(node, f"{element}/name"))
