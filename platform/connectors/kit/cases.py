"""The test cases for receivers: synthetic case files, rendered by the product itself, and some that must be refused.

Every message says of itself that it is a test. The same day gives the same bytes.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from PIL import Image

from connectors.base import OutgoingMessage
from connectors.kit import people
from connectors.kit.people import CHILD, INSTITUTION, SPOUSE
from connectors.kit.spoiling import SPOILED
from connectors.xauslaender.addresses import PostalAddress
from connectors.xauslaender.envelope import Addressing, Party
from connectors.xauslaender.files import JPEG, PDF, Files, Proof
from connectors.xauslaender.message import DECLARATION, render
from connectors.xauslaender.replies import ANSWER, WITHDRAWAL, About, answer, withdrawal
from connectors.xauslaender.splitting import subjects
from connectors.xauslaender.versions import CURRENT
from declarations.casefile.document import CaseFile
from kernel.codes import ALPHABET, check_character

MADE_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
LARGE = 5_000_000
PREVIOUS = "26.05"
Summary = Callable[[CaseFile], bytes]
_SPACE = uuid.UUID("6d2c8f10-37a0-4c3e-9c0e-0e6f2f0a4b11")


class Expected(StrEnum):
    """*accept*: the receiver takes it. *refuse*: it says no, with a reason. *either*: it takes it or refuses it clearly.
    *same*: sent twice under one key, it is taken once, and the second answer is the first."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    EITHER = "either"
    SAME = "same"


@dataclass(frozen=True)
class TestCase:
    """``name`` is its file's, ``shows`` what a receiver must be able to do for it."""

    __test__ = False  # no test of ours, whatever its name looks like to a collector

    name: str
    shows: str
    expected: Expected
    message: OutgoingMessage = field(repr=False)

    @property
    def key(self) -> str:
        return uuid.UUID(self.message.message_id).hex


def everything(summary: Summary, *, authority_code: str = people.AUTHORITY_CODE, run: str = "") -> list[TestCase]:
    """All cases in their order. ``summary`` makes the PDF for people of a case. ``authority_code``: to whom they are
    addressed. ``run``: makes ids and references of a run its own, so that a receiver has seen none of them."""
    maker = _Maker(summary, authority_code, run)
    return [*_declarations(maker), *_replies(maker), *_others(maker), *_spoiled(maker)]


class _Maker:
    def __init__(self, summary: Summary, authority_code: str, run: str) -> None:
        self._summary, self._code, self._run = summary, authority_code, run

    def id_of(self, name: str) -> uuid.UUID:
        return uuid.uuid5(_SPACE, f"{self._run}|{name}")

    def reference_of(self, name: str) -> str:
        number = uuid.uuid5(_SPACE, f"{self._run}|reference|{name}").int
        body = "TEST" + "".join(ALPHABET[number >> (5 * place) & 31] for place in range(7))
        return body + check_character(body)

    def addressing(self, **changes: Any) -> Addressing:
        address = PostalAddress("Musterplatz", "1", "12345", "Musterstadt")
        reader = Party(f"azr:{self._code}", "Ausländerbehörde Musterstadt", address, "abh@musterstadt.example")
        author = Party(settings.PORTAL_ID, settings.PORTAL_NAME, address, "portal@musterstadt.example")
        return Addressing(**{"reader": reader, "author": author, "test": True, **changes})

    def declared(
        self, name: str, shows: str, *, expected: Expected = Expected.ACCEPT, more: dict[str, Any] | None = None,
        proofs: tuple[Proof, ...] = (), addressing: Addressing | None = None, **changes: Any,
    ) -> Iterator[TestCase]:  # fmt: skip
        """One case, one message for each of its subjects. ``more``: parts of the file; ``changes``: its answers."""
        reference = self.reference_of(name)
        document = people.document(reference, authority_code=self._code, **changes)
        answers = {**document["answers"], **(more or {}).get("answers", {})}
        case = CaseFile.model_validate({**document, **(more or {}), "answers": answers})
        files = Files(summary=self._summary(case), proofs=proofs)
        for subject in subjects(case):
            named = f"{name}.{subject}" if subject else name
            body = render(
                case, addressing=addressing or self.addressing(), files=files, message_id=self.id_of(named),
                created_at=MADE_AT, subject=subject,
            )  # fmt: skip
            message = OutgoingMessage(str(self.id_of(named)), DECLARATION, reference, body, files.summary)
            yield TestCase(named, shows, expected, message)

    def reply(self, name: str, shows: str, kind: str, body: bytes, answers: str = "") -> TestCase:
        message = OutgoingMessage(
            str(self.id_of(name)), kind, self.reference_of("private-person"), body, b"", answers=answers
        )
        return TestCase(name, shows, Expected.ACCEPT, message)

    def about(self, name: str) -> About:
        return About(self.reference_of("private-person"), self.id_of(name), MADE_AT)


def _declarations(make: _Maker) -> Iterator[TestCase]:
    yield from make.declared("private-person", "the plainest case: one person declares for one guest")
    yield from make.declared(
        "single-name",
        "a guest with one name only: no given name",
        guest__name={"given_names": None, "single_name": True},
    )
    yield from make.declared(
        "partial-birth-date", "a year, or a year and a month, instead of a day",
        guest__birth={"birth_date": "1961"}, sponsor__birth={"birth_date": "1964-08"},
    )  # fmt: skip
    for number, house in enumerate(("12 a", "12-14", "12/3", "12 1/2"), 1):
        yield from make.declared(
            f"house-number-{number}",
            f"a house number that is taken apart: {house}",
            sponsor__address={"house_number": house},
        )
    yield from make.declared(
        "family", "a guest with spouse and child: one message", stay={"purpose": "visit", "duration_days": 90},
        companions={"has_companions": True, "persons": [SPOUSE, CHILD]},
    )  # fmt: skip
    further = {"guest": {**people.ANSWERS["guest"], "name": {"family_name": "Exempel", "given_names": "Lou"}}}
    yield from make.declared(
        "two-adults", "two adult guests: a message each, under the same reference", more={"further_guests": [further]}
    )
    second = {
        "sponsor": {**people.ANSWERS["sponsor"], "name": {"family_name": "Muster", "given_names": "Max", "gender": "m"}}
    }
    yield from make.declared(
        "two-declarants",
        "two persons declare: a message each, which names the other",
        more={"second_declarant": second},
    )
    yield from make.declared(
        "institution",
        "a company declares",
        more={"sponsor_kind": "institutional", "answers": {"institution": INSTITUTION}},
    )
    yield from make.declared(
        "letters", "letters of DIN 91379 beyond German, and composed ones",
        guest__name={"family_name": "Şahin-Đặng", "given_names": "Zoë Łucja K͟hadīja"},
        guest__birth={"birth_place": "Kırıkkale"},
    )  # fmt: skip


def _replies(make: _Maker) -> Iterator[TestCase]:
    body = withdrawal(make.about("withdrawal"), addressing=make.addressing())
    yield make.reply("withdrawal", "the application is taken back (130111)", WITHDRAWAL, body)
    asked = make.id_of("a question of the authority")
    text = "Die Lohnabrechnung liegt bei."
    body = answer(
        make.about("answer"), addressing=make.addressing(), answers=asked, text=text,
        uploads=(Proof("Lohnabrechnung", PDF, make._summary(_plain(make))),),
    )  # fmt: skip
    yield make.reply("answer", "the answer to a question, with a file (130103)", ANSWER, body, str(asked))


def _plain(make: _Maker) -> CaseFile:
    return CaseFile.model_validate(people.document(make.reference_of("private-person")))


def _others(make: _Maker) -> Iterator[TestCase]:
    large = (Proof("Gehaltsnachweis", PDF, _padded(make._summary(_plain(make)))), Proof("Ausweis", JPEG, _picture()))
    yield from make.declared("large-attachments", "5 MB of attachments inside the message", proofs=large)
    yield from make.declared("same-key-twice", "sent twice under the same key", expected=Expected.SAME)
    older = replace(CURRENT, number=PREVIOUS)
    yield from make.declared(
        "previous-version", f"version {PREVIOUS} of the standard", expected=Expected.EITHER,
        addressing=make.addressing(version=older),
    )  # fmt: skip


def _spoiled(make: _Maker) -> Iterator[TestCase]:
    for name, (shows, spoil) in SPOILED.items():
        [whole] = make.declared(name, shows, expected=Expected.REFUSE)
        yield replace(whole, message=replace(whole.message, body=spoil(whole.message.body)))


def _padded(pdf: bytes) -> bytes:
    """Readers look for the end of a PDF in its last kilobyte, so what fills it stands before that, as a comment."""
    line = b"%" + b"Zusage " * 20 + b"\n"
    head, sign, rest = pdf.partition(b"\n")
    del sign
    filling = line * ((LARGE - len(pdf)) // len(line) + 1)
    marker = rest.rfind(b"startxref")
    return head + b"\n" + rest[:marker] + filling + rest[marker:]


def _picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), (200, 210, 220)).save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
