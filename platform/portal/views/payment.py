"""Paying: what, why, until when. The money is the city's; the page is its payment service's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing.fees.config import FeesConfig
from billing.payments.models import PaymentEvent
from billing.payments.refusals import UnableToPay
from casework import paying
from casework.paying import PaymentView
from configuration.queries import in_force
from declarations.models import Declaration
from declarations.states import State
from kernel.clock import now
from portal.pages import filed_page
from tenants.middleware import own_transactions

TO_PAY = frozenset({"due", "under_way"})
# Said by the browser, so it only chooses words.
GAVE_UP = "abgebrochen"
ANSWERS = frozenset({"nothing_to_pay", "already_paid"})


@filed_page
def page(request: HttpRequest, case: Declaration) -> HttpResponse:
    if request.method == "POST":
        return _pay(request, case)
    return _show(request, case, paying.state_of(case, at=now()))


def _pay(request: HttpRequest, case: Declaration) -> HttpResponse:
    """Asks for the address of the payment page with no transaction open. A second click leads to the same page."""
    try:
        address = paying.begin(
            case=case,
            success_url=request.build_absolute_uri(reverse("portal:payment_return")),
            cancel_url=f"{request.build_absolute_uri(reverse('portal:payment'))}?{GAVE_UP}=1",
            at=now(),
        )
    except UnableToPay as refusal:
        if refusal.code in ANSWERS:
            return redirect("portal:receipt")
        return _show(request, case, paying.state_of(case, at=now()), refusal.message)
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _show(request: HttpRequest, case: Declaration, view: PaymentView, refusal: Any = "") -> HttpResponse:
    """Who cannot pay here because another authority is competent is told so before trying, and sees no button."""
    if view.state not in TO_PAY:
        return redirect("portal:receipt")
    not_ours = paying.not_ours(case, at=now())
    shown = {
        "case": case, "view": view, "refusal": not_ours.message if not_ours else refusal,
        "sealed": case.state == State.SEALED, "closed": not_ours is not None, "gave_up": GAVE_UP in request.GET,
        "relief_hint": in_force(at=now()).section(FeesConfig).relief_hint and view.can_pay,
    }  # fmt: skip
    return render(request, "portal/payment.html", shown)


@own_transactions
@require_safe
@filed_page
def returned(request: HttpRequest, case: Declaration) -> HttpResponse:
    """Back from the payment page, whose word proves nothing: the provider is asked what is true."""
    paying.check_now(case_id=case.id, source=PaymentEvent.Source.RETURN.value, at=now())
    view = paying.state_of(case, at=now())
    if view.state not in TO_PAY:
        return redirect("portal:receipt")
    return render(request, "portal/payment_return.html", {"case": case, "view": view})
