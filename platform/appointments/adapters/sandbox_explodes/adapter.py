"""An appointment system that is down, or wrongly set up: to rehearse waiting and alarm."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from appointments.base import (
    FreeSlot,
    Misconfigured,
    Options,
    Reservation,
    Scheduler,
    SchedulerError,
    Standing,
    Temporary,
    Visitor,
)
from appointments.needs import Need


class ExplodingOptions(Options):
    """``how``: no answer (it is tried again) or a wrong set-up (a person has to mend it)."""

    how: Literal["temporary", "misconfigured"] = "temporary"


class ExplodingSandbox(Scheduler[ExplodingOptions]):
    name: ClassVar[str] = "sandbox_explodes"
    options_model: ClassVar[type[Options]] = ExplodingOptions

    def check(self, options: ExplodingOptions) -> None:
        raise _explosion(options)

    def free(self, need: Need, *, first: date, last: date, options: ExplodingOptions) -> list[FreeSlot]:
        raise _explosion(options)

    def reserve(self, need: Need, slot: FreeSlot, options: ExplodingOptions) -> Reservation:
        raise _explosion(options)

    def confirm(self, reservation: Reservation, visitor: Visitor, options: ExplodingOptions) -> Reservation:
        raise _explosion(options)

    def cancel(self, reservation: Reservation, options: ExplodingOptions) -> None:
        raise _explosion(options)

    def look(self, reservation: Reservation, options: ExplodingOptions) -> Standing:
        raise _explosion(options)


def _explosion(options: ExplodingOptions) -> SchedulerError:
    return Misconfigured("address") if options.how == "misconfigured" else Temporary("no_answer")
