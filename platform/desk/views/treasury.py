"""The treasury's list: what waits for it, oldest first. References, amounts and states, nothing of the cases."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_MONEY, WORK_MONEY
from billing.payments import disputing, refund_queries, refunding
from billing.payments.models import Dispute, Refund
from casework import attempts, refund_orders, treasury
from desk import money_words, words
from desk.access import needs
from desk.refusals import words_of
from kernel.clock import now
from kernel.errors import Refusal

STEPS: dict[str, Callable[..., Refund]] = {
    "approve": refunding.approve,
    "release": refunding.release,
    "decline": refunding.decline,
    "paid_out": refunding.confirm_paid_out,
}
FILE_DAYS = timedelta(days=366)


@needs(SEE_MONEY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    at = now()
    found = refund_queries.to_do(at=at)
    shown = {
        "section": "treasury", "todo": found, "at": at, "words": words, "money_words": money_words,
        "blocked": _blocked(found.proposed, who(request).id), "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/treasury.html", shown)


@needs(SEE_MONEY)
@require_safe
def payment(request: HttpRequest, payment_id: uuid.UUID) -> HttpResponse:
    """One payment with its whole time-line, for who sees no cases."""
    found = attempts.of_payment(payment_id)
    if found is None:
        raise Http404
    shown = {
        "section": "treasury", "attempt": found, "words": words, "money_words": money_words,
        "names": attempts.people_of([found]), "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/treasury_payment.html", shown)


@needs(WORK_MONEY)
@require_POST
def payment_step(request: HttpRequest, payment_id: uuid.UUID) -> HttpResponse:
    """*ask* the provider about everything; *looked_after*: what the payment wanted a person for is dealt with."""
    step = request.POST.get("step", "")
    if step not in ("ask", "looked_after") or not treasury.exists(payment_id):
        raise Http404
    if step == "ask":
        treasury.ask_everything(payment_id=payment_id, at=now())
    else:
        treasury.looked_after(payment_id=payment_id, by=who(request).id, at=now())
    return _back("treasury_payment", "check_payment" if step == "ask" else step, payment_id)


@needs(WORK_MONEY)
@require_POST
def refund_step(request: HttpRequest, refund_id: uuid.UUID) -> HttpResponse:
    step = request.POST.get("step", "")
    if step not in STEPS or not Refund.objects.filter(id=refund_id).exists():
        raise Http404
    try:
        STEPS[step](refund_id=refund_id, by=who(request).id, at=now())
    except Refusal as refusal:
        shown = {"refused": words_of(refusal), "back": reverse("desk:treasury"), "back_label": words.TO_TREASURY}
        return render(request, "desk/refused.html", shown, status=409)
    return _back("treasury", f"refund_{step}")


@needs(WORK_MONEY)
@require_POST
def dispute_step(request: HttpRequest, dispute_id: int) -> HttpResponse:
    try:
        disputing.take_up(dispute_id=dispute_id, by=who(request).id, at=now())
    except Dispute.DoesNotExist:
        raise Http404 from None
    return _back("treasury", "dispute_take")


@needs(SEE_MONEY)
@require_safe
def order(request: HttpRequest, refund_id: uuid.UUID) -> HttpResponse:
    """The payment order as a paper; there is none before the refund was released."""
    found = Refund.objects.select_related("payment__declaration").filter(id=refund_id).exclude(order_number="").first()
    if found is None:
        raise Http404
    response = HttpResponse(refund_orders.pdf(found, at=now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Auszahlungsanordnung-{found.order_number}.pdf"'
    return response


@needs(SEE_MONEY)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The payment orders of the last year, one line each."""
    at = now()
    rows = refund_queries.ordered(since=at - FILE_DAYS, until=at + timedelta(seconds=1))
    text = refund_orders.as_csv(rows)
    response = HttpResponse(text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="Auszahlungsanordnungen.csv"'
    return response


def _blocked(rows: list[Refund], viewer: int) -> set[uuid.UUID]:
    """Those that another person has to let go."""
    rules = refunding.rules(now())
    return {row.id for row in rows if refunding.needs_another(row, rules, viewer)}


def _back(name: str, done: str, *args: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(f'desk:{name}', args=args)}?erledigt={done}")
