"""What happens to the paper: signed before the clerk, issued with its number, handed over or posted."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import WORK_CASE
from casework import review
from casework.dossier import Dossier
from desk.access import needs
from desk.acting import Page, act_on_page
from desk.forms.paper import HandOverForm, IssueForm, PostForm, SignForm

METHODS = ["GET", "HEAD", "POST"]
REMARKS = {
    "PROVEN": "Die finanzielle Leistungsfähigkeit wurde nachgewiesen.",
    "CREDIBLE": "Die finanzielle Leistungsfähigkeit wurde glaubhaft gemacht.",
    "NOT_PROVEN": "Die finanzielle Leistungsfähigkeit wurde nicht nachgewiesen.",
}


@needs(WORK_CASE)
@require_http_methods(METHODS)
def sign(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="sign",
        form=SignForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.sign(
            case_id=case_id, identity_checked=data["identity_checked"], by=by, at=at
        ),
        more=lambda _dossier, _form: {"heading": _("Unterschrift festhalten"), "button": _("Unterschrift festhalten")},
    )
    return act_on_page(request, case_id, page)


@needs(WORK_CASE)
@require_http_methods(METHODS)
def issue(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="issue",
        form=IssueForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.issue(case_id=case_id, by=by, at=at, **data),
        initial=_remarks,
        more=lambda _dossier, _form: {
            "heading": _("Urkunde ausstellen"),
            "lead": _("Drucken Sie den amtlichen Vordruck und tragen Sie hier seine Seriennummer ein."),
            "button": _("Ausstellung festhalten"),
        },
    )
    return act_on_page(request, case_id, page)


@needs(WORK_CASE)
@require_http_methods(METHODS)
def hand_over(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="hand_over",
        form=HandOverForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.hand_over(case_id=case_id, to=data["to"], by=by, at=at),
        initial=lambda dossier, _request: {"to": dossier.sponsor_name},
        more=lambda dossier, _form: {
            "heading": _("Übergabe festhalten"),
            "lead": _("Die Gebühr ist noch offen. Nehmen Sie sie bitte zuerst an.") if _is_open(dossier) else "",
            "button": _("Übergabe festhalten"),
        },
    )
    return act_on_page(request, case_id, page)


@needs(WORK_CASE)
@require_http_methods(METHODS)
def post(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="post",
        form=PostForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.post(case_id=case_id, proof=data["proof"], by=by, at=at),
        more=lambda _dossier, _form: {"heading": _("Versand festhalten"), "button": _("Versand festhalten")},
    )
    return act_on_page(request, case_id, page)


def _remarks(dossier: Dossier, _request: HttpRequest) -> dict[str, Any]:
    """The result of the check stands on the form; the clerk may write more."""
    finding = dossier.credit.finding
    return {"remarks": REMARKS[finding.result] if finding else ""}


def _is_open(dossier: Dossier) -> bool:
    return dossier.money.view.state in ("due", "at_pickup")
