"""The page that answers what people phone about: what happened, what comes next, until when, what one can do."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.operations import SPONSOR
from casework import authority_messages, carrying, paying, requests, status, withdrawal
from casework.authority_messages import FileView, MessageView
from casework.requests import RequestView, UnableToAnswer
from casework.withdrawal import UnableToWithdraw, can_withdraw
from declarations.access import UnableToEnter, enter, grant
from declarations.models import Declaration
from declarations.states import State
from documents import links, queries
from documents.config import DocumentRules
from documents.models import Document
from kernel.clock import german_day, now
from portal import fee_words
from portal.browser import GRANT, keep_for_sitting
from portal.context import configuration_of
from portal.draft import remember
from portal.forms.status import AnswerForm, CodeForm
from portal.linked import is_opened, linked_page, opened_page
from portal.pages import GONE
from portal.taking import take
from portal.words import NOT_FOR_SPONSORS, papers_of, until_in_words

WRONG = {
    "wrong_code": _("Dieser Code passt nicht. Prüfen Sie bitte jedes Zeichen."),
    "too_many": _("Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde."),
}


TITLES = {
    "more": _("Wir brauchen noch etwas von Ihnen"),
    "security": _("Eine Sicherheit kann helfen"),
    "hearing": _("Bevor wir entscheiden: Was möchten Sie dazu sagen?"),
}


@dataclass
class Question:
    """``message``: of the authority's own system, which asked; None for a question of the desk."""

    request: RequestView
    form: AnswerForm | None
    message: MessageView | None = None

    @property
    def title(self) -> Any:
        return TITLES.get(self.request.kind, TITLES["more"]) if self.request.is_open else _("Frage und Antwort")

    @property
    def files(self) -> list[FileView]:
        return self.message.files if self.message else []

    @property
    def is_late(self) -> bool:
        return self.request.due_on < german_day(now())


@linked_page
def page(request: HttpRequest, case: Declaration, secret: str) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" and case.state not in GONE else None)
    if form.is_bound and form.is_valid():
        response = _enter(case, secret, form)
        if response is not None:
            return response
    return _show(request, case, secret, form)


def _enter(case: Declaration, secret: str, form: CodeForm) -> HttpResponse | None:
    """Opens the case to this browser. A wrong code is counted, whatever else happens."""
    with transaction.atomic():
        try:
            access = enter(declaration=case, typed=form.cleaned_data["code"], at=now())
        except UnableToEnter as refusal:
            form.add_error("code", WRONG[refusal.code])
            return None
    if case.state == State.DRAFT:
        response: HttpResponse = redirect("portal:tasks")
    else:
        response = redirect("portal:status", secret=secret)
        keep_for_sitting(response, GRANT, grant(case))
    remember(response, access.draft)
    return response


def _show(
    request: HttpRequest, case: Declaration, secret: str, form: CodeForm, answered: AnswerForm | None = None
) -> HttpResponse:
    opened, found = case.state not in GONE and is_opened(request, case), status.of(case, at=now())
    shown = {
        "form": answered or form,
        "code_form": form,
        "status": found,
        "asks": any(action.code not in ("withdraw", "visit") for action in found.can) or case.state == State.FORWARDED,
        "case": case,
        "secret": secret,
        "opened": opened,
        "until": until_in_words(case, found.until),
        "gone": case.state in GONE,
        "handed_over": case.state == State.ERASED,
        "draft": case.state == State.DRAFT,
    }
    if opened:
        shown |= _inside(request, case, answered)
    return render(request, "portal/status.html", shown)


def _inside(request: HttpRequest, case: Declaration, answered: AnswerForm | None) -> dict[str, Any]:
    payment, told = paying.state_of(case, at=now()), authority_messages.of_case(case)
    asked = {view.request: view for view in told if view.request}
    return {
        "questions": [
            Question(view, _answer_form(request, view, answered), asked.get(view.id))
            for view in reversed(requests.views_of(case))
        ],
        "told": [view for view in told if view.request is None],
        "offer": carrying.offer_of(case),
        "documents": papers_of(case),
        "payable": payment.state in ("due", "under_way"),
        "fee_note": fee_words.of_case(case, payment),
        "can_withdraw": can_withdraw(case),
    }


def _answer_form(request: HttpRequest, view: RequestView, answered: AnswerForm | None) -> AnswerForm | None:
    if not view.is_open:
        return None
    if answered is not None and answered.prefix == view.id.hex:
        return answered
    return AnswerForm(kind=view.id.hex, most_megabytes=configuration_of(request).section(DocumentRules).max_file_mb)


@opened_page
def answer(request: HttpRequest, case: Declaration, secret: str, request_id: uuid.UUID) -> HttpResponse:
    """Files first, each in a transaction of its own, then the answer that refers to them."""
    view = next((view for view in requests.views_of(case) if view.id == request_id), None)
    if request.method != "POST" or view is None or not view.is_open:
        return redirect("portal:status", secret=secret)
    most = configuration_of(request).section(DocumentRules).max_file_mb
    form = AnswerForm(request.POST, request.FILES, kind=view.id.hex, most_megabytes=most)
    if not form.is_valid():
        return _show(request, case, secret, CodeForm(), form)
    taken = take(form, case, kind=view.document_kind or "other", at=now())
    if form.errors:
        return _show(request, case, secret, CodeForm(), form)
    with suppress(UnableToAnswer), transaction.atomic():
        requests.answer(
            request_id=view.id, case_id=case.id, text=form.cleaned_data["text"], has_papers=bool(taken), at=now()
        )
    return redirect("portal:status", secret=secret)


@require_safe
@opened_page
def document(request: HttpRequest, case: Declaration, secret: str, document_id: uuid.UUID) -> HttpResponse:
    try:
        found = queries.find_of_case(document_id, case_id=case.id)
    except Document.DoesNotExist:
        raise Http404 from None
    if found.kind in NOT_FOR_SPONSORS:
        raise Http404
    return HttpResponseRedirect(links.link_for(found, audience=SPONSOR, at=now()))


@opened_page
def withdraw(request: HttpRequest, case: Declaration, secret: str) -> HttpResponse:
    """Asks once. Withdrawing twice is the same as once."""
    if request.method == "POST":
        with suppress(UnableToWithdraw), transaction.atomic():
            withdrawal.withdraw(case_id=case.id, at=now())
        return redirect("portal:status", secret=secret)
    if not can_withdraw(case):
        return redirect("portal:status", secret=secret)
    shown = {"secret": secret, "early": case.state == State.SUBMITTED, "told_there": bool(withdrawal.told_there(case))}
    return render(request, "portal/withdraw.html", shown)
