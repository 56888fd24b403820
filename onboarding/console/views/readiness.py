"""What is still to do before the city goes live: measured, or stated by a named person. Each item with its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, SEE_CONFIGURATION, SEE_READINESS
from accounts.staff.models import Staff
from configuration.stating import Statement
from kernel.clock import now
from onboarding.console.access import needs
from onboarding.console.forms.readiness import SeenForm, StateForm, WaitForm
from onboarding.console.readiness_words import Shown, in_words, words_for
from onboarding.console.words import DONE, Words
from onboarding.readiness import operations, queries, stating
from onboarding.readiness.catalogue import Item, item_of
from onboarding.readiness.operations import UnableToMeasure
from onboarding.readiness.queries import Checklist, Line
from onboarding.readiness.stating import UnableToState

SAID = frozenset({"stated", "waiting"})


@needs(SEE_READINESS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    look_first(request)
    return _overview(request)


def look_first(request: HttpRequest) -> None:
    """Nobody has to press a button before the first answer. Whoever only visits sets nothing off."""
    if isinstance(who(request), Staff):
        with transaction.atomic():
            operations.look_for_the_first_time(at=now())


@needs(EDIT_CONFIGURATION)
@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Looks outside, so no transaction is open here."""
    try:
        operations.measure_now(by=who(request).id, at=now())
    except UnableToMeasure as refusal:
        return _overview(request, refused=words_for(refusal), status=429)
    return HttpResponseRedirect(f"{reverse('console:readiness')}?erledigt=measured")


@needs(SEE_READINESS)
@require_safe
def item(request: HttpRequest, item_key: str) -> HttpResponse:
    return _item(request, item_key)


@needs(SEE_READINESS)
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, item_key: str) -> HttpResponse:
    """A word for good, under a name."""
    found, statement = _stateable(request, item_key)
    own = "" if stating.speaks_for_others(who(request)) else who(request).name
    form = StateForm(statement, request.POST or None, own=own, initial={"seen": _seen(item_key)})

    def work(given: dict[str, Any]) -> None:
        stating.state(
            item=item_key, wording=given["wording"], who=form.who, note=given["note"], seen=given["seen"],
            by=who(request), at=now(),
        )  # fmt: skip

    return _say(request, found, form, "stated", work)


@needs(SEE_READINESS)
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, item_key: str) -> HttpResponse:
    """For whom is waited, and since when."""
    found, statement = _stateable(request, item_key)
    form = WaitForm(statement, request.POST or None, initial={"seen": _seen(item_key)})

    def work(given: dict[str, Any]) -> None:
        stating.wait(
            item=item_key, who=form.who, since=given["since"], remind_days=given["remind_days"], note=given["note"],
            seen=given["seen"], by=who(request), at=now(),
        )  # fmt: skip

    return _say(request, found, form, "waiting", work)


@needs(SEE_READINESS)
@require_POST
def withdraw(request: HttpRequest, item_key: str) -> HttpResponse:
    """What was said does not count any more; it stays in the history."""
    _stateable(request, item_key)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _item(request, item_key, form=form, status=400)
    given = form.cleaned_data
    try:
        with transaction.atomic():
            stating.withdraw(item=item_key, note=given["note"], seen=given["seen"], by=who(request), at=now())
    except UnableToState as refusal:
        return _item(request, item_key, refused=words_for(refusal), status=409)
    return _to_item(item_key, "withdrawn")


def _say(
    request: HttpRequest, found: Item, form: SeenForm, told: str, work: Callable[[dict[str, Any]], None]
) -> HttpResponse:
    """What was typed stays on the page, whatever is refused; with the newest entry shown it may be sent again."""
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                work(form.cleaned_data)
            return _to_item(found.key, told)
        except UnableToState as refusal:
            if not form.refuse(refusal.code):
                refused = words_for(refusal)
                form.data = {**form.data, "seen": _seen(found.key)}
    shown = {
        "place": "readiness", "item": found, "form": form, "told": told, "refused": refused, "own": getattr(form, "own", ""),
        "last": stating.last_of(found.key) if refused else None,
    }  # fmt: skip
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "console/readiness_form.html", shown, status=status)


def _to_item(key: str, told: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('console:readiness_item', args=[key])}?erledigt={told}")


def _overview(request: HttpRequest, *, refused: Words | None = None, status: int = 200) -> HttpResponse:
    found: Checklist = queries.checklist(at=now())
    groups = [(group.title, [Shown(line) for line in group.lines]) for group in found.groups]
    shown = {
        "place": "readiness", "checklist": found, "groups": groups, "refused": refused,
        "blocking": [Shown(line) for line in found.blocking], "renew": found.looking and refused is None, "may_edit": who(request).may(EDIT_CONFIGURATION),
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/readiness.html", shown, status=status)


def _item(
    request: HttpRequest, key: str, *, refused: Words | None = None, form: SeenForm | None = None, status: int = 200
) -> HttpResponse:
    found, told = _known(key), request.GET.get("erledigt", "")
    history, statement = queries.history_of(found.item), found.item.statement
    shown = {
        "place": "readiness", "shown": Shown(found), "line": found, "texts": in_words(found.texts), "refused": refused,
        "history": history, "statement": statement, "form": form or SeenForm(initial={"seen": _seen(key)}),
        "may_state": statement is not None and stating.may_state(statement, who(request)),
        "stands": found.saying is not None and found.saying.kind != "withdrawn",
        "may_settle": _may_settle(request, found), "done": DONE.get(told), "go_on": _go_on(request, key) if told in SAID else None, "said": told in SAID,
    }  # fmt: skip
    return render(request, "console/readiness_item.html", shown, status=status)


def _may_settle(request: HttpRequest, found: Line) -> bool:
    """Whether the page where it is settled would let this person in."""
    return who(request).may(SEE_CONFIGURATION) or who(request).may(found.item.who)


def _go_on(request: HttpRequest, key: str) -> Shown | None:
    """Where this person goes on after an entry."""
    found = queries.next_open(queries.checklist(at=now()), after=key, by=who(request))
    return Shown(found) if found else None


def _known(key: str) -> Line:
    found = queries.line_of(key, at=now())
    if found is None:
        raise Http404
    return found


def _stateable(request: HttpRequest, key: str) -> tuple[Item, Statement]:
    """Refused: an item that is measured is nobody's to state, and not everybody's word counts."""
    found = item_of(key)
    if found is None or found.statement is None or not stating.may_state(found.statement, who(request)):
        raise Http404
    return found, found.statement


def _seen(key: str) -> int:
    last = stating.last_of(key)
    return last.number if last else 0
