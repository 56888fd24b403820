"""What a city reports: probes with the moment since which it is so, errors as codes, volumes. Never a person."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from config.reports import report_city
from connectors.models import Delivery, Line
from declarations.models import Declaration
from onboarding.rollout.models import CityCondition
from outbox.models import OutboxEvent
from tenants.binding import bind, bind_public
from tests.support import cases


def _condition(city: Any) -> CityCondition:
    with bind_public():
        return CityCondition.objects.get(city=city)


def test_a_finding_keeps_the_moment_since_which_it_is_so(offenbach: Any, at: datetime) -> None:
    later = at + timedelta(hours=3)
    report_city(offenbach, at=at)
    report_city(offenbach, at=later)
    findings = {one["probe"]: one for one in _condition(offenbach).findings}
    assert {one["since"] for one in findings.values()} == {at.isoformat()}
    assert not findings["declaration.texts"]["ready"]
    assert findings["site.authority"]["text"].startswith("Name und Anschrift")
    with bind_public():
        condition = CityCondition.objects.get(city=offenbach)
        condition.findings = [{**one, "ready": not one["ready"]} for one in condition.findings]
        condition.save()
    report_city(offenbach, at=later)
    assert {one["since"] for one in _condition(offenbach).findings} == {later.isoformat()}


def test_what_came_in_is_counted_for_today_and_for_thirty_days(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    for filed in (at, at - timedelta(days=10), at - timedelta(days=40)):
        with bind(offenbach):
            Declaration.objects.create(
                state="submitted", reference=uuid4().hex[:12], created_at=filed, changed_at=filed, submitted_at=filed
            )
    for city in (offenbach, wiesbaden):
        report_city(city, at=at)
    assert _condition(offenbach).volumes == {"filed_today": 1, "filed_month": 2}
    assert _condition(wiesbaden).volumes == {"filed_today": 0, "filed_month": 0}


def test_errors_are_codes_with_a_count_and_an_age(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    with bind(offenbach):
        case = Declaration.objects.create(
            state="submitted", reference="AAAABBBBCCCC", created_at=at, changed_at=at, submitted_at=at
        )
        for number in range(2):
            Delivery.objects.create(
                declaration=case, message_type="130201", connector="folder", idempotency_key=str(number),
                state="failed", tries_left=0, error="no_answer", created_at=at - timedelta(hours=number),
            )  # fmt: skip
        OutboxEvent.objects.create(
            name="a.b", recorded_at=at, due_at=at + timedelta(days=1), attempts=9, last_error="KeyError"
        )
    for city in (offenbach, wiesbaden):
        report_city(city, at=at)
    found = {(one["kind"], one["code"]): one for one in _condition(offenbach).errors}
    assert found["delivery", "no_answer"]["count"] == 2
    assert found["delivery", "no_answer"]["since"] == (at - timedelta(hours=1)).isoformat()
    assert found["event", "KeyError"]["count"] == 1
    assert _condition(wiesbaden).errors == []


def test_no_report_carries_a_person(offenbach: Any, at: datetime) -> None:
    cases.file(offenbach, at=at)
    report_city(offenbach, at=at)
    condition = _condition(offenbach)
    said = json.dumps([condition.findings, condition.errors, condition.volumes])
    assert not [name for name in ("Mustermann", "Erika", "@") if name in said]


def test_deliveries_are_reported_in_numbers_ages_and_codes(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    with bind(offenbach):
        case = Declaration.objects.create(
            state="submitted", reference="AAAABBBBCCCC", created_at=at, changed_at=at, submitted_at=at
        )
        Delivery.objects.create(
            declaration=case, message_type="130201", connector="folder", idempotency_key="1", state="failed",
            tries_left=0, error="no_answer", created_at=at - timedelta(hours=5),
        )  # fmt: skip
        Line.objects.create(connector="folder", failures=7, open_since=at - timedelta(hours=2), open_until=at)
    for city in (offenbach, wiesbaden):
        report_city(city, at=at)
    told = _condition(offenbach).deliveries
    assert told["states"] == {"failed": 1}
    assert [(one["kind"], one["count"]) for one in told["alarms"]] == [("stuck", 1), ("line", 7)]
    assert told["lines"][0]["open_since"] == (at - timedelta(hours=2)).isoformat()
    assert not [name for name in ("AAAABBBBCCCC", str(case.id)) if name in json.dumps(told)]
    assert _condition(wiesbaden).deliveries["states"] == {}
