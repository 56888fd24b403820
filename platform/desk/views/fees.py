"""The fee of one case: a decision about it, and taking it at the counter."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import DECIDE_CASE, TAKE_PAYMENT, WORK_MONEY
from audit.operations import staff
from billing.payments import counter, queries
from billing.payments.counter import Method, Mistake
from billing.payments.models import Payment
from billing.payments.refund_ledger import COUNTER
from casework import fee_deciding, paying, payment_papers
from casework.dossier import Dossier
from desk import words
from desk.access import needs
from desk.acting import Page, act_on_page
from desk.forms.fees import FeeForm, TakeForm, VoidForm
from documents import links
from kernel.clock import now
from tenants.middleware import own_transactions
from ui.forms import Form

METHODS = ["GET", "HEAD", "POST"]


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def fee(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="fee",
        form=partial(FeeForm, has_postage=fee_deciding.has_postage(case_id, at=now())),
        template="desk/fee.html",
        act=lambda case_id, data, by, at: fee_deciding.decide(
            case_id=case_id, relief=data["relief"], reason=data["reason"], by=by, at=at
        ),
        initial=_proposed,
        more=_about_the_fee,
    )
    return act_on_page(request, case_id, page)


def _proposed(dossier: Dossier, _request: HttpRequest) -> dict[str, Any]:
    proposal = fee_deciding.proposal(dossier.case)
    return {"kind": proposal.kind.value} if proposal else {}


def _about_the_fee(dossier: Dossier, _form: Form) -> dict[str, Any]:
    return {
        "proposed": fee_deciding.proposal(dossier.case),
        "full": paying.full_quote_of(dossier.case, at=dossier.at),
        "words": words,
        "paid": dossier.money.view.state == "paid",
    }


@needs(TAKE_PAYMENT)
@require_http_methods(METHODS)
def take(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="take_payment",
        form=TakeForm,
        template="desk/take_payment.html",
        act=lambda case_id, data, by, at: paying.take_at_counter(
            case_id=case_id, method=Method(data["method"]), by=by, at=at
        ),
        more=lambda _dossier, _form: {"heading": _("Gebühr annehmen")},
    )
    return act_on_page(request, case_id, page)


@needs(TAKE_PAYMENT)
@require_http_methods(METHODS)
def void(request: HttpRequest, case_id: uuid.UUID, payment_id: uuid.UUID) -> HttpResponse:
    payment, for_others = _taken(case_id, payment_id), who(request).may(WORK_MONEY)
    page = Page(
        code="void_payment",
        form=VoidForm,
        template="desk/act.html",
        act=lambda _case_id, data, by, at: counter.void(
            payment_id=payment.id, mistake=Mistake(data["mistake"]), by=by, for_others=for_others, at=at
        ),
        more=lambda _dossier, _form: {
            "heading": _("Buchung stornieren"),
            "lead": _("Die Buchung bleibt in der Tagesliste stehen, mit dem Storno darunter. Die Gebühr ist danach wieder offen."),
            "button": _("Stornieren"),
        },
    )  # fmt: skip
    return act_on_page(request, case_id, page)


@own_transactions
@needs(TAKE_PAYMENT)
@require_safe
def receipt(request: HttpRequest, case_id: uuid.UUID, payment_id: uuid.UUID) -> HttpResponse:
    """Makes the receipt if it is not there yet, and leads to it on the host for files."""
    payment, at = _taken(case_id, payment_id), now()
    paper = payment_papers.make(payment_id=payment.id, at=at)
    if paper is None:
        raise Http404
    with transaction.atomic():
        address = links.link_for(paper, audience=staff(who(request).id), at=at)
    return HttpResponseRedirect(address)


def _taken(case_id: uuid.UUID, payment_id: uuid.UUID) -> Payment:
    found = queries.payment_of(payment_id)
    if found is None or found.declaration_id != case_id or found.provider != COUNTER:
        raise Http404
    return found
