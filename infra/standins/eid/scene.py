"""What the stand-in says for each button: the level it was asked for, another one, a cancellation, an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lxml import etree

from infra.standins.eid import outgoing
from infra.standins.eid.incoming import LEVELS, Question, Refused, read_question
from infra.standins.eid.persons import (
    BY_KEY,
    DOCUMENT_TYPE,
    ELSEWHERE,
    FRIENDLY,
    NATIONALITY,
    Person,
    lives_in,
)

SP_CERTIFICATE_FILE = "sp-cert.pem"
LEVEL = "urn:oid:1.2.40.0.10.2.1.1.261.94"
PROVED_BY = "urn:oid:1.3.6.1.4.1.25484.494450.2"
OUTCOMES = {"hoch": LEVELS[2], "substanziell": LEVELS[1], "normal": LEVELS[0]}
_PROVED_BY = {LEVELS[2]: "eID", LEVELS[1]: "Elster", LEVELS[0]: "Benutzername"}
_TRUST = {LEVELS[2]: "HOCH", LEVELS[1]: "SUBSTANTIELL", LEVELS[0]: "NORMAL"}
_STATUS = {"cancel": ("Requester", "AuthnFailed"), "error": ("Requester", "RequestDenied")}
_ONLY_ON_CARDS = frozenset({DOCUMENT_TYPE, NATIONALITY})


@dataclass(frozen=True, repr=False)  # holds a key
class StandIn:
    """One simulated identity provider. ``base`` is its own address, ``folder`` holds both sides' keys."""

    base: str
    folder: Path
    key: bytes
    now: Callable[[], datetime]

    @property
    def entity_id(self) -> str:
        return f"{self.base}/idp"

    def question(self, saml_request: str) -> Question:
        try:
            certificate = (self.folder / SP_CERTIFICATE_FILE).read_bytes()
        except FileNotFoundError:
            raise Refused("service-provider-unknown") from None
        return read_question(saml_request, sp_certificate=certificate, destination=f"{self.base}/sso")

    def answer(self, question: Question, *, outcome: str, person: str, address: tuple[str, str] = ("", "")) -> str:
        """The form field ``SAMLResponse`` for this button; an unknown one is ``Refused``.

        ``address``: postal code and place of the other test person; no German address is ``Refused`` too.
        """
        frame = outgoing.Answer(
            self.entity_id, question.service_provider, question.acs_url, question.request_id, self.now()
        )
        if outcome in _STATUS:
            root = outgoing.response(frame, status=_STATUS[outcome])
        elif outcome in OUTCOMES:
            root = outgoing.response(
                frame, content=self._content(frame, question, OUTCOMES[outcome], _who(person, address))
            )
        else:
            raise Refused("choice-unknown")
        outgoing.sign(root, self.key)
        return outgoing.packed(root)

    def _content(self, frame: outgoing.Answer, question: Question, level: str, person: Person) -> etree._Element:
        assertion = outgoing.assertion(
            frame, level=level, attributes=sent_attributes(person, level, question.requested)
        )
        outgoing.sign(assertion, self.key)
        return outgoing.encrypted(etree.tostring(assertion), (self.folder / SP_CERTIFICATE_FILE).read_bytes())


def _who(key: str, address: tuple[str, str]) -> Person:
    if key == ELSEWHERE:
        person = lives_in(*address)
        if person is None:
            raise Refused("address-unknown")
        return person
    if key not in BY_KEY:
        raise Refused("choice-unknown")
    return BY_KEY[key]


def sent_attributes(person: Person, level: str, requested: dict[str, bool]) -> Iterator[outgoing.Sent]:
    """Only what was asked for. Below *hoch* it comes from an account: usual spelling, and no card's attributes."""
    from_card = level == LEVELS[2]
    for oid, value in person.card.items():
        if oid in requested and (from_card or oid not in _ONLY_ON_CARDS):
            spelt = value if from_card or len(value) < 3 else value.title()
            yield outgoing.Sent(oid, FRIENDLY[oid], spelt, _TRUST[level])
    if LEVEL in requested:
        yield outgoing.Sent(LEVEL, "EID-CITIZEN-QAA-LEVEL", level, "NORMAL")
    if PROVED_BY in requested:
        yield outgoing.Sent(PROVED_BY, "AssertionProvedBy", _PROVED_BY[level], "NORMAL")
