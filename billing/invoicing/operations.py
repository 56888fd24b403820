"""Plans, payers and contracts. All join the caller's transaction, in ``public``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from billing.invoicing import leitweg
from billing.invoicing.models import Contract, Payer, Plan, SizeClass
from kernel.errors import Refusal
from tenants.models import City

VAT_ID = re.compile(r"DE[0-9]{9}|")


class UnableToAgree(Refusal):
    """name_taken, sizes_missing, days_wrong, plan_not_valid, unknown_city, overlaps (the city has a contract then),
    leitweg_wrong, vat_wrong, no_way (neither e-mail nor portal)."""

    code = "days_wrong"


@dataclass(frozen=True)
class Agreement:
    """What a new contract says; cannot be changed afterwards but for payer, end, notice, order number and portal."""

    city: str
    payer: Payer
    plan: Plan
    size: str
    rhythm: str
    with_setup: bool
    starts_on: date
    ends_on: date | None
    notice_months: int
    order_reference: str
    portal: str = ""


def make_plan(
    *, name: str, setup_cents: int, yearly: dict[str, int], case_cents: int, counted: str, valid_from: date,
    valid_to: date | None,
) -> Plan:  # fmt: skip
    """Prices in cents, net. Refused: name_taken, sizes_missing, days_wrong."""
    if Plan.objects.filter(name=name).exists():
        raise UnableToAgree(code="name_taken")
    if set(yearly) != set(SizeClass.values):
        raise UnableToAgree(code="sizes_missing")
    if valid_to is not None and valid_to < valid_from:
        raise UnableToAgree(code="days_wrong")
    return Plan.objects.create(
        name=name, setup_cents=setup_cents, yearly=yearly, case_cents=case_cents, counted=counted,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip


def end_plan(plan: Plan, *, valid_to: date) -> None:
    """No contract begins under it after that day; those that run go on. Refused: days_wrong."""
    if valid_to < plan.valid_from:
        raise UnableToAgree(code="days_wrong")
    plan.valid_to = valid_to
    plan.save(update_fields=["valid_to"])


def keep_payer(payer: Payer) -> Payer:
    """A new or changed payer; invoices that are drawn up already keep the old one.

    Refused: leitweg_wrong, vat_wrong, no_way.
    """
    payer.leitweg_id = leitweg.normalise(payer.leitweg_id)
    if not leitweg.is_valid(payer.leitweg_id):
        raise UnableToAgree(code="leitweg_wrong")
    if not VAT_ID.fullmatch(payer.vat_id):
        raise UnableToAgree(code="vat_wrong")
    if not (payer.email or payer.portal):
        raise UnableToAgree(code="no_way")
    payer.save()
    return payer


def agree(wanted: Agreement) -> Contract:
    """A new contract; one city has one at a time. Refused: unknown_city, days_wrong, plan_not_valid, overlaps."""
    city = City.objects.select_for_update(of=("self",), no_key=True).filter(slug=wanted.city, twin_of=None).first()
    if city is None:
        raise UnableToAgree(code="unknown_city")
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        raise UnableToAgree(code="days_wrong")
    plan = wanted.plan
    if wanted.starts_on < plan.valid_from or (plan.valid_to is not None and wanted.starts_on > plan.valid_to):
        raise UnableToAgree(code="plan_not_valid")
    if _overlapping(wanted.city, wanted.starts_on, wanted.ends_on).exists():
        raise UnableToAgree(code="overlaps")
    return Contract.objects.create(
        city=wanted.city, city_name=city.name, payer=wanted.payer, plan=plan, size=wanted.size, rhythm=wanted.rhythm,
        with_setup=wanted.with_setup, starts_on=wanted.starts_on, ends_on=wanted.ends_on,
        notice_months=wanted.notice_months, order_reference=wanted.order_reference, portal=wanted.portal,
    )  # fmt: skip


def change(
    contract: Contract,
    *,
    payer: Payer,
    ends_on: date | None,
    notice_months: int,
    order_reference: str,
    portal: str = "",
) -> Contract:
    """Refused: days_wrong, overlaps. An end before days that were charged gives them back with the next run."""
    City.objects.select_for_update(of=("self",), no_key=True).filter(slug=contract.city).first()
    if ends_on is not None and ends_on < contract.starts_on:
        raise UnableToAgree(code="days_wrong")
    if _overlapping(contract.city, contract.starts_on, ends_on).exclude(pk=contract.pk).exists():
        raise UnableToAgree(code="overlaps")
    contract.payer, contract.ends_on = payer, ends_on
    contract.notice_months, contract.order_reference, contract.portal = notice_months, order_reference, portal
    contract.save(update_fields=["payer", "ends_on", "notice_months", "order_reference", "portal"])
    return contract


def _overlapping(city: str, starts_on: date, ends_on: date | None) -> Any:
    found = Contract.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), city=city)
    return found if ends_on is None else found.filter(starts_on__lte=ends_on)
