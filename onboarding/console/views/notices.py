"""A notice of the operator is put away by the person who has seen it, who stays on the page."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.guard import who
from accounts.roles import SEE_CONFIGURATION
from casework import people
from kernel.clock import now
from onboarding.console.access import needs
from onboarding.golive import notices


@needs(SEE_CONFIGURATION)
@require_POST
def put_away(request: HttpRequest, number: int) -> HttpResponse:
    if number < 2**31:
        with transaction.atomic():
            notices.put_away(number, staff_id=who(request).id, at=now())
    page = request.POST.get("seite", "")
    return HttpResponseRedirect(page if people.is_page(page) else reverse("console:start"))
