"""When another authority is responsible, and appointments that the authority gave by its own system."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from casework import authority_letters, authority_messages, carrying, papers
from casework.carrying import UnableToCarry
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from kernel.clock import now
from portal.linked import opened_page


@require_POST
@opened_page
def carry(_request: HttpRequest, case: Declaration, secret: str) -> HttpResponse:
    """The data become a draft with the authority that is responsible. Twice is once."""
    with suppress(UnableToCarry):
        carrying.carry(case_id=case.id, at=now())
    return redirect("portal:status", secret=secret)


@require_safe
@opened_page
def own_data(_request: HttpRequest, case: Declaration, secret: str) -> HttpResponse:
    """Everything that the sponsor said and uploaded, as one file: for an authority that is not on this platform."""
    if case.state != State.FORWARDED:
        return redirect("portal:status", secret=secret)
    file = papers.with_contents(case_file(case), case).model_dump(mode="json", exclude_none=True)
    text = json.dumps(file, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="antrag-{case.reference}.json"'
    return response


@require_safe
@opened_page
def calendar(_request: HttpRequest, case: Declaration, secret: str, told_id: uuid.UUID) -> HttpResponse:
    found = authority_messages.appointment_of(case, told_id)
    text = authority_letters.file_of(case, found) if found else None
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="termin.ics"'
    return response
