"""The queue: what is due first, and why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_CASE, SEE_QUEUE
from casework import queue
from casework.dossier import staff_names
from casework.queue import Page, QueueFilter
from desk.access import needs
from desk.forms.queue import Chosen, read, state_choices
from kernel.clock import german_day, now
from onboarding.golive import notices


@needs(SEE_QUEUE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    chosen, at = read(request.GET), now()
    found = queue.search(filters=chosen.filters, staff_id=who(request).id, at=at, page=chosen.page)
    if chosen.filters.text and len(found.rows) == 1 and who(request).may(SEE_CASE):
        return HttpResponseRedirect(reverse("desk:case", args=[found.rows[0].case_id]))
    names = staff_names({row.assigned_to for row in found.rows if row.assigned_to})
    shown = {
        "section": "queue", "page": found, "names": names, "filters": chosen.filters, "today": german_day(at),
        "states": [
            (_address(chosen, stand=value), label, count, value == chosen.filters.state)
            for value, label, count in state_choices(queue.counts(), queue.count_of_stones())
        ],
        "switches": _switches(chosen), "notices": _notices(request, at), **_paging(chosen, found),
    }  # fmt: skip
    return render(request, "desk/queue.html", shown)


@needs(SEE_QUEUE)
@require_POST
def put_notice_away(request: HttpRequest, number: int) -> HttpResponse:
    """Each person has read it for themselves, here and in the settings."""
    if number < 2**31:
        with transaction.atomic():
            notices.put_away(number, staff_id=who(request).id, at=now())
    return HttpResponseRedirect(reverse("desk:queue"))


def _notices(request: HttpRequest, at: datetime) -> list[tuple[int, str]]:
    """What the operator tells this person."""
    language = get_language() or "de"
    found = notices.for_person(who(request).id, stage=request.city.stage, at=at)  # type: ignore[attr-defined]  # set by the middleware
    return [(one.number, one.of(language)) for one in found]


@needs(SEE_CASE)
@require_safe
def next_case(request: HttpRequest) -> HttpResponse:
    """The case that follows in the queue, nobody's or one's own; back to the queue when none does."""
    me, left = who(request).id, request.GET.get("nach", "")
    found = queue.search(filters=QueueFilter(), staff_id=me, at=now())
    order = [str(row.case_id) for row in found.rows]
    ahead = found.rows[order.index(left) + 1 :] if left in order else found.rows
    ids = [row.case_id for row in ahead if row.assigned_to in (None, me)]
    return HttpResponseRedirect(reverse("desk:case", args=[ids[0]]) if ids else reverse("desk:queue"))


def _switches(chosen: Chosen) -> list[tuple[str, str, bool]]:
    mine, overdue = chosen.filters.mine, chosen.filters.overdue
    return [
        (_address(chosen, meine=not mine), _("Nur meine"), mine),
        (_address(chosen, faellig=not overdue), _("Nur überfällige"), overdue),
    ]


def _paging(chosen: Chosen, found: Page) -> dict[str, str]:
    before = _address(chosen, seite=found.number - 1) if found.number > 1 else ""
    after = _address(chosen, seite=found.number + 1) if found.number < found.pages else ""
    return {"before": before, "after": after}


def _address(chosen: Chosen, **changes: object) -> str:
    query = urlencode(chosen.query(**changes))
    return f"{reverse('desk:queue')}{'?' if query else ''}{query}"
