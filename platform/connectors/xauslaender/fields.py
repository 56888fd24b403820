"""Looking things up in a message that was received. What is missing or unreadable is named by its place, never by its value."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar
from uuid import UUID

from lxml import etree

from connectors.xauslaender.files import FORMATS_IN_ORDER, is_what_it_claims
from connectors.xauslaender.incoming import Document
from kernel.clock import GERMANY

MOST_LETTERS = 20_000
T = TypeVar("T")


class Unreadable(Exception):
    """``problem`` is a place and a rule, for example ``frage: missing``."""

    def __init__(self, problem: str, code: str = "invalid") -> None:
        super().__init__(problem)
        self.problem, self.code = problem, code


def name_of(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def child(parent: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name, whatever its namespace: XInneres' elements have none."""
    if parent is None:
        return None
    return next((element for element in parent if name_of(element) == name), None)


def at(parent: etree._Element | None, path: str) -> etree._Element | None:
    for name in path.split("/"):
        parent = child(parent, name)
    return parent


def text(parent: etree._Element | None, path: str) -> str:
    """The text with its lines kept and everything else tidied; empty when it is not there."""
    element = at(parent, path)
    if element is None:
        return ""
    written = element.text or ""
    if len(written) > MOST_LETTERS:
        raise Unreadable(f"{path}: too long")
    lines = (" ".join(line.split()) for line in written.splitlines())
    return "\n".join(lines).strip()


def line(parent: etree._Element | None, path: str) -> str:
    return " ".join(text(parent, path).split())


def needed(parent: etree._Element | None, path: str) -> str:
    found = text(parent, path)
    if not found:
        raise Unreadable(f"{path}: missing")
    return found


def _read(parent: etree._Element | None, path: str, reader: Callable[[str], T]) -> T | None:
    found = line(parent, path)
    try:
        return reader(found) if found else None
    except ValueError:
        raise Unreadable(f"{path}: unreadable") from None


def uuid(parent: etree._Element | None, path: str) -> UUID | None:
    return _read(parent, path, UUID)


def as_uuid(written: str) -> UUID | None:
    try:
        return UUID(written) if len(written) == 36 else None
    except ValueError:
        return None


def day(parent: etree._Element | None, path: str) -> date | None:
    return _read(parent, path, date.fromisoformat)


def moment(parent: etree._Element | None, path: str) -> datetime | None:
    """A point in time; one without zone is German time."""
    found = _read(parent, path, datetime.fromisoformat)
    return found.replace(tzinfo=GERMANY) if found is not None and found.tzinfo is None else found


def clock_time(parent: etree._Element | None, path: str, on: date | None) -> time | None:
    """German wall time; one with a zone is converted on that day."""
    found = _read(parent, path, time.fromisoformat)
    if found is None or found.tzinfo is None:
        return found
    return datetime.combine(on or date(2000, 1, 1), found).astimezone(GERMANY).time()


def document(parent: etree._Element | None, path: str) -> Document | None:
    """A file inside, PDF or JPEG by its content. Refuses anything else with the code file_not_pdf_or_jpeg."""
    element = at(parent, path)
    if element is None:
        return None
    inside = child(element, "dokument")
    written = (inside.text or "") if inside is not None else ""
    try:
        content = b64decode("".join(written.split()), validate=True)
    except (NotBase64, ValueError):
        raise Unreadable(f"{path}: not base64") from None
    kind = next((kind for kind in FORMATS_IN_ORDER if is_what_it_claims(kind, content)), None)
    if kind is None:
        raise Unreadable(f"{path}: neither PDF nor JPEG", "file_not_pdf_or_jpeg")
    return Document(kind, content)


def address_line(node: etree._Element | None) -> str:
    """An address in Germany on one line: street and number, postal code and town, and what is told besides."""
    number = "".join(line(node, name) for name in ("hausnummer", "hausnummerBuchstabeZusatzziffer"))
    part = line(node, "teilnummerDerHausnummer")
    until = "".join(
        line(node, f"hausnummern.bis/{name}") for name in ("hausnummer.bis", "hausnummerbuchstabezusatzziffer.bis")
    )
    house = number + (f"/{part}" if part else "") + (f"-{until}" if until else "")
    street = f"{line(node, 'strasse')} {house}".strip()
    town = f"{line(node, 'postleitzahl')} {line(node, 'wohnort')}".strip()
    return ", ".join(piece for piece in (street, town, line(node, "zusatzangaben")) if piece)
