"""What was taken at the counter on one day: for the clerk who hands it over, and for the treasury."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.guard import who
from accounts.roles import SEE_MONEY, TAKE_PAYMENT
from audit.operations import record, staff
from billing.payments.tills import Till, tills_of
from casework.dossier import staff_names
from desk import words
from desk.access import needs
from desk.forms.day import day_of
from kernel.clock import german_day, now


@needs(TAKE_PAYMENT)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The clerk's own list."""
    return _show(request, clerk=who(request).id, address=reverse("desk:cash_day"))


@needs(SEE_MONEY)
@require_safe
def everybodys(request: HttpRequest) -> HttpResponse:
    return _show(request, clerk=None, address=reverse("desk:cash_days"))


def _show(request: HttpRequest, *, clerk: int | None, address: str) -> HttpResponse:
    """That it was looked at is recorded: the list names cases."""
    at = now()
    day = day_of(request.GET.get("tag", "")) or german_day(at)
    with transaction.atomic():
        tills = tills_of(day=day, clerk=clerk)
        record(action="cash_list.seen", actor=staff(who(request).id), at=at, day=day.isoformat(), number=len(tills))
    one = timedelta(days=1)
    shown = {
        "section": "cash", "day": day, "today": german_day(at), "at": at, "tills": tills, "all": clerk is None,
        "names": staff_names({till.clerk for till in tills}), "address": address, "totals": _totals(tills),
        "before": f"{address}?tag={day - one}", "after": f"{address}?tag={day + one}", "words": words,
    }  # fmt: skip
    return render(request, "desk/cash_day.html", shown)


def _totals(tills: list[Till]) -> list[tuple[str, int]]:
    """Cents by method over all clerks."""
    sums: dict[str, int] = {}
    for till in tills:
        for method, cents in till.sums:
            sums[method] = sums.get(method, 0) + cents
    return list(sums.items())
