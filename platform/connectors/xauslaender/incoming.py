"""What the authority's system may send: the contract between reading a message and acting on it.

Everything here is data. ``reading.read`` makes it from bytes; who acts on it looks at ``head.reference`` (whose case),
``head.answers`` (which of our messages it belongs to) and ``head.author`` (whether that is this city's authority).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from kernel.errors import Refusal


class Kind(StrEnum):
    """Numbers of messages that can be read."""

    QUESTION = "130102"
    STATUS = "130104"
    APPOINTMENT = "130105"
    WITHDRAWAL_NOTED = "130107"
    NOT_COMPETENT = "130109"
    REFUSED = "000002"
    SEND_AGAIN = "000020"
    NOT_FOR_US = "000030"


GENERIC = frozenset({Kind.REFUSED, Kind.SEND_AGAIN, Kind.NOT_FOR_US})


@dataclass(frozen=True)
class Correspondent:
    """``identifier`` as the directory DVDV knows it, for example ``azr:030600``."""

    identifier: str
    name: str = ""


@dataclass(frozen=True)
class Document:
    """A PDF or JPEG, by its content and not by what it was said to be. Its text form shows no content."""

    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Head:
    """``reference`` is our number of the case (``antragsidentifikation``), ``answers`` our message that this one answers
    (``ausloeserUUID``); both may be missing in generic messages. ``test``: nobody may act on it as if it were real.
    ``validated``: it was checked against the schema of its version, which is not at hand everywhere.
    """

    kind: Kind
    message_id: UUID
    version: str
    created_at: datetime
    reader: Correspondent
    author: Correspondent
    reference: str = ""
    answers: UUID | None = None
    test: bool = False
    validated: bool = False


@dataclass(frozen=True)
class Question:
    """130102. ``due_on``: the sponsor must be told of the day and of what follows if it passes."""

    head: Head
    text: str = field(repr=False)
    due_on: date | None = None
    attachment: Document | None = None


class StatusCode(StrEnum):
    """Code list ``ozg.status``, version 4. There is none for an outcome."""

    RECEIVED = "01"
    ANSWER_RECEIVED = "02"
    WITHDRAWAL_RECEIVED = "03"
    EXAMINED = "05"
    AGREEMENT = "06"
    PAPERS_COMPLETE = "07"


@dataclass(frozen=True)
class Status:
    """130104. ``status`` is None for a code that is not in our list; ``code`` is what was sent."""

    head: Head
    code: str
    status: StatusCode | None
    attachment: Document | None = None


@dataclass(frozen=True)
class Appointment:
    """130105: a fixed appointment (``day`` and ``begins``, German wall time), or a link to choose one, or both, or neither.

    ``booking_url`` is only a link when it is https; anything else that was sent stands in ``hint``.
    """

    head: Head
    day: date | None = None
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    place_hint: str = ""
    booking_url: str = ""
    hint: str = field(default="", repr=False)
    invitation: Document | None = None
    fee_notice: Document | None = None


@dataclass(frozen=True)
class WithdrawalNoted:
    """130107: what the authority says to a withdrawal."""

    head: Head
    text: str = field(default="", repr=False)
    attachment: Document | None = None


@dataclass(frozen=True)
class NotCompetent:
    """130109. ``competent`` is the name of the right authority as it was written, perhaps empty."""

    head: Head
    text: str = field(repr=False)
    competent: str = ""


@dataclass(frozen=True)
class Returned:
    """000002 (refused as not conforming), 000020 (send it again), 000030 (not for us): about one of our messages, not to
    the sponsor. ``reasons`` are codes such as X001, in their order.
    """

    head: Head
    reasons: tuple[str, ...] = ()
    text: str = field(default="", repr=False)


Message = Question | Status | Appointment | WithdrawalNoted | NotCompetent | Returned


class UnableToRead(Refusal):
    """The message is not acted on. ``code``: empty, too_large, wrong_encoding, doctype, too_deep, too_many_elements,
    not_xml, unknown_standard, unknown_version, unknown_type, invalid, file_not_pdf_or_jpeg.

    ``head`` is there when that much could be read, so that the case can still be found. ``problems`` name places and
    rules, never what stands there.
    """

    code = "not_xml"

    def __init__(self, code: str, problems: tuple[str, ...] = (), head: Head | None = None) -> None:
        super().__init__(code=code)
        self.problems, self.head = problems, head
