"""The checklist as it stands: from the last looks and the last statements. Reads the bound city only, looks nowhere outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from accounts.roles import EDIT_CONFIGURATION, STATE_DATA_PROTECTION, STATE_TREASURY
from accounts.staff.models import Staff
from configuration import versions
from configuration.queries import Configuration, in_force
from configuration.stating import Statement
from onboarding.readiness import catalogue, history
from onboarding.readiness.catalogue import OPERATOR, WHO, Item
from onboarding.readiness.models import Probed, Saying, Turn
from onboarding.readiness.stating import may_state
from onboarding.readiness.timers import SOON

LATEST = timedelta(days=2)  # a look that is older says nothing of today


class State(StrEnum):
    """*open*: nothing was stated. *unmeasured*: nobody looked yet. *advice*: red, but a city may go live with it."""

    GREEN = "green"
    RED = "red"
    ADVICE = "advice"
    UNMEASURED = "unmeasured"
    STATED = "stated"
    WAITING = "waiting"
    OPEN = "open"
    NOT_NEEDED = "not_needed"


_SPOKEN = (STATE_DATA_PROTECTION, STATE_TREASURY)  # who states it of themselves
TO_DO = frozenset({State.RED, State.OPEN})
SETTLED = frozenset({State.GREEN, State.STATED, State.NOT_NEEDED, State.ADVICE})


@dataclass(frozen=True)
class Line:
    """One item now. ``texts``: what was found, or why nothing is needed. ``since``: from when it is so; ``looked_at``: the
    oldest look that this rests on. ``saying``: what counts, also when it was taken back. ``people``: names of those here who
    can settle it."""

    item: Item
    state: State
    texts: tuple[Any, ...] = ()
    since: datetime | None = None
    looked_at: datetime | None = None
    saying: Saying | None = None
    overdue: bool = False
    people: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.item.blocks and self.state not in SETTLED

    @property
    def who(self) -> Any:
        return WHO[self.item.who]


@dataclass(frozen=True)
class GroupView:
    key: str
    title: Any
    lines: list[Line]


@dataclass(frozen=True)
class Checklist:
    """``outdated``: something was published, or two days went by, since the oldest look: look again before deciding.
    ``looking``: a new look is on its way, because nobody looked yet or something was published just now."""

    groups: list[GroupView]
    looked_at: datetime | None
    outdated: bool
    looking: bool
    blocking: list[Line] = field(default_factory=list)

    @property
    def can_go_live(self) -> bool:
        return not self.blocking and not self.outdated

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


def checklist(*, at: datetime) -> Checklist:
    """Five statements, whatever the number of items. Refused: ``UnableToServe`` in a city without any configuration."""
    known = _Known(history.standing(), _last_sayings(), in_force(at=at), _holders(), at)
    groups = [
        GroupView(group.key, group.title, [known.line(item) for item in group.items]) for group in catalogue.groups()
    ]
    lines = [line for group in groups for line in group.lines]
    looks = [line.looked_at for line in lines if line.looked_at is not None]
    oldest = min(looks, default=None)
    changed = versions.at_moment(at).valid_from
    outdated = oldest is None or oldest < changed or at - oldest > LATEST
    looking = oldest is None or (oldest < changed and at - changed < SOON)
    return Checklist(groups, oldest, outdated, looking, [line for line in lines if line.blocks])


def line_of(key: str, *, at: datetime) -> Line | None:
    """One item of the checklist; none of that name."""
    return next((line for line in checklist(at=at).lines if line.item.key == key), None)


def next_open(found: Checklist, *, after: str, by: Staff) -> Line | None:
    """The item to go on with: the next one in the list that this person can settle and nobody is waited for, then from the top."""
    lines = found.lines
    place = next((number for number, line in enumerate(lines) if line.item.key == after), -1)
    later = [*lines[place + 1 :], *lines[: max(place, 0)]]
    return next((line for line in later if line.blocks and line.state in TO_DO and _can_settle(line.item, by)), None)


def _can_settle(item: Item, by: Staff) -> bool:
    if item.statement is not None:
        return may_state(item.statement, by)
    return item.who != OPERATOR and (by.may(EDIT_CONFIGURATION) or by.may(item.who))


@dataclass(frozen=True)
class History:
    """The newest first. Of an item there is one or the other."""

    turns: list[Turn]
    sayings: list[Saying]


def history_of(item: Item) -> History:
    said = Saying.objects.filter(item=item.statement.name).order_by("-number") if item.statement else []
    return History(history.turns_of(item.probes), list(said))


def is_overdue(saying: Saying, *, at: datetime) -> bool:
    """Whether the reminder of a wait has come."""
    days = saying.remind_days
    return saying.kind == Saying.Kind.WAITING and days is not None and at - saying.at >= timedelta(days=days)


def _last_sayings() -> dict[str, Saying]:
    rows = Saying.objects.order_by("item", "-number").distinct("item")
    return {row.item: row for row in rows}


def _holders() -> dict[str, tuple[str, ...]]:
    """Permission → names of the active people who have it."""
    found: dict[str, list[str]] = defaultdict(list)
    for person in Staff.objects.filter(is_active=True).order_by("name"):
        for permission in (*WHO, *_SPOKEN):
            if person.may(permission):
                found[permission].append(person.name)
    return {permission: tuple(names) for permission, names in found.items()}


@dataclass(frozen=True)
class _Known:
    standing: dict[str, Probed]
    sayings: dict[str, Saying]
    configuration: Configuration
    holders: dict[str, tuple[str, ...]]
    at: datetime

    def line(self, item: Item) -> Line:
        people = () if item.who == OPERATOR else self.holders.get(item.who, self.holders.get(EDIT_CONFIGURATION, ()))
        if item.statement is not None:
            return self._stated(item, item.statement, people)
        return self._measured(item, people)

    def _stated(self, item: Item, statement: Statement, people: tuple[str, ...]) -> Line:
        saying = self.sayings.get(statement.name)
        own = (name for permission in statement.also for name in self.holders.get(permission, ()))
        people = tuple(dict.fromkeys((*own, *people)))
        if reason := statement.not_needed(self.configuration):
            return Line(item, State.NOT_NEEDED, (reason,), saying=saying)
        if saying is None or saying.kind == Saying.Kind.WITHDRAWN:
            return Line(item, State.OPEN, (statement.about,), saying=saying, people=people)
        state = State.STATED if saying.kind == Saying.Kind.STATED else State.WAITING
        overdue = is_overdue(saying, at=self.at)
        return Line(item, state, (), saying.at, saying=saying, overdue=overdue, people=people)

    def _measured(self, item: Item, people: tuple[str, ...]) -> Line:
        rows = [self.standing[name] for name in item.probes if name in self.standing]
        looked_at = min((row.looked_at for row in rows if row.looked_at), default=None)
        red = [row for row in rows if not row.ready]
        if red:
            state = State.RED if item.blocks else State.ADVICE
            return Line(item, state, _texts(red), _since(red, min), looked_at, people=people)
        if len(rows) < len(item.probes):
            return Line(item, State.UNMEASURED, people=people)
        needed = [row for row in rows if row.needed]
        if not needed:
            return Line(item, State.NOT_NEEDED, _texts(rows), _since(rows, max), looked_at)
        return Line(item, State.GREEN, _texts(needed), _since(needed, max), looked_at)


def _texts(rows: Iterable[Probed]) -> tuple[str, ...]:
    return tuple(row.text for row in rows)


def _since(rows: Iterable[Probed], pick: Any) -> datetime | None:
    found: datetime | None = pick((row.since for row in rows if row.since), default=None)
    return found
