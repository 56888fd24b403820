"""What each kind of message says, below its head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from lxml import etree

from connectors.xauslaender import fields
from connectors.xauslaender.fields import MOST_LETTERS, Unreadable
from connectors.xauslaender.incoming import (
    Appointment,
    Head,
    Kind,
    Message,
    NotCompetent,
    Question,
    Returned,
    Status,
    StatusCode,
    WithdrawalNoted,
)

# The schema's own words for a message that gives none.
NOT_COMPETENT = (
    "Ihr Anliegen kann von uns nicht bearbeitet werden, weil wir nicht zuständig sind. "
    "Bitte wenden Sie sich an die für Sie zuständige Ausländerbehörde."
)
MOST_REASONS = 20


def _question(head: Head, root: etree._Element) -> Question:
    due_on, attachment = fields.day(root, "fristdatum"), fields.document(root, "anlage")
    return Question(head, fields.needed(root, "frage"), due_on, attachment)


def _status(head: Head, root: etree._Element) -> Status:
    code = fields.needed(root, "status/code")
    known = StatusCode(code) if code in set(StatusCode) else None
    return Status(head, code, known, fields.document(root, "anhang"))


def _appointment(head: Head, root: etree._Element) -> Appointment:
    fixed = fields.child(root, "strukturierteTermininformationen")
    day = fields.day(fixed, "datum")
    begins = fields.clock_time(fixed, "uhrzeitAb", day)
    if fixed is not None and (day is None or begins is None):
        raise Unreadable("strukturierteTermininformationen: missing")
    url, hint = fields.line(root, "onlinevergabe"), fields.text(root, "weitereHinweise")
    link = url if is_link(url) else ""
    return Appointment(
        head, day=day, begins=begins, ends=fields.clock_time(fixed, "uhrzeitBis", day),
        place=fields.address_line(fields.child(fixed, "ort")), place_hint=fields.text(fixed, "weitereAngabenZumOrt"),
        booking_url=link, hint="\n".join(part for part in (hint, "" if link else url) if part),
        invitation=fields.document(root, "terminmitteilung"), fee_notice=fields.document(root, "gebuehrenmitteilung"),
    )  # fmt: skip


def is_link(url: str) -> bool:
    """Whether it may be shown as a link: https, a host, nobody's credentials, no blanks."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and " " not in url
    except ValueError:
        return False


def _withdrawal_noted(head: Head, root: etree._Element) -> WithdrawalNoted:
    return WithdrawalNoted(head, fields.text(root, "rueckmeldung"), fields.document(root, "anlage"))


def _not_competent(head: Head, root: etree._Element) -> NotCompetent:
    return NotCompetent(head, fields.text(root, "hinweis") or NOT_COMPETENT, fields.line(root, "zustaendigeABH"))


def _returned(head: Head, root: etree._Element) -> Returned:
    """Generic messages are shared by all of XAusländer and their schema is not among ours: reasons are whatever codes
    and words stand outside the head, and the message that they mean is the first identifier there.
    """
    reasons: list[str] = []
    words: list[str] = []
    for element in (leaf for part in root if fields.name_of(part) not in _HEAD for leaf in part.iter()):
        written = " ".join((element.text or "").split())
        if written and not len(element):
            (reasons if fields.name_of(element) == "code" else words).append(written[:MOST_LETTERS])
    meant = head.answers or next((found for word in words if (found := fields.as_uuid(word))), None)
    text = "\n".join(word for word in words if not fields.as_uuid(word))[:MOST_LETTERS]
    return Returned(replace(head, answers=meant), tuple(reasons[:MOST_REASONS]), text)


_HEAD = frozenset({"nachrichtenkopf.g2g", "anschrift.leser", "anschrift.autor", "antragsidentifikation"})
READERS: dict[Kind, Callable[[Head, etree._Element], Message]] = {
    Kind.QUESTION: _question,
    Kind.STATUS: _status,
    Kind.APPOINTMENT: _appointment,
    Kind.WITHDRAWAL_NOTED: _withdrawal_noted,
    Kind.NOT_COMPETENT: _not_competent,
    Kind.REFUSED: _returned,
    Kind.SEND_AGAIN: _returned,
    Kind.NOT_FOR_US: _returned,
}
