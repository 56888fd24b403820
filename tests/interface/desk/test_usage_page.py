"""The city's own page: what it used this year, what its contract says, where the year will probably end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.operations import SYSTEM, record
from billing.usage.operations import Told, keep_terms
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk

PAGE = "/amt/kasse/nutzung/"


def _used(city: Any, at: datetime, *, days: int) -> None:
    with bind(city), transaction.atomic():
        for number in range(days):
            moment = at - timedelta(days=1 + number)
            record(action="declaration.submitted", actor=SYSTEM, at=moment, case_id=uuid.uuid4())


def _told(city: Any, at: datetime, **changes: Any) -> None:
    told: dict[str, Any] = {
        "contract": "V-00001", "plan": "Grundtarif", "size": "M", "setup_cents": 0, "yearly_cents": 240_000,
        "case_cents": 390, "counted": "submitted", "starts_on": date(2026, 10, 1), "ends_on": None,
    }  # fmt: skip
    with bind(city), transaction.atomic():
        keep_terms([Told(**{**told, **changes})], at=at)


def test_it_shows_the_months_the_contract_and_how_the_forecast_was_made(
    clerk: Callable[..., Clerk], offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    _used(offenbach, at, days=52)
    _told(offenbach, at)
    page = clerk(offenbach, "treasury").text(PAGE)
    for said in ("Grundtarif", "2.400,00 €", "3,90 €", "Voraussichtlich 92 eingegangene", "604,93 € Jahresentgelt",
                 "358,80 € für Erklärungen", "963,73 € netto", "an 52 vergangenen Tagen"):  # fmt: skip
        assert said in page, said
    other = clerk(wiesbaden, "owner").text(PAGE)
    assert "Grundtarif" not in other
    assert "Zusammen 0 0" in other
    assert "noch nichts gemeldet" in other


def test_each_month_says_what_it_costs_and_the_parts_add_up(
    clerk: Callable[..., Clerk], offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    """October: 31 × 3,90 € and 31 of 365 days of 2.400 €; November: 21 × 3,90 € and 22 days."""
    _used(offenbach, at, days=52)
    _told(offenbach, at)
    page = clerk(offenbach, "treasury").text(PAGE)
    for said in ("31 0 324,74 €", "21 0 226,55 €", "52 0 551,29 €", "0 0 –", "anteilig nach Tagen"):
        assert said in page, said
    assert "Kosten (netto)" not in clerk(wiesbaden, "owner").text(PAGE)


def test_two_contracts_in_one_month_each_cost_their_own_days(
    clerk: Callable[..., Clerk], offenbach: Any, at: datetime
) -> None:
    _used(offenbach, at, days=21)
    shared: dict[str, Any] = {"plan": "Grundtarif", "size": "M", "setup_cents": 0, "counted": "submitted"}
    with bind(offenbach), transaction.atomic():
        keep_terms(
            [
                Told(contract="V-00001", yearly_cents=0, case_cents=100, starts_on=date(2026, 1, 1), ends_on=date(2026, 11, 10), **shared),
                Told(contract="V-00002", yearly_cents=36_500, case_cents=300, starts_on=date(2026, 11, 11), ends_on=None, **shared),
            ],
            at=at,
        )  # fmt: skip
    assert "21 0 55,00 €" in clerk(offenbach, "treasury").text(PAGE), "10 × 1 € + 11 × 3 € + 12 days at 1 €"


def test_a_young_contract_has_no_forecast(clerk: Callable[..., Clerk], offenbach: Any, at: datetime) -> None:
    _told(offenbach, at, starts_on=date(2026, 11, 1))
    assert "mindestens 28 Tage" in clerk(offenbach, "treasury").text(PAGE)


@pytest.mark.parametrize("role", ["clerk", "editor", "reader", "auditor", "data_protection"])
def test_who_has_nothing_to_do_with_money_does_not_see_it(
    clerk: Callable[..., Clerk], offenbach: Any, role: str
) -> None:
    assert clerk(offenbach, role).get(PAGE).status_code == 403
