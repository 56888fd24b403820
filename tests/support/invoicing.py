"""Made-up books of the operator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from billing.invoicing import usage
from billing.invoicing.models import Contract, Invoice, Payer, Plan
from billing.invoicing.operations import Agreement, agree, keep_payer, make_plan
from billing.invoicing.papers import make_due, stored
from billing.invoicing.people import Person
from billing.invoicing.seller import Seller, Vat

ROBIN, ALEX = Person(1, "Robin Betrieb"), Person(2, "Alex Freigabe")
SELLER = Seller(
    name="Zusage Betrieb gGmbH", street="Musterweg 1", postcode="60311", town="Frankfurt am Main",
    contact="Rechnungsstelle", phone="+49 69 1234567", email="rechnung@zusage.example", vat_id="DE123456789",
    iban="DE89 3704 0044 0532 0130 00", bic="COBADEFFXXX", number_prefix="Z",
    vat=Vat(category="S", percent=Decimal(19)),
)  # fmt: skip
EXEMPT = SELLER.model_copy(update={"vat": Vat(category="E", reason="Steuerfrei nach § 4 UStG")})
OUTSIDE = SELLER.model_copy(
    update={"vat": Vat(category="O", reason="Nicht steuerbar (§ 2b UStG)"), "tax_number": "45 250 12345"}
)
START = date(2026, 1, 1)


def a_plan(name: str = "Grundtarif", *, case_cents: int = 390, **changes: Any) -> Plan:
    told: dict[str, Any] = {
        "name": name, "setup_cents": 250_000, "yearly": {"S": 120_000, "M": 240_000, "L": 480_000, "XL": 960_000},
        "case_cents": case_cents, "counted": "submitted", "valid_from": START, "valid_to": None,
    }  # fmt: skip
    return make_plan(**{**told, **changes})


def a_payer(**changes: Any) -> Payer:
    told: dict[str, Any] = {
        "kind": "city", "name": "Stadt Offenbach am Main", "street": "Berliner Straße 100", "postcode": "63065",
        "town": "Offenbach am Main", "leitweg_id": "04011000-1234512345-06", "email": "rechnung@offenbach.example",
    }  # fmt: skip
    return keep_payer(Payer(**{**told, **changes}))


def a_contract(city: Any, plan: Plan | None = None, payer: Payer | None = None, **changes: Any) -> Contract:
    told: dict[str, Any] = {
        "city": city.slug, "payer": payer or a_payer(), "plan": plan or a_plan(), "size": "M", "rhythm": "monthly",
        "with_setup": True, "starts_on": START, "ends_on": None, "notice_months": 3, "order_reference": "",
    }  # fmt: skip
    return agree(Agreement(**{**told, **changes}))


def counted(city: Any, first: date, numbers: Iterable[int], *, at: datetime) -> int:
    """One number of filed declarations for each day from ``first`` on; half of them issued."""
    days = [usage.Day(first + timedelta(days=place), number, number // 2) for place, number in enumerate(numbers)]
    return usage.keep(city.slug, days, at=at)


def paper_of(invoice: Invoice, kind: str, *, at: datetime) -> bytes:
    """The file as the worker made it."""
    make_due(at=at)
    return stored(invoice, kind)
