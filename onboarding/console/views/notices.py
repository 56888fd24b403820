"""A notice of the operator is put away by the person who has seen it, who then is where they were."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.guard import way_back, who
from accounts.roles import SEE_CONFIGURATION
from kernel.clock import now
from onboarding.console.access import needs
from onboarding.golive import notices


@needs(SEE_CONFIGURATION)
@require_POST
def put_away(request: HttpRequest, number: int) -> HttpResponse:
    if number < 2**31:
        with transaction.atomic():
            notices.put_away(number, staff_id=who(request).id, at=now())
    return HttpResponseRedirect(way_back(request.POST.get("weiter", ""), who(request)))
