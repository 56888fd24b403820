"""Validation against the standard's schemas. They are third-party files and lie outside, in a configured folder."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from lxml import etree

from connectors.xauslaender.versions import CURRENT, Version, of_namespace
from kernel.errors import Refusal

# The official name first; beside it a transcription may lie under its own name.
_NAMES = ("xauslaender-nachrichten-ozg.xsd", "xauslaender-nachrichten-ozg.subset.xsd")
_PREFIX = re.compile(r"[^/:\[\]]+:")
MOST_PROBLEMS = 20


class InvalidMessage(Refusal):
    """``problems`` say where and what rule, never what stands there: a value may be about a person."""

    code = "invalid_message"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class UnableToValidate(Refusal):
    """The schemas are not_configured, missing or unreadable."""

    code = "not_configured"


def why_not() -> str:
    """Empty when messages of the current version can be validated, else the code of ``UnableToValidate``."""
    try:
        _schema(str(settings.XAUSLAENDER_SCHEMA_DIR), CURRENT)
    except UnableToValidate as refusal:
        return refusal.code
    return ""


def validate(xml: bytes) -> None:
    """Silence is validity. Raises ``InvalidMessage``, or ``UnableToValidate`` when there is nothing to validate with."""
    _schema(str(settings.XAUSLAENDER_SCHEMA_DIR), CURRENT)
    try:
        message = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError:
        raise InvalidMessage(["not well-formed"]) from None
    validate_tree(message, of_namespace(etree.QName(message).namespace or "") or CURRENT)


def validate_tree(message: etree._Element, version: Version) -> None:
    """The same for a message that was parsed already, against the schema of this version."""
    schema = _schema(str(settings.XAUSLAENDER_SCHEMA_DIR), version)
    if not schema.validate(message):
        found = [f"{_PREFIX.sub('', str(entry.path))}: {entry.type_name}" for entry in _log(schema)]
        raise InvalidMessage(list(dict.fromkeys(found))[:MOST_PROBLEMS])


def _log(schema: etree.XMLSchema) -> list[Any]:
    entries: Any = schema.error_log  # iterable, though its stub does not say so
    return list(entries)


def _parser() -> etree.XMLParser:
    """Takes files of many megabytes inline, but no entities and nothing from outside."""
    return etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False)


@lru_cache(maxsize=8)
def _schema(folder: str, version: Version) -> etree.XMLSchema:
    """From ``<folder>/<version>``, or from the folder itself: the current version's, or another one that says so itself."""
    if not folder:
        raise UnableToValidate()
    places = [Path(folder) / version.number / name for name in _NAMES] + [Path(folder) / name for name in _NAMES]
    found = [path for path in places if path.is_file()]
    if not found:
        raise UnableToValidate(code="missing")
    try:
        for path in found:
            document = etree.parse(str(path), etree.XMLParser(no_network=True))
            if version == CURRENT or document.getroot().get("targetNamespace") == version.namespace:
                return etree.XMLSchema(document)
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError):
        raise UnableToValidate(code="unreadable") from None
    raise UnableToValidate(code="missing")
