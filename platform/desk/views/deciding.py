"""Decisions of a person: approve, hear before refusing, refuse, forward, report what was decided elsewhere."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import DECIDE_CASE
from casework import letters, outcomes, review
from casework.dossier import Dossier
from casework.hearing import WAYS, begin_hearing, compose_hearing, reasons_of
from declarations.states import State
from desk import words
from desk.access import needs
from desk.acting import Page, act_on_page
from desk.as_seen import frame
from desk.forms.asking import HearingForm
from desk.forms.deciding import ApproveForm, ForwardForm, RefuseForm, ReportForm
from ui.forms import Form

METHODS = ["GET", "HEAD", "POST"]


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def approve(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="approve",
        form=ApproveForm,
        template="desk/approve.html",
        act=lambda case_id, data, by, at: review.approve(case_id=case_id, by=by, at=at, remark=data["remark"]),
        more=lambda _dossier, _form: {"words": words},
    )
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def hearing(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="hearing",
        form=HearingForm,
        template="desk/hearing.html",
        act=lambda case_id, data, by, at: begin_hearing(case_id=case_id, by=by, at=at, **data),
        initial=lambda dossier, _request: {"reason": reasons_of(dossier.credit.worksheet), "ways": list(WAYS)},
        more=_hearing_preview,
    )
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def refuse(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="refuse",
        form=RefuseForm,
        template="desk/refuse.html",
        act=lambda case_id, data, by, at: review.refuse(case_id=case_id, reason=data["reason"], by=by, at=at),
        initial=lambda dossier, _request: {"reason": reasons_of(dossier.credit.worksheet)},
        more=_letter_preview,
    )
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def forward(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="forward",
        form=ForwardForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.forward(case_id=case_id, authority=data["authority"], by=by, at=at),
        more=lambda _dossier, _form: {
            "heading": _("An die zuständige Behörde verweisen"),
            "lead": _("Die einladende Person erfährt, welche Behörde zuständig ist. Hier fällt dann keine Gebühr an (§ 49 Abs. 3 AufenthV)."),
            "button": _("Weiterverweisen"),
        },
    )  # fmt: skip
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_http_methods(METHODS)
def report(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="report",
        form=ReportForm,
        template="desk/act.html",
        act=_report,
        initial=lambda _dossier, request: {"outcome": request.GET.get("ergebnis", "")},
        more=lambda _dossier, _form: {
            "heading": _("Ergebnis aus dem Fachverfahren melden"),
            "lead": _("Entschieden haben Sie in Ihrem Fachverfahren. Hier sagen Sie nur, wie, damit die einladende Person es erfährt."),
            "button": _("Ergebnis melden"),
        },
    )  # fmt: skip
    return act_on_page(request, case_id, page)


def _report(case_id: uuid.UUID, data: dict[str, Any], by: int, at: datetime) -> None:
    told = outcomes.Report(outcomes.Outcome(data["outcome"]), data["reason"], data["serial"], data["proof"])
    outcomes.report(case_id=case_id, told=told, by=by, at=at)


def _hearing_preview(dossier: Dossier, form: Form) -> dict[str, Any]:
    shown: dict[str, Any] = {"days": dossier.rules.hearing_days, "preview": ""}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        shown["preview"] = compose_hearing(reason=data["reason"], ways=data["ways"], worksheet=dossier.credit.worksheet)
    return shown | frame(dossier, State.HEARING, dossier.rules.hearing_days)


def _letter_preview(dossier: Dossier, form: Form) -> dict[str, Any]:
    if not (form.is_bound and form.is_valid()):
        return {"preview": None}
    reason, remedy = form.cleaned_data["reason"], dossier.rules.remedy
    return {"preview": letters.compose(reason=reason, remedy=remedy, at=dossier.at)}
