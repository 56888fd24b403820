"""A person states, takes back, or notes for whom is waited. Never an anonymous tick: each row carries names, and rows only grow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.roles import EDIT_CONFIGURATION
from accounts.staff.models import Staff
from audit.operations import record
from audit.operations import staff as actor
from configuration.stating import Statement, statements
from kernel.clock import german_day
from kernel.errors import Refusal
from onboarding.readiness.models import Saying

Kind = Saying.Kind
LEAST_DAYS, MOST_DAYS = 1, 90
_NAME = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)  # two letters at least


class UnableToState(Refusal):
    """unknown_item, not_allowed, unknown_wording, person_missing, office_missing, nobody_named, since_missing,
    since_future, bad_reminder (1 to 90 days), own_name_only (who states for their own role speaks in their own name), nothing_to_withdraw, changed_meanwhile (``params``: ``theirs``)."""

    code = "not_allowed"


@dataclass(frozen=True)
class Who:
    """Whose word it is, or for whom is waited: the name and the role or office."""

    person: str
    office: str

    @property
    def tidy(self) -> Who:
        return Who(" ".join(self.person.split())[:120], " ".join(self.office.split())[:120])


def may_state(statement: Statement, staff: Staff) -> bool:
    return any(staff.may(permission) for permission in (EDIT_CONFIGURATION, *statement.also))


def speaks_for_others(staff: Staff) -> bool:
    """Whether this person enters what others said; else what they state is their own word."""
    return staff.may(EDIT_CONFIGURATION)


def last_of(item: str) -> Saying | None:
    """What counts now, or nothing was ever said."""
    return Saying.objects.filter(item=item).order_by("-number").first()


def state(*, item: str, wording: str, who: Who, note: str, seen: int, by: Staff, at: datetime) -> Saying:
    """Atomic. ``seen``: the ``number`` of what stood on the page, 0 for nothing. The same again is one.

    Refused: see ``UnableToState``; nothing is changed then.
    """
    statement, who = _allowed(item, by), who.tidy
    text = statement.wording(wording)
    if text is None:
        raise UnableToState(code="unknown_wording")
    if not _NAME.search(who.person):
        raise UnableToState(code="person_missing")
    if not speaks_for_others(by) and who.person != Who(by.name, "").tidy.person:
        raise UnableToState(code="own_name_only")
    if not _NAME.search(who.office):
        raise UnableToState(code="office_missing")
    with override("de"):
        said = str(text)
    fields = {"wording": wording, "said": said, "person": who.person, "office": who.office, "note": _note(note)}
    return _add(item, Kind.STATED, fields, seen, by, at)


def wait(
    *, item: str, who: Who, since: date | None, remind_days: int, note: str, seen: int, by: Staff, at: datetime
) -> Saying:
    """For a named person or office outside, since a day, with a reminder after so many days. Atomic, as ``state``."""
    _allowed(item, by)
    who = who.tidy
    if not (_NAME.search(who.person) or _NAME.search(who.office)):
        raise UnableToState(code="nobody_named")
    if since is None or since > german_day(at):
        raise UnableToState(code="since_missing" if since is None else "since_future")
    if not LEAST_DAYS <= remind_days <= MOST_DAYS:
        raise UnableToState(code="bad_reminder")
    fields = {
        "person": who.person, "office": who.office, "since": since, "remind_days": remind_days, "note": _note(note),
    }  # fmt: skip
    return _add(item, Kind.WAITING, fields, seen, by, at)


def withdraw(*, item: str, note: str, seen: int, by: Staff, at: datetime) -> Saying:
    """What was stated or waited for does not count any more; the row stays. Atomic. Refused: also nothing_to_withdraw."""
    _allowed(item, by)
    last = last_of(item)
    if last is None or (last.kind == Kind.WITHDRAWN and last.number == seen):
        raise UnableToState(code="nothing_to_withdraw")
    return _add(item, Kind.WITHDRAWN, {"note": _note(note)}, seen, by, at)


def _allowed(item: str, by: Staff) -> Statement:
    if item not in statements:
        raise UnableToState(code="unknown_item")
    statement = statements.get(item)
    if not may_state(statement, by):
        raise UnableToState(code="not_allowed")
    return statement


def _note(text: str) -> str:
    return text.replace("\x00", "").strip()[:1000]


def _add(item: str, kind: Kind, fields: dict[str, Any], seen: int, by: Staff, at: datetime) -> Saying:
    last = last_of(item)
    if last is not None and _same(last, kind, fields, by) and last.number == seen + 1:
        return last
    if (last.number if last else 0) != seen:
        raise UnableToState(code="changed_meanwhile", theirs=last)
    try:
        with transaction.atomic():
            row = Saying.objects.create(
                item=item, number=seen + 1, kind=kind, staff_id=by.id, staff_name=by.name[:120], at=at, **fields
            )
            record(action=f"readiness.{kind.value}", actor=actor(by.id), at=at, item=item, number=row.number)
    except IntegrityError:
        raise UnableToState(code="changed_meanwhile", theirs=last_of(item)) from None
    return row


def _same(row: Saying, kind: Kind, fields: dict[str, Any], by: Staff) -> bool:
    return (
        row.kind == kind
        and row.staff_id == by.id
        and all(getattr(row, name) == value for name, value in fields.items())
    )
