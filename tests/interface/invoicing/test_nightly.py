"""Every night a city's counts go to the operator and its contract's prices go to the city: nothing else, neither way."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.operations import SYSTEM, record
from billing.invoicing.models import Usage
from billing.usage import queries
from billing.usage.models import Terms
from config.invoicing import report_usage
from tenants.binding import bind, bind_public
from tests.support.invoicing import a_contract

NIGHT = timedelta(days=1)


def _happened(city: Any, action: str, at: datetime, case: uuid.UUID | None = None) -> uuid.UUID:
    case = case or uuid.uuid4()
    with bind(city), transaction.atomic():
        record(action=f"declaration.{action}", actor=SYSTEM, at=at, case_id=case)
    return case


def _counts(city: Any) -> dict[date, tuple[int, int]]:
    with bind_public():
        rows = Usage.objects.filter(city=city.slug).order_by("edition")
        return {row.day: (row.submitted, row.issued) for row in rows if row.submitted or row.issued}


def test_each_day_is_reported_once_and_only_when_it_is_over(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    for _ in range(3):
        _happened(offenbach, "submitted", at)
    _happened(offenbach, "issued", at)
    _happened(wiesbaden, "submitted", at - NIGHT)
    for city in (offenbach, wiesbaden):
        report_usage(city, at=at + timedelta(hours=1))
    assert _counts(offenbach) == {}
    assert report_usage(offenbach, at=at + NIGHT) == 1
    assert report_usage(offenbach, at=at + NIGHT) == 0
    assert _counts(offenbach) == {date(2026, 11, 22): (3, 1)}
    assert _counts(wiesbaden) == {date(2026, 11, 21): (1, 0)}


def test_days_are_german_days(offenbach: Any, at: datetime) -> None:
    _happened(offenbach, "submitted", at.replace(hour=22, minute=59))
    _happened(offenbach, "submitted", at.replace(hour=23, minute=1))
    report_usage(offenbach, at=at + 3 * NIGHT)
    assert _counts(offenbach) == {date(2026, 11, 22): (1, 0), date(2026, 11, 23): (1, 0)}


def test_a_late_correction_is_a_new_row(offenbach: Any, at: datetime) -> None:
    _happened(offenbach, "submitted", at)
    report_usage(offenbach, at=at + NIGHT)
    _happened(offenbach, "submitted", at + timedelta(minutes=5))
    report_usage(offenbach, at=at + 2 * NIGHT)
    with bind_public():
        rows = list(
            Usage.objects.filter(day=date(2026, 11, 22)).order_by("edition").values_list("edition", "submitted")
        )
    assert rows == [(1, 1), (2, 2)]


def test_what_was_cancelled_and_issued_anew_counts_once(offenbach: Any, at: datetime) -> None:
    case = _happened(offenbach, "issued", at)
    _happened(offenbach, "issued", at + NIGHT, case)
    report_usage(offenbach, at=at + 3 * NIGHT)
    assert _counts(offenbach) == {date(2026, 11, 22): (0, 1)}


def test_a_rehearsal_counts_for_nobody(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    wiesbaden.twin_of = offenbach
    try:
        assert report_usage(wiesbaden, at=at + NIGHT) == 0
    finally:
        wiesbaden.twin_of = None
    assert _counts(wiesbaden) == {}


def test_a_city_learns_its_own_prices_and_no_others(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    with bind_public(), transaction.atomic():
        a_contract(offenbach)
    for city in (offenbach, wiesbaden):
        report_usage(city, at=at)
    with bind(offenbach):
        [told] = Terms.objects.all()
        assert (told.plan, told.yearly_cents, told.case_cents, told.starts_on) == (
            "Grundtarif",
            240_000,
            390,
            date(2026, 1, 1),
        )
    with bind(wiesbaden):
        assert not Terms.objects.exists()


def test_a_forecast_goes_by_the_days_that_are_over(offenbach: Any, at: datetime) -> None:
    with bind_public(), transaction.atomic():
        a_contract(offenbach, starts_on=date(2026, 10, 1))
    for number in range(52):
        _happened(offenbach, "submitted", at - timedelta(days=1 + number % 26))
    _happened(offenbach, "submitted", at)
    report_usage(offenbach, at=at)
    with bind(offenbach):
        [told] = queries.terms()
        found = queries.forecast(told, at=at)
        assert found is not None
        assert (found.days, found.submitted, found.issued) == (52, 92, 0), (
            "52 in 52 days, 92 days of contract this year"
        )
        assert (found.cases_cents, found.yearly_cents) == (92 * 390, 60_493)
        told.starts_on = date(2026, 11, 1)
        assert queries.forecast(told, at=at) is None, "three weeks are too short"


@pytest.mark.parametrize("end", [date(2026, 11, 10), date(2026, 12, 1)])
def test_a_forecast_ends_with_the_contract(offenbach: Any, end: date, at: datetime) -> None:
    told = Terms(starts_on=date(2026, 1, 1), ends_on=end, yearly_cents=36_500, case_cents=0, counted="submitted")
    with bind(offenbach):
        found = queries.forecast(told, at=at)
    assert found is not None
    assert found.yearly_cents == 100 * ((end - date(2026, 1, 1)).days + 1)
