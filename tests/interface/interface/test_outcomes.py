"""The outcome comes from the authority's system, and is a person's: without a clerk's mark and time nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.desk.clerks import Received, deliver, hire, receive, seen_by_sponsor
from tests.interface.interface.calling import System
from tests.support import cases

Systems = Callable[..., System]
CLERK = "SB 32-14"


@pytest.fixture
def case(offenbach: Any, at: Any, settings: Any, tmp_path: Any) -> Received:
    """With the authority's system."""
    settings.DELIVERY_DIR = tmp_path
    made = receive(offenbach, at=at)
    deliver(made)
    assert made.state == "with_authority_system"
    return made


def told(case: Received, outcome: str = "approved", **changes: Any) -> dict[str, Any]:
    from kernel.clock import now

    return {"case": case.reference, "outcome": outcome, "clerk": CLERK, "decided_at": now().isoformat(), **changes}


def send(there: System, content: dict[str, Any]) -> tuple[int, Any]:
    answer = there.post("outcomes", content)
    return answer.status_code, answer.json().get("code") or answer.json()["recorded"]


def decisions(city: Any) -> list[Any]:
    from casework.models import Decision

    with bind(city):
        return list(Decision.objects.all())


def test_an_approval_is_recorded_as_reported_and_reaches_the_sponsor(
    system: Systems, offenbach: Any, case: Received, browse: Any
) -> None:
    from kernel.clock import now

    assert send(system(offenbach), told(case)) == (201, True)
    assert case.state == "approved"
    [decision] = decisions(offenbach)
    assert decision.decided_by == 0
    assert CLERK.encode() not in bytes(decision.sealed_report)
    cases.work(offenbach, at=now())
    page = hire(offenbach, "clerk", "kim", browse(offenbach)).text(case.path)
    assert f"vom Fachverfahren gemeldet, entschieden von {CLERK}" in page
    assert "Jetzt fehlt nur noch Ihre Unterschrift" in seen_by_sponsor(case)


def test_the_trail_names_the_key_and_not_a_machine(system: Systems, offenbach: Any, case: Received) -> None:
    from audit.models import AuditEntry
    from connectors.models import InterfaceKey

    send(system(offenbach), told(case))
    with bind(offenbach):
        entry = AuditEntry.objects.get(action="declaration.approved")
        assert (entry.actor_kind, entry.actor_ref) == ("interface", str(InterfaceKey.objects.get().id))
        assert CLERK not in str(entry.details)


@pytest.mark.parametrize(
    "changes",
    [{"clerk": ""}, {"clerk": "  "}, {"clerk": None}, {"decided_at": ""}, {"decided_at": "2026-11-22T09:00:00"},
     {"decided_at": 1795000000}, {"outcome": "perhaps"}, {"surprise": 1}],
)  # fmt: skip
def test_without_a_person_and_a_time_nothing_is_recorded(
    system: Systems, offenbach: Any, case: Received, changes: dict[str, Any]
) -> None:
    assert send(system(offenbach), told(case, **changes)) == (422, "invalid")
    assert case.state == "with_authority_system"


def test_the_same_outcome_twice_is_one_and_another_is_refused(system: Systems, offenbach: Any, case: Received) -> None:
    there = system(offenbach)
    assert [send(there, told(case)) for _time in range(2)] == [(201, True), (200, False)]
    assert send(there, told(case, "refused", text="Nein.")) == (409, "no_such_transition")
    assert len(decisions(offenbach)) == 1


def test_a_refusal_needs_its_reasons_and_writes_no_letter_of_ours(
    system: Systems, offenbach: Any, case: Received
) -> None:
    there = system(offenbach)
    assert send(there, told(case, "refused")) == (422, "reason_missing")
    assert send(there, told(case, "refused", text="Einkommen reicht nicht.")) == (201, True)
    assert case.state == "refused"
    assert decisions(offenbach)[0].sealed_letter is None


@pytest.mark.parametrize(("outcome", "more"), [("posted", {"proof": "RR123"}), ("handed_over", {})])
def test_where_the_paper_went_says_that_it_was_approved(
    system: Systems, offenbach: Any, case: Received, outcome: str, more: dict[str, str]
) -> None:
    there = system(offenbach)
    assert send(there, told(case, outcome, **more)) == (201, True)
    assert [send(there, told(case, again, **more)) for again in (outcome, "approved")] == [(200, False)] * 2
    assert case.state == outcome
    assert [decision.outcome for decision in decisions(offenbach)] == ["approved"]


@pytest.mark.parametrize("outcome", ["posted", "handed_over"])
def test_after_an_approval_the_paper_still_goes_out(
    system: Systems, offenbach: Any, case: Received, outcome: str
) -> None:
    from kernel.clock import now

    there = system(offenbach)
    send(there, told(case))
    cases.work(offenbach, at=now())
    assert send(there, told(case, outcome, serial="D 123")) == (201, True)
    assert case.state == outcome
    assert len(decisions(offenbach)) == 1


@pytest.mark.parametrize("outcome", ["posted", "handed_over"])
def test_after_a_refusal_no_paper_goes_out(system: Systems, offenbach: Any, case: Received, outcome: str) -> None:
    there = system(offenbach)
    send(there, told(case, "refused", text="Nein."))
    assert send(there, told(case, outcome)) == (409, "no_such_transition")
    assert case.state == "refused"


@pytest.mark.parametrize("first", ["approved", "refused", "posted", "handed_over"])
@pytest.mark.parametrize("then", ["approved", "refused", "posted", "handed_over"])
def test_desk_and_interface_follow_the_same_rules(
    system: Systems, offenbach: Any, case: Received, browse: Any, first: str, then: str
) -> None:
    """Two cases, one told by each way: every pair of outcomes ends in the same state."""
    there, kim = system(offenbach), hire(offenbach, "clerk", "kim", browse(offenbach))
    other = receive(offenbach, at=_now())
    deliver(other)
    for outcome in (first, then):
        send(there, told(case, outcome, text="Nein."))
        kim.send(f"{other.path}ergebnis/", outcome=outcome, reason="Nein.")
        cases.work(offenbach, at=_now())
    assert other.state == case.state


def _now() -> Any:
    from kernel.clock import now

    return now()


def test_a_time_that_cannot_be_is_refused(system: Systems, offenbach: Any, case: Received, at: Any) -> None:
    there = system(offenbach)
    future, past = (at + timedelta(days=1)).isoformat(), (at - timedelta(days=1)).isoformat()
    assert send(there, told(case, decided_at=future)) == (422, "decided_in_future")
    assert send(there, told(case, decided_at=past)) == (422, "decided_before_filing")


def test_a_city_that_decides_here_takes_no_outcome_from_elsewhere(
    system: Systems, offenbach: Any, wiesbaden: Any, case: Received, at: Any
) -> None:
    here = receive(wiesbaden, at=at)
    assert send(system(wiesbaden), told(here)) == (409, "worked_here")
    assert send(system(wiesbaden), told(case)) == (404, "case_unknown")
    assert (here.state, case.state) == ("submitted", "with_authority_system")
