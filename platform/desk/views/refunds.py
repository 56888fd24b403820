"""Money back, from the case: a clerk proposes, stands for what the process proposed, or declines."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import who
from accounts.roles import WORK_CASE
from billing.payments import refunding
from billing.payments.models import Refund
from billing.payments.states import RefundReason
from casework import attempts
from casework.dossier import Dossier
from desk.access import needs
from desk.acting import Page, act_and_return, act_on_page
from desk.forms.refunds import ProposeForm
from kernel.money import from_cents, to_cents

STEPS: dict[str, Callable[..., Refund]] = {"approve": refunding.approve, "decline": refunding.decline}


@needs(WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    there = attempts.of_case(case_id)
    page = Page(
        code="refund_propose",
        form=lambda *args, **more: ProposeForm(*args, attempts=there, **more),
        template="desk/act.html",
        act=lambda _case_id, data, by, at: refunding.propose(
            payment_id=data["payment"],
            amount_cents=to_cents(data["amount"]),
            reason=RefundReason(data["reason"]),
            remark=data["remark"],
            by=by,
            at=at,
        ),
        initial=_whole,
        more=lambda _dossier, _form: {
            "heading": _("Erstattung vorschlagen"),
            "lead": _("Die Kasse prüft Ihren Vorschlag und gibt das Geld frei. Bis dahin geht nichts zurück."),
            "button": _("Vorschlagen"),
        },
    )
    return act_on_page(request, case_id, page)


@needs(WORK_CASE)
@require_POST
def step(request: HttpRequest, case_id: uuid.UUID, refund_id: uuid.UUID) -> HttpResponse:
    """A button beside a refund of this case."""
    act = STEPS.get(request.POST.get("step", ""))
    if act is None or not Refund.objects.filter(id=refund_id, payment__declaration_id=case_id).exists():
        raise Http404
    by, code = who(request).id, f"refund_{request.POST['step']}"
    return act_and_return(request, case_id, code, lambda at: act(refund_id=refund_id, by=by, at=at), blindly=True)


def _whole(dossier: Dossier, request: HttpRequest) -> dict[str, Any]:
    """The payment that was clicked, else the newest with something left; all that is left of it."""
    left = [attempt for attempt in dossier.money.attempts if attempt.refundable]
    wanted = [attempt for attempt in left if str(attempt.payment.id) == request.GET.get("zahlung", "")] or left
    if not wanted:
        return {}
    return {"payment": wanted[0].payment.id, "amount": from_cents(wanted[0].refundable)}
