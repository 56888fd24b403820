"""Plans, payers and contracts of the cities: lists, making and changing."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import SEE_INVOICES, WORK_INVOICES
from billing.invoicing import operations, queries
from billing.invoicing.models import Contract, Payer, Plan
from billing.invoicing.operations import Agreement, UnableToAgree
from kernel.clock import now
from onboarding.rollout import invoice_words as words
from onboarding.rollout import trail
from onboarding.rollout.access import may, needs
from onboarding.rollout.forms_invoicing import (
    ChangeContractForm,
    ContractForm,
    InvoicingForm,
    PayerForm,
    PlanForm,
    changed,
)
from tenants.models import City, Stage

SECTION = {"section": "invoicing"}
PAYER = ("kind", "name", "street", "postcode", "town", "leitweg_id", "vat_id", "email", "portal")


@needs(SEE_INVOICES)
@never_cache
@require_safe
def contracts(request: HttpRequest) -> HttpResponse:
    rows = [
        (one, words.RHYTHMS[one.rhythm], words.SIZES[one.size], one.plan.yearly[one.size])
        for one in queries.contracts()
    ]
    shown = {"contracts": rows, "may_work": may(request, WORK_INVOICES), "page": "contracts"}
    return render(request, "rollout/invoicing_contracts.html", SECTION | shown)


@needs(SEE_INVOICES)
@never_cache
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Prices, and who pays: what contracts are made of."""
    found = [
        (plan, words.COUNTED[plan.counted], sorted(plan.yearly.items(), key=_by_price))
        for plan in Plan.objects.order_by("valid_from", "name")
    ]
    payers = [(payer, words.PAYERS[payer.kind]) for payer in Payer.objects.order_by("name")]
    shown = {"plans": found, "payers": payers, "may_work": may(request, WORK_INVOICES), "page": "plans"}
    return render(request, "rollout/invoicing_plans.html", SECTION | shown)


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)

    def save() -> str:
        given = form.cleaned_data
        told = {name: given[name] for name in ("name", "counted", "valid_from", "valid_to")}
        plan = operations.make_plan(**told, **form.prices())
        trail.record(request, "invoicing.plan", at=now(), plan=plan.name)
        return reverse("rollout:plans")

    return _saved(request, form, save, _("Neuer Tarif"), "rollout:plans")


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def payer_new(request: HttpRequest) -> HttpResponse:
    return _payer(request, Payer(), _("Neuer Zahler"))


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def payer_change(request: HttpRequest, number: int) -> HttpResponse:
    found = Payer.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return _payer(request, found, found.name)


def _payer(request: HttpRequest, payer: Payer, heading: Any) -> HttpResponse:
    form = PayerForm(request.POST or None, initial={name: getattr(payer, name) for name in PAYER})

    def save() -> str:
        for name in PAYER:
            setattr(payer, name, form.cleaned_data[name])
        operations.keep_payer(payer)
        trail.record(request, "invoicing.payer", at=now(), payer=payer.name)
        return reverse("rollout:plans")

    return _saved(request, form, save, heading, "rollout:plans")


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def contract_new(request: HttpRequest) -> HttpResponse:
    cities = City.objects.filter(twin_of=None).exclude(stage=Stage.OFFBOARDED).order_by("name")
    form = ContractForm(
        request.POST or None, initial={"notice_months": 3, "with_setup": True}, payers=Payer.objects.order_by("name"),
        plans=Plan.objects.order_by("name"), cities=[(city.slug, city.name) for city in cities],
    )  # fmt: skip

    def save() -> str:
        given: dict[str, Any] = dict(form.cleaned_data)
        given["payer"], given["plan"] = form.payers[given["payer"]], form.plans[given["plan"]]
        contract = operations.agree(Agreement(**given))
        told = {"contract": contract.code, "plan": contract.plan.name, "payer": contract.payer.name}
        trail.record(request, "invoicing.contract", city=contract.city, at=now(), **told)
        return reverse("rollout:contracts")

    return _saved(request, form, save, _("Neuer Vertrag"), "rollout:contracts")


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def contract_change(request: HttpRequest, number: int) -> HttpResponse:
    contract = Contract.objects.filter(pk=number).select_related("payer").first()
    if contract is None:
        raise Http404
    form = ChangeContractForm(request.POST or None, initial=changed(contract), payers=Payer.objects.order_by("name"))

    def save() -> str:
        given: dict[str, Any] = dict(form.cleaned_data)
        operations.change(contract, **{**given, "payer": form.payers[given["payer"]]})
        told = {"contract": contract.code, "payer": contract.payer.name}
        trail.record(request, "invoicing.contract_changed", city=contract.city, at=now(), **told)
        return reverse("rollout:contracts")

    return _saved(request, form, save, f"{contract.city_name}: {contract.code}", "rollout:contracts")


def _saved(request: HttpRequest, form: InvoicingForm, save: Any, heading: Any, back: str) -> HttpResponse:
    """Saves in one transaction and goes on, or shows the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                return HttpResponseRedirect(save())
        except UnableToAgree as refusal:
            form.refuse(refusal.code)
    shown = {"form": form, "heading": heading, "back_url": reverse(back), "submit_label": _("Speichern")}
    return render(request, "rollout/form.html", SECTION | shown)


def _by_price(entry: tuple[str, int]) -> int:
    return entry[1]
