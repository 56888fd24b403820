from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.roles import WORK_CASE
from billing.payments.models import PaymentEvent
from casework import attempts, paying, treasury
from declarations.models import Declaration
from desk.access import needs
from desk.acting import back_to
from kernel.clock import now


@needs(WORK_CASE)
@require_POST
def check_now(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Asks the provider how the payment stands. Asking twice does no harm; trouble shows in the time-line."""
    if not Declaration.objects.filter(id=case_id).exists():
        raise Http404
    at = now()
    paying.check_now(case_id=case_id, source=PaymentEvent.Source.DESK.value, at=at)
    for attempt in attempts.of_case(case_id):
        treasury.ask_everything(payment_id=attempt.payment.id, at=at)
    return back_to(case_id, "check_payment")
