"""Papers: what is wanted, what is there, each with its own small form."""

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
    wanted = _wanted(request, draft)
    kind = request.POST.get("kind", "")
    if request.method == "POST":
        at = next((item for item in wanted if item.requirement.kind == kind), None)
        if at is None:
            return redirect(marked(reverse("portal:evidence"), request))
        if at.form.is_valid():
            take(at.form, draft, kind=kind, at=now())
            if not at.form.errors:
                return HttpResponseRedirect(f"{marked(reverse('portal:evidence'), request)}#{kind}")
            wanted = _fresh(request, draft, at)
    return render(request, "portal/evidence.html", _shown(request, wanted))


def _wanted(request: HttpRequest, draft: Declaration) -> list[Wanted]:
    rules = configuration_of(request).section(DocumentRules)
    required = evidence.requirements(draft, at=now())
    if not any(item.kind == OTHER for item in required):
        there = [document for document in queries.of_case(draft.id) if document.kind == OTHER]
        required.append(Requirement(OTHER, KINDS[OTHER].label, _("Wenn Sie noch etwas zeigen möchten."), False, there))
    kind = request.POST.get("kind", "")
    return [
        Wanted(
            item,
            UploadForm(
                *((request.POST, request.FILES) if item.kind == kind else ()),
                kind=item.kind,
                most_megabytes=rules.max_file_mb,
            ),
        )
        for item in required
    ]


def _fresh(request: HttpRequest, draft: Declaration, refused: Wanted) -> list[Wanted]:
    """What is there now, with the refusals of this upload."""
    return [
        Wanted(item.requirement, refused.form) if item.requirement.kind == refused.requirement.kind else item
        for item in _wanted(request, draft)
    ]


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
