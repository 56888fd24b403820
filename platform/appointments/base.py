"""What every adapter to a city's own appointment system offers. An adapter never sees a request, a case or a database.

A booking there goes *reserve* → *confirm*; a reservation that is not confirmed ends by itself. The calendar of our own
is no adapter: it joins the transaction of the caller (``appointments.operations``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from appointments.needs import Need


class SchedulerError(Exception):
    """Base of the three errors that an adapter may raise. ``code`` is stable; texts of the other side are not kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Temporary(SchedulerError):
    """Not now: the system is down, slow or busy. Whether a reservation came about may be unknown; it ends by itself."""


class Rejected(SchedulerError):
    """The system understood and says no. Codes: slot_gone (offer others), reservation_over (begin again), has_one_already,
    unknown_booking, cannot_cancel, not_allowed."""


class Misconfigured(SchedulerError):
    """Address, offices or services do not fit; a person of the city has to mend it. Codes: address, office_unknown,
    service_unknown, captcha_demanded, refused."""


class Options(BaseModel):
    """Base of the adapters' options: what a city sets for its system."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class FreeSlot:
    """A start that the system offers; ``office`` is our key of the office. Times are in UTC."""

    office: str
    starts_at: datetime


@dataclass(frozen=True)
class Visitor:
    """Who comes, as far as the other system wants to know. Its text form shows nothing."""

    family_name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(default="", repr=False)
    remark: str = field(default="", repr=False)


@dataclass(frozen=True)
class Reservation:
    """What the other system knows the booking by. ``secret`` opens it there: kept sealed, in no address of ours.

    ``held_until``: unconfirmed it ends then; or ``held_for``, counted from the answer, where the system says only that.
    ``place`` is what to say at the door (a waiting number, a room), if anything.
    """

    reference: str
    secret: str = field(repr=False)
    office: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    held_until: datetime | None = None
    held_for: timedelta | None = None
    place: str = ""


@dataclass(frozen=True)
class Standing:
    """How a booking stands there now: reserved, confirmed or gone. A confirmed one may have been moved by the office."""

    state: str
    reservation: Reservation


O = TypeVar("O", bound=Options)  # noqa: E741  the options of one adapter


class Scheduler(ABC, Generic[O]):
    """Every call may raise ``Temporary``, ``Rejected`` or ``Misconfigured``, and nothing else."""

    name: ClassVar[str]
    options_model: ClassVar[type[Options]]

    @abstractmethod
    def check(self, options: O) -> None:
        """Try without booking anything whether a booking would get through. Silence means yes."""

    @abstractmethod
    def free(self, need: Need, *, first: date, last: date, options: O) -> list[FreeSlot]:
        """The starts that are free for this need on these German days (both included), in order."""

    @abstractmethod
    def reserve(self, need: Need, slot: FreeSlot, options: O) -> Reservation:
        """Take the slot for a while. Not safe to repeat: the answer is remembered before anything else is done."""

    @abstractmethod
    def confirm(self, reservation: Reservation, visitor: Visitor, options: O) -> Reservation:
        """Make the reservation a booking. Safe to repeat."""

    @abstractmethod
    def cancel(self, reservation: Reservation, options: O) -> None:
        """Give it back. Silence also when it is gone already."""

    @abstractmethod
    def look(self, reservation: Reservation, options: O) -> Standing:
        """How it stands there now."""
