"""Documents: looking at one leads to the host for files; an original is fetched on purpose."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import FETCH_ORIGINAL, SEE_CASE
from audit.operations import staff
from desk.access import needs
from documents import links, queries
from documents.models import Document, Variant
from kernel.clock import now


@needs(SEE_CASE)
@require_safe
def view(request: HttpRequest, case_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    document = _document(case_id, document_id)
    return HttpResponseRedirect(links.link_for(document, audience=staff(who(request).id), at=now()))


@needs(FETCH_ORIGINAL)
@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, case_id: uuid.UUID, document_id: uuid.UUID) -> HttpResponse:
    """GET explains, POST makes the link. The page shows it: a form may not lead to another host."""
    document, address = _document(case_id, document_id), ""
    if not document.has_original:
        raise Http404
    if request.method == "POST":
        variant = Variant.ORIGINAL.value
        with transaction.atomic():
            address = links.link_for(document, audience=staff(who(request).id), variant=variant, at=now())
    return render(request, "desk/original.html", {"document": document, "address": address, "case_id": case_id})


def _document(case_id: uuid.UUID, document_id: uuid.UUID) -> Document:
    try:
        return queries.find_of_case(document_id, case_id=case_id)
    except Document.DoesNotExist:
        raise Http404 from None
