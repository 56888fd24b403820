"""What a connector must be able to do. It never sees an HTTP request, a database or a person's page.

A connector hands a finished message to the authority's case-management system and says what became of it. It is
stateless and shared by all cities: each call brings the city's options.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict


class DeliveryError(Exception):
    """Base of what a connector may raise. ``code`` is stable, machine-readable; ``answer`` is what the other side said,
    for people who mend things. Neither ever holds personal data."""

    def __init__(self, code: str, answer: str = "") -> None:
        super().__init__(code)
        self.code, self.answer = code, answer


class Temporary(DeliveryError):
    """No answer, or one that says nothing. Whether it arrived is unknown: the same call is repeated, with its key."""


class Rejected(DeliveryError):
    """The case system understood the message and refuses this case; repeating it changes nothing. A task on the desk."""


class Misconfigured(DeliveryError):
    """Address, rights or keys do not work; nothing was handed over. The delivery waits until a person has mended it."""


class Options(BaseModel):
    """Base of the adapters' options: what a city sets for its connector."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class PaidFee:
    """What was paid for the case, in EUR cents. ``method`` is a provider's word (card, paypal, cash …)."""

    amount_cents: int
    reference: str
    method: str
    paid_at: datetime


@dataclass(frozen=True)
class OutgoingMessage:
    """A message as it goes out, the same bytes at every repetition. ``summary`` is the PDF for people, empty for
    messages that have none. ``answers`` is the id of the message that this one answers. ``test``: nobody may work on it.

    Its text form shows no content.
    """

    message_id: str
    message_type: str
    reference: str
    body: bytes = field(repr=False)
    summary: bytes = field(repr=False)
    answers: str = ""
    fee: PaidFee | None = None
    test: bool = True


@dataclass(frozen=True)
class Receipt:
    """What the other side knows the delivery by. The same for every repetition with the same key.

    Not ``final``: it has the message, and says only later whether it takes it (``Connector.follow``). ``answer`` is the
    technical answer for people who mend things, without personal data; ``sent_bytes`` what went over the wire.
    """

    reference: str
    final: bool = True
    answer: str = ""
    sent_bytes: int = 0


class Fate(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Followed:
    """What became of a delivery that was handed over. ``codes``: why it was rejected, machine-readable."""

    fate: Fate
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class IncomingMessage:
    """A message from the other side, unread. ``external_id`` is its number there: the same message twice is one.

    ``message_type`` may be empty: the body says it.
    """

    external_id: str
    message_type: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Collected:
    """``cursor`` is where the next collection goes on."""

    messages: tuple[IncomingMessage, ...]
    cursor: str


O = TypeVar("O", bound=Options)  # noqa: E741  the options of one adapter


class Connector(ABC, Generic[O]):
    """Every call may raise ``Temporary``, ``Rejected`` or ``Misconfigured``, and nothing else.

    ``has_way_back``: answers of the authority come through ``collect``. ``can_tell``: ``find`` can answer whether a
    delivery arrived, and is asked before one is repeated. ``confirms_later``: receipts may not be final; what is not
    confirmed after ``warn_after`` is told to a person, and ``confirm_within`` ends the waiting.
    """

    name: ClassVar[str]
    options_model: ClassVar[type[Options]]
    has_way_back: ClassVar[bool] = False
    can_tell: ClassVar[bool] = False
    confirms_later: ClassVar[bool] = False
    warn_after: ClassVar[timedelta] = timedelta(days=2, hours=12)
    confirm_within: ClassVar[timedelta] = timedelta(days=13)

    @abstractmethod
    def check(self, options: O) -> None:
        """Try without delivering anything whether a delivery would get through. Silence means yes."""

    @abstractmethod
    def deliver(self, message: OutgoingMessage, options: O, *, idempotency_key: str) -> Receipt:
        """Hand the message over. Repeated with the same key it hands nothing over again and answers the same receipt."""

    def find(self, options: O, *, idempotency_key: str) -> Receipt | None:
        """The receipt of a delivery whose answer was lost; ``None``: it is certain that nothing arrived."""
        raise Misconfigured("cannot_tell")

    def follow(self, receipt: str, options: O) -> Followed:
        """What became of a delivery whose receipt was not final."""
        raise Misconfigured("confirms_at_once")

    def answers_come_back(self, options: O) -> bool:
        """Whether this city's way back is wired: what its messages say about it."""
        return self.has_way_back

    def collect(self, options: O, cursor: str) -> Collected:
        """What came back since ``cursor`` (empty at first). Repeated with the same cursor it answers the same again."""
        raise Misconfigured("no_way_back")

    def acknowledge(self, options: O, external_ids: tuple[str, ...]) -> None:
        """Called once the messages are kept: the other side may forget them. Repeating it does no harm."""
