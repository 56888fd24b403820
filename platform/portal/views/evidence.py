"""Papers: what is wanted, what is there."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.operations import SPONSOR
from casework import evidence
from casework.evidence import Requirement
from declarations.models import Declaration
from documents import links, queries
from documents.config import DocumentRules
from documents.kinds import KINDS
from documents.models import Document
from documents.operations import UnableToRemove
from documents.operations import remove as remove_document
from kernel.clock import now
from portal.context import configuration_of
from portal.forms.upload import UploadForm
from portal.pages import draft_page
from portal.steps import back_to, mark_of, marked
from portal.taking import take

OTHER = "other"


@dataclass
class Wanted:
    requirement: Requirement
    form: UploadForm


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    """All papers are one form: whichever button is pressed, no file that was chosen is left behind."""
    wanted = _wanted(request, draft, {})
    if request.method == "POST":
        sent = [item for item in wanted if item.form.is_bound]
        refused = {item.requirement.kind: item.form for item in sent if not _taken(item, draft)}
        if not refused:
            return _onward(request, {item.requirement.kind for item in wanted})
        wanted = _wanted(request, draft, refused)
    return render(request, "portal/evidence.html", _shown(request, wanted))


def _taken(item: Wanted, draft: Declaration) -> bool:
    """Whether all of its files were taken in; what was refused stands in the form."""
    if item.form.is_valid():
        take(item.form, draft, kind=item.requirement.kind, at=now())
    return not item.form.errors


def _onward(request: HttpRequest, kinds: set[str]) -> HttpResponse:
    if "weiter" in request.POST:
        return redirect(back_to(request))
    if "later" in request.POST:
        return redirect("portal:pause")
    kind = request.POST.get("kind", "")
    fragment = f"#{kind}" if kind in kinds else ""
    return HttpResponseRedirect(f"{marked(reverse('portal:evidence'), request)}{fragment}")


def _wanted(request: HttpRequest, draft: Declaration, refused: dict[str, UploadForm]) -> list[Wanted]:
    """What is wanted and what is there now. After refusals only their forms still say something."""
    required = evidence.requirements(draft, at=now())
    if not any(item.kind == OTHER for item in required):
        there = [document for document in queries.of_case(draft.id) if document.kind == OTHER]
        required.append(Requirement(OTHER, KINDS[OTHER].label, _("Wenn Sie noch etwas zeigen möchten."), False, there))
    most = configuration_of(request).section(DocumentRules).max_file_mb
    if refused:
        return [
            Wanted(item, refused.get(item.kind) or UploadForm(kind=item.kind, most_megabytes=most)) for item in required
        ]
    return [Wanted(item, _form(request, item.kind, most)) for item in required]


def _form(request: HttpRequest, kind: str, most: int) -> UploadForm:
    """Bound when its button was pressed or when a file was chosen in it."""
    sent = request.POST.get("kind") == kind or f"{kind}-uploads" in request.FILES
    return UploadForm(*((request.POST, request.FILES) if sent else ()), kind=kind, most_megabytes=most)


def _shown(request: HttpRequest, wanted: list[Wanted]) -> dict[str, Any]:
    return {
        "wanted": wanted,
        "has_errors": any(item.form.errors for item in wanted),
        "forms": [item.form for item in wanted if item.form.is_bound],
        "missing": sum(item.requirement.required and not item.requirement.uploaded for item in wanted),
        "back_url": back_to(request),
        "mark": mark_of(request),
    }


@require_safe
@draft_page
def show(request: HttpRequest, draft: Declaration, document_id: uuid.UUID) -> HttpResponse:
    """Leads to the host for files, by a link that is good for five minutes."""
    return HttpResponseRedirect(links.link_for(_document(draft, document_id), audience=SPONSOR, at=now()))


@draft_page
def remove(request: HttpRequest, draft: Declaration, document_id: uuid.UUID) -> HttpResponse:
    back = marked(reverse("portal:evidence"), request)
    try:
        document = _document(draft, document_id)
    except Http404:
        return redirect(back)
    if request.method == "POST":
        with suppress(UnableToRemove):
            remove_document(document_id=document.id, by=SPONSOR, at=now())
        return redirect(back)
    return render(request, "portal/remove.html", {"name": KINDS[document.kind].label, "back_url": back})


def _document(draft: Declaration, document_id: uuid.UUID) -> Document:
    try:
        return queries.find_of_case(document_id, case_id=draft.id)
    except Document.DoesNotExist:
        raise Http404 from None
