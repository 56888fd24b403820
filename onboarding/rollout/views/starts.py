"""Requests to go live: four eyes. Whoever is delegated by a Land sees the cities of that Land alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import APPROVE_LIVE
from kernel.clock import now
from onboarding.rollout import starts, trail
from onboarding.rollout.access import OperatorRequest, needs
from onboarding.rollout.models import CityStart
from onboarding.rollout.words import LEGAL_ROLES, REFUSALS, STARTS
from tenants import orders
from tenants.models import Order
from tenants.orders import UnableToOrder
from ui.fields import TextField
from ui.forms import Form

APPROVE, REJECT = "approve_live", "reject_live"
TRAIL = {APPROVE: "golive.approval_ordered", REJECT: "golive.rejection_ordered"}
MAY_BE_ANSWERED = {APPROVE: (starts.WAITING,), REJECT: (starts.WAITING, starts.APPROVED)}


class ReasonForm(Form):
    reason = TextField(
        label=_("Warum nicht?"), rows=3, max_length=400, required=False,
        help_text=_("Nur beim Ablehnen. Die Stadt liest den Grund."),
    )  # fmt: skip


@needs(APPROVE_LIVE)
@never_cache
@require_safe
def page(request: OperatorRequest) -> HttpResponse:
    shown = {"section": "starts", "at": now(), "rows": starts.of(request.operator)}
    return render(request, "rollout/starts.html", shown)


@needs(APPROVE_LIVE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OperatorRequest, slug: str) -> HttpResponse:
    """What the city reports, and yes or no. The answer is an order: only in the city's own binding can it be given."""
    row = starts.one(request.operator, slug)
    if row is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, row, form)
    kind = request.POST.get("was", "")
    if row.state not in MAY_BE_ANSWERED.get(kind, ()) or request.POST.get("nummer") != str(row.number):
        return _show(
            request,
            row,
            form,
            refused=_("Inzwischen hat sich der Antrag geändert. Sehen Sie ihn noch einmal an."),
            status=409,
        )
    try:
        _order(request, row, kind, form.cleaned_data["reason"])
    except UnableToOrder as refusal:
        form.add_error("reason", REFUSALS.get(refusal.code, refusal.code))
        return _show(request, row, form, status=422)
    return HttpResponseRedirect(f"{reverse('rollout:start', args=[slug])}?erledigt=1")


def _order(request: OperatorRequest, row: CityStart, kind: str, reason: str) -> None:
    at, payload = now(), {"slug": row.city.slug, "number": row.number}
    if kind == REJECT:
        payload["reason"] = reason
    with transaction.atomic():
        order = orders.place(kind=kind, payload=payload, by=request.operator.email, at=at)
        trail.record(request, TRAIL[kind], city=row.city.slug, at=at, order=order.pk, number=row.number)


def _show(
    request: OperatorRequest, row: CityStart, form: ReasonForm, *, refused: Any = "", status: int = 200
) -> HttpResponse:
    shown = {
        "section": "starts", "at": now(), "row": row, "state": STARTS.get(row.state, row.state), "form": form,
        "role": LEGAL_ROLES.get(row.role, row.role), "refused": refused, "order": _order_of(row),
        "may_approve": row.state in MAY_BE_ANSWERED[APPROVE], "may_reject": row.state in MAY_BE_ANSWERED[REJECT],
    }  # fmt: skip
    return render(request, "rollout/start.html", shown, status=status)


def _order_of(row: CityStart) -> dict[str, Any] | None:
    """The last answer that was given to this request: still on its way, or why it did not go."""
    found = Order.objects.filter(kind__in=TRAIL, payload__slug=row.city.slug, payload__number=row.number)
    last = found.order_by("-id").first()
    if last is None or (last.ended_at and not last.error_code):
        return None
    return {"waits": last.ended_at is None, "why": REFUSALS.get(last.error_code, last.error_code)}
