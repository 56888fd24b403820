"""The receipt: a page, a mail and a PDF, with the reference in groups of four."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from audit.operations import SPONSOR
from casework import letterbox, paying, status
from declarations.access import access_of
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.states import State
from documents import links, queries
from kernel.clock import now
from portal import fee_words
from portal.pages import filed_page
from portal.words import until_in_words

PAPERS = ("receipt", "summary")


@require_safe
@filed_page
def page(request: HttpRequest, case: Declaration) -> HttpResponse:
    at = now()
    payment = paying.state_of(case, at=at)
    if case.state == State.SEALED and payment.state != "paid":
        return redirect("portal:payment")
    if case.state == State.SEALED:
        return render(request, "portal/just_paid.html", {"case": case})
    found = status.of(case, at=at)
    shown = {
        "case": case,
        "payment": payment,
        "fee_note": fee_words.of_case(case, payment),
        "status": found,
        "until": until_in_words(case, found.until),
        "code": access_of(case).code,
        "link": letterbox.status_link(case),
        "papers": [paper for paper in PAPERS if queries.newest(case.id, paper)],
        "binding": case.mode == Mode.BINDING,
    }
    return render(request, "portal/receipt.html", shown)


@require_safe
@filed_page
def paper(request: HttpRequest, case: Declaration, kind: str) -> HttpResponse:
    document = queries.newest(case.id, kind) if kind in PAPERS else None
    if document is None:
        raise Http404
    return HttpResponseRedirect(links.link_for(document, audience=SPONSOR, at=now()))
