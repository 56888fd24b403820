"""An appointment system that offers slots and gives none away: to rehearse what people see when others were faster."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from appointments.adapters.sandbox_accepts.adapter import AcceptingOptions, AcceptingSandbox
from appointments.base import FreeSlot, Options, Rejected, Reservation, Scheduler, Standing, Visitor
from appointments.needs import Need


class RefusingOptions(AcceptingOptions):
    """``code`` is the reason that is given."""

    code: str = Field(default="slot_gone", pattern=r"^[a-z_]{1,40}$")


class RefusingSandbox(Scheduler[RefusingOptions]):
    name: ClassVar[str] = "sandbox_refuses"
    options_model: ClassVar[type[Options]] = RefusingOptions

    def check(self, options: RefusingOptions) -> None:
        return None

    def free(self, need: Need, *, first: date, last: date, options: RefusingOptions) -> list[FreeSlot]:
        return AcceptingSandbox().free(need, first=first, last=last, options=options)

    def reserve(self, need: Need, slot: FreeSlot, options: RefusingOptions) -> Reservation:
        raise Rejected(options.code)

    def confirm(self, reservation: Reservation, visitor: Visitor, options: RefusingOptions) -> Reservation:
        raise Rejected(options.code)

    def cancel(self, reservation: Reservation, options: RefusingOptions) -> None:
        return None

    def look(self, reservation: Reservation, options: RefusingOptions) -> Standing:
        return Standing("gone", reservation)
