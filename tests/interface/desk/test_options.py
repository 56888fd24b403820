"""What the decision bar says is possible is possible; what it says is not yet, the operation refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction

from casework import dossier, hearing, requests, review
from casework.corrections import CorrectedFacts, correct
from kernel.clock import now
from kernel.errors import Refusal
from tenants.binding import bind

POOR = {"net_month_1": "1850.00", "net_month_2": "1900.00", "net_month_3": "1875.50"}
ATTEMPTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "take_up": (review.take_up, {}),
    "check": (review.record_check, {"result": "NOT_PROVEN", "reason": "Weil."}),
    "approve": (review.approve, {"remark": "Vermerk."}),
    "hearing": (hearing.begin_hearing, {"reason": "Weil.", "ways": ["security"]}),
    "refuse": (review.refuse, {"reason": "Weil."}),
    "report": (review.report_outcome, {"outcome": "approved", "reason": ""}),
    "sign": (review.sign, {"identity_checked": "Personalausweis"}),
    "issue": (review.issue, {"serial": "D 1", "remarks": ""}),
    "hand_over": (review.hand_over, {"to": ""}),
    "resume": (review.resume, {}),
    "request_more": (review.request_more, {"text": "Frage?"}),
    "security": (review.request_security, {"text": "Frage?"}),
    "correct": (correct, {"facts": CorrectedFacts(dependants=2, reason="Weil.")}),
    "forward": (review.forward, {"authority": "Ausländerbehörde Musterstadt"}),
    "note": (review.add_note, {"text": "Notiz."}),
}


class _Undo(Exception):
    pass


def _accepted(received: Any, code: str, by: int) -> bool:
    """Tries the operation and takes it back."""
    operation, given = ATTEMPTS[code]
    try:
        with bind(received.city), transaction.atomic():
            operation(case_id=received.id, by=by, at=now(), **given)
            raise _Undo
    except _Undo:
        return True
    except Refusal:
        return False


def _offered(received: Any, viewer: int) -> set[str]:
    with bind(received.city), transaction.atomic():
        found = dossier.of(received.id, at=now())
        return {option.code for option in dossier.decision_options(found, viewer=viewer) if option.possible}


def _walk(received: Any, by: int, clock: Any) -> Iterator[str]:
    """A long way through a case, one step at a time."""

    def do(operation: Any, **given: Any) -> None:
        clock.shift(timedelta(minutes=5))
        with bind(received.city), transaction.atomic():
            operation(case_id=received.id, by=by, at=now(), **given)

    yield "new"
    do(review.take_up)
    yield "in review"
    do(review.request_more, text="Frage?")
    yield "asked"
    do(review.resume)
    do(review.record_check, result="NOT_PROVEN", reason="Zu wenig.")
    yield "found not proven"
    do(review.request_security, text="Sicherheit?")
    yield "asked for a security"
    do(review.record_check, result="PROVEN", reason="Sicherheit liegt vor.")
    yield "found proven"
    do(correct, facts=CorrectedFacts(dependants=2, reason="laut Urkunde"))
    yield "corrected after the finding"
    do(review.record_check, result="NOT_PROVEN", reason="Zu wenig.")
    do(hearing.begin_hearing, reason="Zu wenig.", ways=["withdrawal"])
    yield "hearing runs"
    with bind(received.city), transaction.atomic():
        request = requests.open_of(received.id)[0]
        requests.answer(request_id=request.id, case_id=received.id, text="Nein.", has_papers=False, at=now())
    yield "heard"
    do(review.approve, remark="Härtefall.")
    yield "approved"


def test_the_bar_and_the_operations_agree_all_along_the_way(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden, income__net=POOR, mode="prepare_and_sign")
    differing = []
    for place in _walk(received, kim.id, clock):
        assert kim.get(received.path).status_code == 200
        offered = _offered(received, kim.id)
        for code in ATTEMPTS:
            # a clerk of a city that decides at its own desk has nothing to report
            if (code in offered) != _accepted(received, code, kim.id) and not _told_elsewhere(place, code):
                differing.append((place, code, code in offered))
    assert not differing


def _told_elsewhere(place: str, code: str) -> bool:
    """An approved case waits for the signature: the process moves it on by itself before anything can be issued."""
    return place == "approved" and code == "issue"


def test_once_the_hearings_period_is_over_refusing_is_possible_without_an_answer(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden, income__net=POOR)
    for place in _walk(received, kim.id, clock):
        if place == "hearing runs":
            break
    assert "refuse" not in _offered(received, kim.id)
    clock.shift(timedelta(days=16))
    assert "refuse" in _offered(received, kim.id)
    assert _accepted(received, "refuse", kim.id)
