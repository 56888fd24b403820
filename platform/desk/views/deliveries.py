"""What went to the authority's system, what is stuck and why, and sending it once more."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import SEE_DELIVERIES, WORK_DELIVERIES
from audit.operations import staff
from connectors import operations, queries
from connectors.models import Delivery
from connectors.operations import UnableToResend
from connectors.states import State
from desk import words
from desk.access import needs
from desk.acting import who
from desk.refusals import words_of
from kernel.clock import now


@needs(SEE_DELIVERIES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    counts = queries.counts()
    shown = {
        "section": "deliveries", "stuck": queries.stuck(), "latest": queries.latest(),
        "counts": [(state.label, counts[state.value]) for state in State if counts[state.value]],
        "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/deliveries.html", shown)


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
