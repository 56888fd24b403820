"""Looking: each night, with the city's report, after each publication, and when somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from configuration.readiness import Finding, measure
from connectors.addressing import city_is_live
from kernel.errors import Refusal
from onboarding.readiness import alarms, history, timers
from onboarding.readiness.models import Asked, Night

PAUSE = timedelta(seconds=30)


class UnableToMeasure(Refusal):
    """too_soon: somebody asked less than thirty seconds ago (``params``: ``seconds`` to wait)."""

    code = "too_soon"


def note(findings: Sequence[Finding], *, at: datetime, live: bool) -> None:
    """Keeps what was found, tells what turned, arranges the next night. Atomic; ``findings`` are those of all probes."""
    with transaction.atomic():
        history.keep(findings, at=at, live=live)
        alarms.look(at=at)
        timers.arrange(at=at)


def measure_now(*, by: int, at: datetime) -> list[Finding]:
    """Every probe, because a person asks (0: the shell). Looks outside, so call it outside any transaction.

    Refused: ``UnableToMeasure``.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    with transaction.atomic():
        last = Asked.objects.order_by("-at").values_list("at", flat=True).first()
        if last is not None and timedelta(0) <= at - last < PAUSE:
            raise UnableToMeasure(seconds=(PAUSE - (at - last)).seconds + 1)
        Asked.objects.create(at=at, staff_id=by)
    return _look(at)


def look_in_the_night(*, day: date, at: datetime) -> bool:
    """The nightly look, once; then the morning's mail is due. Outside any transaction. Answers whether it looked."""
    if not Night.objects.filter(day=day, measured_at=None).exists():
        return False
    _look(at)
    with transaction.atomic():
        if Night.objects.filter(day=day, measured_at=None).update(measured_at=at):
            timers.tell_in_the_morning(day, at=at)
    return True


def look_after_change(*, since: datetime, at: datetime) -> bool:
    """Unless somebody looked since then anyway. Outside any transaction. Answers whether it looked."""
    if history.looked_since(since):
        return False
    _look(at)
    return True


def look_for_the_first_time(*, at: datetime) -> bool:
    """Arranges the first look if nobody has looked yet and none is on its way. Joins the caller's transaction, does nothing long."""
    if history.ever_looked() or timers.is_arranged(at=at):
        return False
    timers.look_when_it_holds(valid_from=at, at=at)
    return True


def _look(at: datetime) -> list[Finding]:
    live, findings = city_is_live(), measure(at=at)
    note(findings, at=at, live=live)
    return findings
