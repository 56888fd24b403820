"""The treasury changes the city's payment service, one step after the other; each page says what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import SET_UP_MONEY
from billing.payments import switching, trial
from billing.payments.config import PaymentsSection
from billing.payments.switching import UnableToSwitch
from configuration.queries import in_force
from desk import switch_words as words
from desk.access import needs, open_page
from desk.forms.switching import WAYS, FinishForm, SwitchForm, WayForm
from desk.refusals import Words
from kernel.clock import now
from ui.forms import Form


@needs(SET_UP_MONEY)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Where the change stands; without one, the question where to and the form that begins it."""
    way = (request.POST if request.method == "POST" else request.GET).get("dienst", "")
    if way not in WAYS:
        return _show(
            request, way_form=WayForm(request.GET) if "dienst" in request.GET or "weiter" in request.GET else None
        )
    if request.method != "POST":
        return _show(request, form=SwitchForm(way=way))
    form = SwitchForm(request.POST, way=way)
    if not form.is_valid():
        return _show(request, form=form)
    back = request.build_absolute_uri(reverse("desk:switch_return"))
    try:
        switching.begin(wish=form.wish(), return_url=back, by=who(request).id, at=now())
    except UnableToSwitch as refusal:
        return _show(request, form=form, refused=words.refusal_words(refusal))
    return _done("begin")


@needs(SET_UP_MONEY)
@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """One of the steps by the button that was pressed. Pressing twice does it once."""
    name = request.POST.get("step", "")
    if name == "finish":
        return _finish(request)
    by = who(request).id
    steps: dict[str, Callable[[datetime], object]] = {
        "check": lambda at: trial.check(at=at),
        "trial": lambda at: trial.open_page(at=at),
        "look": lambda at: trial.look(at=at),
        "again": lambda at: switching.again(by=by, at=at),
        "give_up": lambda at: switching.give_up(by=by, at=at),
    }
    if name not in steps:
        return HttpResponseRedirect(reverse("desk:switch"))
    try:
        steps[name](now())
    except UnableToSwitch as refusal:
        return _show(request, refused=words.refusal_words(refusal))
    return _done(name)


def _finish(request: HttpRequest) -> HttpResponse:
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _show(request, finish_form=form)
    person = who(request)
    try:
        switching.finish(by=person.id, author=person.name[:120], reason=form.cleaned_data["reason"], at=now())
    except UnableToSwitch as refusal:
        return _show(request, refused=words.refusal_words(refusal), finish_form=form)
    return _done("finish")


@open_page
@require_safe
def returned(request: HttpRequest) -> HttpResponse:
    """Where the new provider's page leads back to. It tells nothing and believes nothing: the desk asks."""
    return render(request, "desk/switch_return.html", {"section": "switch"})


def _done(name: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('desk:switch')}?erledigt={name}")


def _show(
    request: HttpRequest, *, form: SwitchForm | None = None, way_form: Form | None = None,
    finish_form: Form | None = None, refused: Words | None = None,
) -> HttpResponse:  # fmt: skip
    with transaction.atomic():
        row, section = switching.running(), in_force(at=now()).section(PaymentsSection)
        earlier = switching.earlier()
    way_form = way_form or WayForm()
    wrong = any(one is not None and one.errors for one in (form, way_form, finish_form))
    shown: dict[str, Any] = {
        "section": "switch", "switch": row, "now_there": section, "earlier": earlier, "words": words, "refused": refused,
        "form": form or way_form, "way": form.way if form else None, "way_name": form.name if form else "", "finish_form": finish_form or FinishForm(), "has_errors": wrong or bool(refused),
        "done": words.DONE.get(request.GET.get("erledigt", "")), "begins": row is None,
    }  # fmt: skip
    return render(request, "desk/switch.html", shown, status=409 if refused else 200)
