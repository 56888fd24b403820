"""The connector inbox: what went to the authority's system, what is stuck and why, and sending it once more."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_DELIVERIES, WORK_DELIVERIES
from audit.operations import staff
from connectors import alarms, condition, inbox, operations, queries
from connectors.inbox import Wanted
from connectors.models import Delivery
from connectors.operations import UnableToResend
from connectors.states import State
from connectors.wording import explanation
from desk import delivery_words, words
from desk.access import needs
from desk.forms.deliveries import query, read
from desk.refusals import words_of
from kernel.clock import now


@needs(SEE_DELIVERIES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Four lists on one page: what needs somebody, the connectors, the chosen deliveries, and what can be done to many."""
    at, wanted = now(), read(request.GET)
    found = inbox.page_of(wanted, at=at)
    noticed = alarms.noticed()
    shown = {
        "section": "deliveries", "at": at, "wanted": wanted, "page": found,
        "tasks": [_task(one, noticed) for one in alarms.situations(at=at)],
        "lines": condition.lines(at=at), "held": condition.held(), "groups": [_group(one) for one in inbox.groups()],
        "before": _address(wanted, seite=str(found.number - 1)) if found.number > 1 else "",
        "after": _address(wanted, seite=str(found.number + 1)) if found.number < found.pages else "",
        "done": words.DONE.get(request.GET.get("erledigt", "")), "connector_names": delivery_words.CONNECTORS,
        "outcomes": delivery_words.OUTCOMES, **_filters(wanted),
    }  # fmt: skip
    return render(request, "desk/deliveries.html", shown)


def _task(one: alarms.Situation, noticed: dict[tuple[str, str], Any]) -> dict[str, Any]:
    title, todo = delivery_words.SITUATIONS[one.kind]
    _when, told = noticed.get((one.kind.value, one.about), (None, 0))
    return {"one": one, "title": title, "todo": todo, "told": told}


def _group(group: inbox.Group) -> dict[str, Any]:
    return {"group": group, "text": explanation(State.FAILED, group.error)}


def _filters(wanted: Wanted) -> dict[str, Any]:
    counts = queries.counts()
    sums = {name: sum(counts[state] for state in Wanted(name).states) for name in delivery_words.FILTERS}
    states = [(name, label, sums[name]) for name, label in delivery_words.FILTERS.items()]
    states += [(state.value, state.label, counts[state.value]) for state in State if counts[state.value]]
    return {
        "states": [(_address(wanted, stand=name), label, n, name == wanted.state) for name, label, n in states],
        "errors": [
            (_address(wanted, grund="" if code == wanted.error else code), code, n, code == wanted.error)
            for code, n in inbox.errors()
        ],
        "ways": [
            (_address(wanted, weg="" if name == wanted.connector else name), name, n, name == wanted.connector)
            for name, n in inbox.connectors()
        ],
    }


def _address(wanted: Wanted, **changes: str) -> str:
    return f"{reverse('desk:deliveries')}?{urlencode(query(wanted, **changes))}"


@needs(WORK_DELIVERIES)
@require_POST
def resend(request: HttpRequest, delivery_id: uuid.UUID) -> HttpResponse:
    try:
        with transaction.atomic():
            found = operations.resend(delivery_id=delivery_id, by=staff(who(request).id), at=now())
    except Delivery.DoesNotExist:
        raise Http404 from None
    except UnableToResend as refusal:
        return render(request, "desk/refused.html", {"refused": words_of(refusal)}, status=409)
    back = reverse("desk:case", args=[found.declaration_id]) if "fall" in request.POST else reverse("desk:deliveries")
    return HttpResponseRedirect(f"{back}?erledigt=resend")


@needs(WORK_DELIVERIES)
@require_POST
def resend_all(request: HttpRequest) -> HttpResponse:
    """Everything that is stuck with one code over one connector: both stand in the form. The code may be empty, then it is
    what has none; it is never left out."""
    error, connector = request.POST.get("grund"), request.POST.get("weg", "")
    if error is None or not connector:
        raise Http404
    with transaction.atomic():
        operations.resend_all(by=staff(who(request).id), at=now(), error=error, connector=connector)
    return HttpResponseRedirect(f"{reverse('desk:deliveries')}?erledigt=resend_all")
