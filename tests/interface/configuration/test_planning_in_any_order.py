"""Whatever is published, planned, taken back and rolled back in whatever order: each day has what a simple model says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.clock import german_day

FIELDS = {"fees": "postage_cents", "authority": "phone"}
Content = dict[str, Any]
SECTION = st.sampled_from(("fees", "fees", "authority"))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.sets(SECTION, min_size=1), st.integers(0, 3)),
        st.tuples(st.just("publish"), st.sets(SECTION, min_size=1), st.integers(0, 3)),
        st.tuples(st.just("cancel"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("back"), st.integers(0, 9), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.just(0), st.just(0)),
    ),
    min_size=2,
    max_size=9,
)


@dataclass
class Model:
    """``changes``: for each moment what becomes otherwise then, as the people who planned it meant it."""

    ground: Content
    changes: dict[datetime, Content] = field(default_factory=dict)

    def at(self, moment: datetime) -> Content:
        found = dict(self.ground)
        for day in sorted(self.changes):
            if day <= moment:
                found |= self.changes[day]
        return found

    def publish(self, moment: datetime, content: Content) -> bool:
        """Not while a later day changes the same."""
        if any(set(content) & set(self.changes[day]) for day in self.changes if day > moment):
            return False
        self.changes[moment] = self.changes.get(moment, {}) | content
        self._tidy()
        return True

    def cancel(self, moment: datetime, *, both: bool) -> bool:
        taken, gone = set(self.changes.get(moment, {})), {moment}
        for day in sorted(day for day in self.changes if day > moment):
            if taken & set(self.changes[day]):
                gone.add(day)
                taken |= set(self.changes[day])
        if len(gone) > 1 and not both:
            return False
        self.changes = {day: content for day, content in self.changes.items() if day not in gone}
        self._tidy()
        return True

    def _tidy(self) -> None:
        """What changes nothing is no change."""
        before = dict(self.ground)
        for day in sorted(self.changes):
            self.changes[day] = {name: one for name, one in self.changes[day].items() if before[name] != one}
            before |= self.changes[day]


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_day_has_what_was_meant_for_it(steps: list[tuple[str, Any, Any]], offenbach: Any, at: datetime) -> None:
    from tenants.binding import bind

    with bind(offenbach), transaction.atomic():
        _play(steps, at)
        transaction.set_rollback(True)


def _play(steps: list[tuple[str, Any, Any]], at: datetime) -> None:
    from configuration import versions
    from configuration.models import ConfigurationVersion

    start = at.astimezone(UTC) + timedelta(minutes=1)
    model, moment = Model(_content(versions.typed(versions.final()))), start
    for number, (what, first, second) in enumerate(steps):
        moment += timedelta(days=1, minutes=1) if what == "wait" else timedelta(minutes=1)
        if what == "publish":
            _publish(model, {name: _value(name, number) for name in first}, second, moment)
        elif what == "cancel":
            _cancel(model, first, moment, both=second)
        elif what == "back":
            rows = list(ConfigurationVersion.objects.order_by("-number"))
            _publish(model, _content(versions.typed(rows[first % len(rows)])), second, moment)
        for days in range(6):
            for then in (moment + timedelta(days=days), _midnight(moment, days) + timedelta(seconds=1)):
                if then >= moment:
                    assert _in_force(then) == model.at(then), (number, what, then)


def _publish(model: Model, content: Content, days: int, moment: datetime) -> None:
    from configuration import drafting, publishing, versions

    by = drafting.Editor(1, "Mika")
    last = _content(versions.typed(versions.final()))
    content = {name: one for name, one in content.items() if last[name] != one}
    for name, one in content.items():
        there = drafting.section_of(name)
        drafting.save(name=name, value={**there.published, FIELDS[name]: one}, seen=there.stand, by=by, at=moment)
    wish = publishing.Wish(drafting.current().stand, "Grund", german_day(moment) + timedelta(days=days))
    begins = publishing.begins(wish.on, at=moment)
    refused = _refused(lambda: publishing.publish(wish=wish, by=by, at=moment))
    if refused:
        for name in content:
            drafting.discard(name=name, seen=drafting.section_of(name).stand)
        assert refused == ("planned_meanwhile" if content else "nothing_to_publish")
    assert not content or model.publish(begins, content) == (not refused)


def _cancel(model: Model, which: int, moment: datetime, *, both: bool) -> None:
    from configuration import cancelling, drafting, versions

    planned = versions.planned(at=moment)
    if not planned:
        return
    chosen, too = planned[which % len(planned)], frozenset(row.number for row in planned) if both else frozenset()
    by = drafting.Editor(1, "Mika")
    refused = _refused(lambda: cancelling.cancel(number=chosen.number, reason="Doch nicht", by=by, at=moment, too=too))
    assert refused in ("", "built_on")
    assert model.cancel(chosen.valid_from, both=both) == (not refused)


def _refused(act: Callable[[], object]) -> str:
    """By which code, or not at all."""
    from configuration.publishing import UnableToPublish

    try:
        act()
    except UnableToPublish as refusal:
        return refusal.code
    return ""


def _value(name: str, number: int) -> Any:
    return number + 1 if name == "fees" else f"069 {number + 1}"


def _content(raw: Content) -> Content:
    return {name: raw[name][FIELDS[name]] for name in ("fees", "authority")}


def _in_force(moment: datetime) -> Content:
    from configuration import versions

    return _content(versions.typed(versions.at_moment(moment)))


def _midnight(moment: datetime, days: int) -> datetime:
    from configuration import publishing

    return publishing.begins(german_day(moment) + timedelta(days=days), at=moment)
