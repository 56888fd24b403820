"""A city asks to go live or into the pilot, the operator's side answers, and at the moment it is looked again. All in the bound city.

Who moves the city itself is the scheduler (``config.opening``): the city's role cannot. Each turn is in the audit trail.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from accounts.roles import REQUEST_GO_LIVE
from accounts.staff.models import Staff
from audit.operations import Actor, record
from audit.operations import staff as actor
from kernel.clock import GERMANY, german_day
from kernel.errors import Refusal
from kernel.transitions import UnableToMove
from notifications import to_staff
from onboarding.golive import telling
from onboarding.golive.models import LiveRequest
from onboarding.golive.obstacles import Lacking, lacking
from onboarding.golive.states import IN_OPERATION, OPEN, TRANSITIONS, State
from outbox import operations as outbox

EARLIEST, FARTHEST = time(6, 0), timedelta(days=180)
SYSTEM = Actor("system", "golive")
CHANGED = "golive.changed_by_city"  # the operator's side is told at once


class UnableToGoLive(Refusal):
    """not_allowed, is_requested, outdated (nobody looked since something changed), not_ready, agreement_missing,
    role_planned (a planned version changes who is responsible), too_early (``params``: ``earliest``), too_late,
    unknown_request, too_late_to_change, same_person, reason_missing."""

    code = "not_allowed"


def earliest(*, at: datetime) -> datetime:
    """Tomorrow at six in Germany."""
    return datetime.combine(german_day(at) + timedelta(days=1), EARLIEST, tzinfo=GERMANY)


def current() -> LiveRequest | None:
    """The newest request, whatever became of it."""
    return LiveRequest.objects.order_by("-number").first()


def of_number(number: int) -> LiveRequest | None:
    return LiveRequest.objects.filter(number=number).first()


def request(*, wished_for: datetime | None, by: Staff, at: datetime, aim: str = IN_OPERATION) -> LiveRequest:
    """Atomic. ``wished_for``: none is as soon as it is approved. A second one at the same time is refused. ``aim``: see
    ``states.AIMS``; the same is asked of a pilot.

    Refused: not_allowed, is_requested, too_early, too_late, outdated, not_ready, agreement_missing, role_planned.
    """
    if not by.may(REQUEST_GO_LIVE):
        raise UnableToGoLive
    if wished_for is not None and wished_for < earliest(at=at):
        raise UnableToGoLive(code="too_early", earliest=earliest(at=at))
    if wished_for is not None and wished_for > at + FARTHEST:
        raise UnableToGoLive(code="too_late")
    _refuse_lacking(lacking(at=at))
    try:
        with transaction.atomic():
            return _open(wished_for, aim, by, at)
    except IntegrityError:
        raise UnableToGoLive(code="is_requested") from None


def _refuse_lacking(found: Lacking) -> None:
    if found.outdated:
        raise UnableToGoLive(code="outdated")
    if found.blocking:
        raise UnableToGoLive(code="not_ready")
    if found.agreements:
        raise UnableToGoLive(code="agreement_missing")
    if found.role_from is not None:
        raise UnableToGoLive(code="role_planned")


def _open(wished_for: datetime | None, aim: str, by: Staff, at: datetime) -> LiveRequest:
    last = current()
    if last is not None and last.state in OPEN:
        raise UnableToGoLive(code="is_requested")
    row = LiveRequest.objects.create(
        number=(last.number if last else 0) + 1, wished_for=wished_for, requested_at=at, staff_id=by.id,
        staff_name=by.name[:120], aim=aim,
    )  # fmt: skip
    record(action="golive.requested", actor=actor(by.id), at=at, number=row.number)
    outbox.record(name=CHANGED, at=at, number=row.number)
    _tell(row, at)
    return row


def withdraw(*, number: int, by: Staff, at: datetime) -> LiveRequest:
    """Until the moment itself. Atomic. Refused: not_allowed, unknown_request, too_late_to_change."""
    if not by.may(REQUEST_GO_LIVE):
        raise UnableToGoLive
    with transaction.atomic():
        row = _move(_locked(number), State.WITHDRAWN, actor(by.id), at, ended_at=at)
        outbox.record(name=CHANGED, at=at, number=number)
    return row


def approve(*, number: int, by: str, at: datetime) -> LiveRequest:
    """The second person, ``by`` its sign-in: never the one who asked. Atomic. It opens at the wished time, or now if that is
    over. Approved already by the same person: nothing happens. Refused: unknown_request, same_person, too_late_to_change."""
    with transaction.atomic():
        row = _locked(number)
        if row.state == State.APPROVED and row.decided_by == by:
            return row
        if _is_the_one_who_asked(row, by):
            raise UnableToGoLive(code="same_person")
        opens_at = max(row.wished_for or at, at)
        _move(row, State.APPROVED, Actor("operator", by), at, decided_at=at, decided_by=by, opens_at=opens_at)
        _tell(row, at)
        return row


def reject(*, number: int, by: str, reason: str, at: datetime) -> LiveRequest:
    """Also what was approved, until the moment itself. Atomic. Refused: reason_missing, unknown_request, too_late_to_change."""
    if not reason.strip():
        raise UnableToGoLive(code="reason_missing")
    with transaction.atomic():
        row = _locked(number)
        if row.state == State.REJECTED:
            return row
        told = {"decided_at": at, "decided_by": by, "reason": reason.strip()[:400], "ended_at": at}
        _move(row, State.REJECTED, Actor("operator", by), at, **told)
        _tell(row, at)
        return row


def begin(*, at: datetime) -> LiveRequest | None:
    """At the moment, after a look: what is due and whole is *opening*, what lacks something is *stopped* and told.

    Answers the request that is to be opened now, also one that was begun before and not ended; none otherwise. Atomic.
    """
    with transaction.atomic():
        row = LiveRequest.objects.select_for_update(of=("self",)).filter(state__in=sorted(OPEN)).first()
        if row is None or row.state == State.REQUESTED or row.opens_at is None or row.opens_at > at:
            return None
        found = lacking(at=at, running=True)
        if not found.nothing:
            _stop(row, found.keys, at)
            return None
        return row if row.state == State.OPENING else _move(row, State.OPENING, SYSTEM, at)


def finish(*, number: int, at: datetime) -> LiveRequest:
    """The city was moved. Atomic; the second time nothing happens."""
    with transaction.atomic():
        row = _locked(number)
        if row.state != State.LIVE:
            _move(row, State.LIVE, SYSTEM, at, ended_at=at)
            _tell(row, at)
        return row


def stop(*, number: int, codes: list[str], at: datetime) -> None:
    """The city could not be moved. Atomic."""
    with transaction.atomic():
        _stop(_locked(number), codes, at)


def _stop(row: LiveRequest, codes: list[str], at: datetime) -> None:
    _move(row, State.STOPPED, SYSTEM, at, ended_at=at, found=codes)
    _tell(row, at)


def _locked(number: int) -> LiveRequest:
    row = LiveRequest.objects.select_for_update(of=("self",)).filter(number=number).first()
    if row is None:
        raise UnableToGoLive(code="unknown_request")
    return row


def _move(row: LiveRequest, target: State, who: Actor, at: datetime, **fields: Any) -> LiveRequest:
    try:
        event = TRANSITIONS.edge(row.state, target).event
    except UnableToMove:
        raise UnableToGoLive(code="too_late_to_change") from None
    row.state = target
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])
    record(action=event, actor=who, at=at, number=row.number)
    return row


def _is_the_one_who_asked(row: LiveRequest, by: str) -> bool:
    address = Staff.objects.filter(id=row.staff_id).values_list("email", flat=True).first()
    return address is not None and address.strip().casefold() == by.strip().casefold()


def _tell(row: LiveRequest, at: datetime) -> None:
    to_staff.write_to_holders(permission=REQUEST_GO_LIVE, template="golive_news", facts=telling.facts(row), at=at)
