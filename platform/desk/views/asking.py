"""Asking the sponsor: papers, an explanation, a security. The clerk sees what the sponsor will see."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import who
from accounts.roles import DECIDE_CASE, WORK_CASE
from casework import review
from casework.dossier import Dossier
from casework.hearing import security_text
from declarations.states import State
from desk import blocks
from desk.access import needs
from desk.acting import Page, act_and_return, act_on_page
from desk.as_seen import frame
from desk.forms.asking import RequestForm, SecurityForm
from ui.forms import Form


@needs(WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def request_more(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="request_more",
        form=RequestForm,
        template="desk/request_more.html",
        act=lambda case_id, data, by, at: review.request_more(case_id=case_id, by=by, at=at, **data),
        initial=_prefilled,
        more=_as_seen,
        rewrite=_with_block,
    )
    return act_on_page(request, case_id, page)


@needs(WORK_CASE)
@require_POST
def resume(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    by = who(request).id
    return act_and_return(request, case_id, "resume", lambda at: review.resume(case_id=case_id, by=by, at=at))


@needs(DECIDE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def security(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="security",
        form=SecurityForm,
        template="desk/security.html",
        act=lambda case_id, data, by, at: review.request_security(case_id=case_id, text=data["text"], by=by, at=at),
        initial=lambda _dossier, _request: {"text": security_text()},
        more=lambda dossier, _form: frame(dossier, State.SECURITY_REQUESTED, dossier.rules.answer_days),
    )
    return act_on_page(request, case_id, page)


def _prefilled(dossier: Dossier, request: HttpRequest) -> dict[str, Any]:
    kind = request.GET.get("art", "")
    text = blocks.sentence_for(kind)
    return {"text": text, "document_kind": kind if text else "", "days": dossier.rules.answer_days}


def _with_block(typed: QueryDict) -> dict[str, Any]:
    """The form with one more ready sentence, behind what was typed."""
    kind = typed.get("step", "").removeprefix("block:")
    text = "\n".join(part for part in (typed.get("text", "").strip(), blocks.sentence_for(kind)) if part)
    return {"text": text, "document_kind": kind or typed.get("document_kind"), "days": typed.get("days")}


def _as_seen(dossier: Dossier, form: Form) -> dict[str, Any]:
    days = str(form["days"].value() or "")
    period = int(days) if days.isdecimal() and int(days) <= 90 else dossier.rules.answer_days
    return {"blocks": blocks.frequent(), **frame(dossier, State.DOCUMENTS_REQUESTED, period)}
