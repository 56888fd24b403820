"""A statement has a name; it can be taken back, waited for, and is never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tenants.binding import bind

ITEM = "treasury.agreed"
DAY = date(2026, 11, 2)


@pytest.fixture
def owner(offenbach: Any, hire: Callable[..., Any]) -> Any:
    return hire(offenbach, "Dominique Anfang", "owner")


def _state(by: Any, at: datetime, **changed: Any) -> Any:
    from onboarding.readiness import stating

    person, office = changed.pop("person", "Luca Kassel"), changed.pop("office", "Stadtkasse")
    wish = {"item": ITEM, "wording": "agreed", "note": "", "seen": 0, **changed}
    return stating.state(who=stating.Who(person, office), by=by, at=at, **wish)


def _line(at: datetime, item: str = ITEM) -> Any:
    from onboarding.readiness import queries

    return queries.line_of(item, at=at)


@pytest.mark.parametrize("person", ["", "   ", "-", "?", "42", "X"])
def test_a_statement_needs_a_name(offenbach: Any, owner: Any, at: datetime, person: str) -> None:
    from onboarding.readiness.models import Saying
    from onboarding.readiness.stating import UnableToState

    with bind(offenbach):
        with pytest.raises(UnableToState, match="person_missing"):
            _state(owner, at, person=person)
        with pytest.raises(UnableToState, match="office_missing"):
            _state(owner, at, office=person)
        assert not Saying.objects.exists()


def test_postgresql_itself_refuses_one_without_a_name_or_to_change_it(offenbach: Any, owner: Any, at: datetime) -> None:
    from onboarding.readiness.models import Saying

    with bind(offenbach):
        _state(owner, at)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Saying.objects.update(person="Jemand anderes")
        row = Saying(item=ITEM, number=9, kind="stated", said="Ja.", office="Kasse", staff_id=1, staff_name="X", at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_what_is_stated_is_kept_word_for_word_and_shown(cities: Any, owner: Any, at: datetime) -> None:
    from onboarding.readiness.queries import State

    offenbach, wiesbaden = cities
    with bind(offenbach):
        assert _line(at).state is State.OPEN
        row = _state(owner, at, note="Vermerk 12/26")
        line = _line(at)
        assert (line.state, line.saying.id, line.since) == (State.STATED, row.id, at)
        assert row.said == "Die Kasse hat dem Zahlungsweg, dem Konto und den Kassenzeichen zugestimmt."
        assert (row.person, row.office, row.staff_name) == ("Luca Kassel", "Stadtkasse", "Dominique Anfang")
        again = _state(owner, at, note="Vermerk 12/26")
        assert again.id == row.id
    with bind(wiesbaden):
        assert _line(at).state is State.OPEN


def test_a_statement_is_taken_back_by_another_row(offenbach: Any, owner: Any, at: datetime) -> None:
    from onboarding.readiness import queries, stating
    from onboarding.readiness.queries import State

    with bind(offenbach):
        with pytest.raises(stating.UnableToState, match="nothing_to_withdraw"):
            stating.withdraw(item=ITEM, note="", seen=0, by=owner, at=at)
        _state(owner, at)
        stating.withdraw(item=ITEM, note="Kasse prüft noch", seen=1, by=owner, at=at + timedelta(days=1))
        line = _line(at + timedelta(days=1))
        assert (line.state, line.blocks) == (State.OPEN, True)
        rows = queries.history_of(line.item).sayings
        assert [(row.number, row.kind) for row in rows] == [(2, "withdrawn"), (1, "stated")]
        _state(owner, at + timedelta(days=2), seen=2)
        assert _line(at + timedelta(days=2)).state is State.STATED


def test_a_wait_names_for_whom_and_since_when_and_becomes_overdue(offenbach: Any, owner: Any, at: datetime) -> None:
    from onboarding.readiness import stating
    from onboarding.readiness.queries import State
    from onboarding.readiness.stating import UnableToState, Who

    wish: dict[str, Any] = {"item": "vendor.activation", "note": "", "seen": 0, "by": owner, "at": at}
    with bind(offenbach):
        for who, since, days, code in (
            (Who("", ""), DAY, 14, "nobody_named"), (Who("", "Rechenzentrum"), None, 14, "since_missing"),
            (Who("", "Rechenzentrum"), date(2030, 1, 1), 14, "since_future"),
            (Who("", "Rechenzentrum"), DAY, 0, "bad_reminder"), (Who("", "Rechenzentrum"), DAY, 91, "bad_reminder"),
        ):  # fmt: skip
            with pytest.raises(UnableToState, match=code):
                stating.wait(who=who, since=since, remind_days=days, **wish)
        stating.wait(who=Who("", "Kasse"), since=DAY, remind_days=14, **{**wish, "item": ITEM})
        before, after = _line(at + timedelta(days=13)), _line(at + timedelta(days=14))
    assert (before.state, before.saying.since, before.overdue) == (State.WAITING, DAY, False)
    assert after.overdue
    assert after.blocks


def test_who_has_not_seen_the_last_word_overwrites_nothing(
    offenbach: Any, owner: Any, hire: Callable[..., Any], at: datetime
) -> None:
    from onboarding.readiness.models import Saying
    from onboarding.readiness.stating import UnableToState

    other = hire(offenbach, "Andere Person", "editor")
    with bind(offenbach):
        first = _state(owner, at)
        with pytest.raises(UnableToState) as refused:
            _state(other, at, person="Jo Zweit")
        assert refused.value.code == "changed_meanwhile"
        assert refused.value.params["theirs"].id == first.id
        assert Saying.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "item", "may"),
    [
        ("owner", "data_protection.agreed", True), ("editor", ITEM, True), ("clerk", ITEM, False),
        ("data_protection", "data_protection.agreed", True), ("data_protection", ITEM, False),
        ("treasury", ITEM, True), ("treasury", "data_protection.agreed", False), ("auditor", ITEM, False),
    ],
)  # fmt: skip
def test_who_may_state_what(
    offenbach: Any, hire: Callable[..., Any], at: datetime, role: str, item: str, may: bool
) -> None:
    from onboarding.readiness.stating import UnableToState

    person = hire(offenbach, "Eine Person", role)
    with bind(offenbach):
        if may:
            assert _state(person, at, item=item, person="Eine Person").staff_id == person.id
        else:
            with pytest.raises(UnableToState, match="not_allowed"):
                _state(person, at, item=item)


@pytest.mark.parametrize(("role", "item"), [("treasury", ITEM), ("data_protection", "data_protection.agreed")])
def test_who_speaks_for_a_role_speaks_in_their_own_name_alone(
    offenbach: Any, hire: Callable[..., Any], at: datetime, role: str, item: str
) -> None:
    from onboarding.readiness.models import Saying
    from onboarding.readiness.stating import UnableToState

    person = hire(offenbach, "Eine Person", role)
    with bind(offenbach):
        with pytest.raises(UnableToState, match="own_name_only"):
            _state(person, at, item=item, person="Jemand anderes")
        assert not Saying.objects.exists()
        row = _state(person, at, item=item, person=" Eine  Person ")
    assert (row.person, row.staff_name) == ("Eine Person", "Eine Person")


def test_the_trail_has_the_act_and_no_name(offenbach: Any, owner: Any, at: datetime) -> None:
    from audit.models import AuditEntry

    with bind(offenbach):
        _state(owner, at)
        entry = AuditEntry.objects.get(action="readiness.stated")
    assert entry.details == {"item": ITEM, "number": 1}
    assert entry.actor_ref == str(owner.id)
