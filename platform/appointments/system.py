"""The city's own appointment system: which one it is now, and asking it without a transaction open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from pydantic import ValidationError

from appointments.base import Misconfigured, Options, Rejected, Scheduler, SchedulerError
from appointments.config import AppointmentRules, options_for
from appointments.refusals import UnableToBook
from appointments.registry import scheduler
from configuration.queries import in_force
from tenants.binding import in_rehearsal

log = logging.getLogger("zusage.appointments")
T = TypeVar("T")
OWN = "own"
_SAID = {
    "slot_gone": "slot_gone",
    "reservation_over": "hold_over",
    "unknown_booking": "hold_over",
    "has_one_already": "has_one_already",
    "cannot_cancel": "too_late",
}


@dataclass(frozen=True)
class System:
    """The adapter with the city's options, and the city's other rules of the same moment."""

    adapter: Scheduler[Any]
    options: Options
    rules: AppointmentRules

    @property
    def name(self) -> str:
        return self.adapter.name


def outside_transaction() -> None:
    """The system may take seconds to answer; rows must not be locked meanwhile, nor its answer be rolled back."""
    if connection.in_atomic_block:
        raise RuntimeError("the city's appointment system is asked outside any transaction (see tenants.middleware)")


def reach(*, at: datetime, name: str = "") -> System:
    """The system that the city uses now. ``name``: the one that a booking is in.

    ``Misconfigured``: system_unknown, options_invalid, system_changed (the city left that system, or has none).
    """
    with transaction.atomic():
        rules = in_force(at=at).section(AppointmentRules)
    if rules.system == OWN or name not in ("", rules.system):
        raise Misconfigured("system_changed")
    adapter, options = _made(rules.system, rules.options)
    return System(adapter, options, rules)


def ask(call: Callable[[], T]) -> T:
    """The answer, or ``UnableToBook``: slot_gone, hold_over, has_one_already, too_late, system_refuses, system_down."""
    outside_transaction()
    try:
        return call()
    except Rejected as error:
        raise UnableToBook(code=_SAID.get(error.code, "system_refuses")) from None
    except SchedulerError as error:
        log.error("appointment system: %s", error.code)
    except Exception as error:
        log.error("appointment system: unforeseen %s", type(error).__name__)
    raise UnableToBook(code="system_down")


def check(*, at: datetime) -> str:
    """Whether a visit could be booked in the city's own system now: empty, or the code of what is in the way.

    Without such a system there is nothing to ask. Outside any transaction.
    """
    outside_transaction()
    with transaction.atomic():
        if in_force(at=at).section(AppointmentRules).system == OWN:
            return ""
    return _code_of(lambda: _check_now(at))


def try_out(name: str, options: dict[str, Any]) -> str:
    """The same with options that are not published yet. Besides: ``rehearsal`` (a rehearsal reaches no real system),
    system_unknown, options_invalid. Outside any transaction."""
    outside_transaction()
    if in_rehearsal():
        return "rehearsal"
    return _code_of(lambda: _try(name, options))


def _check_now(at: datetime) -> None:
    system = reach(at=at)
    system.adapter.check(system.options)


def _try(name: str, options: dict[str, Any]) -> None:
    adapter, typed = _made(name, options)
    adapter.check(typed)


def _made(name: str, options: dict[str, Any]) -> tuple[Scheduler[Any], Options]:
    try:
        adapter = scheduler(name)
        return adapter, options_for(adapter, options)
    except KeyError:
        raise Misconfigured("system_unknown") from None
    except ValidationError:
        raise Misconfigured("options_invalid") from None


def _code_of(call: Callable[[], None]) -> str:
    try:
        call()
    except SchedulerError as error:
        return error.code
    except Exception as error:
        log.error("appointment system: unforeseen %s", type(error).__name__)
        return "unforeseen"
    return ""
