"""Messages of the authority on their way back: questions, status, appointments."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from connectors import returned
from connectors.interface import receiving
from connectors.interface_keys import Scope
from interface.content import data, raw
from interface.guard import answers, caller
from interface.problems import Refused
from kernel.clock import now

KINDS = ("application/xml", "text/xml")


@answers("POST", scope=Scope.MESSAGES)
def receive(request: HttpRequest) -> HttpResponse:
    """Kept, once by its UUID; 202 also for one that came before."""
    body = raw(request, kinds=KINDS, most=receiving.MOST_BYTES)
    with transaction.atomic():
        kept = receiving.receive(body, by=caller(request), at=now())
    if kept.conflict:  # kept for people to see, so it is told after that is certain
        raise Refused(returned.REUSED)
    content = {"message_id": str(kept.message_id), "message_type": kept.message_type, "known": not kept.new}
    return data(content, status=202)
