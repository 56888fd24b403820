"""How a form of the desk becomes one operation: once, on what the clerk saw, refused in words, nothing typed lost."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from accounts.guard import who
from appointments.contention import patiently
from audit.operations import record, staff
from casework import dossier, history, once
from casework.dossier import Dossier, UnableToShow, staff_names
from declarations.models import Declaration
from desk.refusals import Words, words_of
from kernel.clock import now
from kernel.errors import Refusal
from ui.forms import Form

_SENT = uuid.UUID("8f3c1b52-6f0e-4c56-9d0b-3f1f6f6f2c11")
Operation = Callable[[datetime], object]


def as_typed(typed: QueryDict) -> dict[str, Any]:
    return {name: values if len(values) > 1 else values[0] for name, values in typed.lists() if values}


@dataclass(frozen=True)
class Page:
    """A page of one action: its form, its template, and what it does with cleaned data.

    ``act`` gets (case id, cleaned data, staff id, time); ``more`` adds to the template's context. A button with another
    ``step`` than send acts not: *preview* checks the form, anything else shows it again as ``rewrite`` answers it.
    ``blindly``: see ``carry_out``.
    """

    code: str
    form: Callable[..., Form]
    template: str
    act: Callable[[uuid.UUID, dict[str, Any], int, datetime], object]
    initial: Callable[[Dossier, HttpRequest], dict[str, Any]] = lambda _dossier, _request: {}
    more: Callable[[Dossier, Form], dict[str, Any]] = lambda _dossier, _form: {}
    rewrite: Callable[[QueryDict], dict[str, Any]] = as_typed
    blindly: bool = False


def open_case(request: HttpRequest, case_id: uuid.UUID) -> Dossier:
    """The case as the page shows it; that it was looked at is recorded."""
    at = now()
    with transaction.atomic():
        try:
            found = dossier.of(case_id, at=at)
        except UnableToShow as refusal:
            raise Http404(refusal.code) from None
        record(action="case.opened", actor=staff(who(request).id), at=at, case_id=case_id)
    return found


def carry_out(request: HttpRequest, case_id: uuid.UUID, operation: Operation, *, blindly: bool = False) -> Words | None:
    """Runs the operation in one transaction, unless this form was sent before. Answers the words of a refusal.

    ``blindly``: for what harms nobody when somebody else worked on the case meanwhile (a note, who is responsible).
    """
    at = now()

    def work() -> None:
        if once.begin(case_id=case_id, seen=_seen(request, None if blindly else _stand(request)), at=at):
            operation(at)

    try:
        patiently(work)
    except Declaration.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        return _explained(refusal, case_id)
    return None


def carry_out_outside(request: HttpRequest, case_id: uuid.UUID, operation: Operation) -> Words | None:
    """For an operation that asks the outside world and opens its own transactions: it has to be safe to repeat by itself.

    It is begun only on what the clerk saw; what happens in the moment after is the operation's to refuse.
    """
    at, stand = now(), _stand(request)
    seen = _seen(request, stand)
    if once.was_done(case_id=case_id, seen=seen):
        return None
    try:
        if once.stand_of(case_id) != stand:
            raise once.UnableToAct(since=stand)
        operation(at)
        once.note_done(case_id=case_id, seen=seen, at=at)
    except Declaration.DoesNotExist:
        raise Http404 from None
    except Refusal as refusal:
        return _explained(refusal, case_id)
    return None


def act_and_return(
    request: HttpRequest, case_id: uuid.UUID, code: str, operation: Operation, *, blindly: bool = False
) -> HttpResponse:
    """For a button without a form of its own: back to the case, or a page that says why not."""
    refused = carry_out(request, case_id, operation, blindly=blindly)
    if refused is None:
        return back_to(case_id, code)
    return render(request, "desk/refused.html", {"refused": refused, "case_id": case_id}, status=409)


def act_on_page(request: HttpRequest, case_id: uuid.UUID, page: Page) -> HttpResponse:
    """GET shows the form; POST acts and goes back to the case, or shows the form again with what was typed."""
    step = request.POST.get("step", "send")
    if request.method != "POST":
        found = open_case(request, case_id)
        return _show(request, page, found, page.form(initial=page.initial(found, request)))
    if step not in ("send", "preview"):
        return _show(request, page, open_case(request, case_id), page.form(initial=page.rewrite(request.POST)))
    form, refused = page.form(request.POST), None
    if form.is_valid() and step == "send":
        refused = _act(request, case_id, page, form.cleaned_data)
        if refused is None:
            return back_to(case_id, page.code)
    return _show(request, page, open_case(request, case_id), form, refused)


def _act(request: HttpRequest, case_id: uuid.UUID, page: Page, data: dict[str, Any]) -> Words | None:
    by = who(request).id
    return carry_out(request, case_id, lambda at: page.act(case_id, data, by, at), blindly=page.blindly)


def back_to(case_id: uuid.UUID, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:case', args=[case_id])}?erledigt={done}")


def _show(request: HttpRequest, page: Page, found: Dossier, form: Form, refused: Words | None = None) -> HttpResponse:
    shown = {
        "dossier": found, "form": form, "refused": refused, "has_errors": bool(form.errors or refused),
        "token": request.POST.get("token", ""), "step": request.POST.get("step", ""), **page.more(found, form),
    }  # fmt: skip
    return render(request, page.template, shown, status=409 if refused else 200)


def _stand(request: HttpRequest) -> int:
    typed = request.POST.get("stand", "")
    return int(typed) if typed.isdecimal() and len(typed) < 19 else -1


def _seen(request: HttpRequest, stand: int | None) -> once.Seen:
    """The form's token together with what was typed: the same form with another text is another form."""
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken", "stand")
    )
    return once.Seen(uuid.uuid5(_SENT, json.dumps([request.path, typed])), stand)


def _explained(refusal: Refusal, case_id: uuid.UUID) -> Words:
    if not isinstance(refusal, once.UnableToAct):
        return words_of(refusal)
    names = staff_names(history.people_since(case_id, refusal.params["since"]))
    return words_of(refusal, news=history.since(case_id, refusal.params["since"], names=names))
