"""Which way: binding from home with the online ID, or prepared here and signed at the office."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from casework import journey
from declarations.casefile.choices import Mode
from declarations.casefile.path import fetch
from declarations.casefile.start import Way
from declarations.models import Declaration
from kernel.clock import now
from portal.forms.builder import SectionForm
from portal.pages import draft_page
from portal.steps import back_to, mark_of

HINTS = {
    Mode.BINDING.value: _("Kein Termin. Sie brauchen Ausweis, PIN und Ihr Handy. Am Ende binden Sie sich verbindlich."),
    Mode.PREPARE.value: _("Ein Termin. Bis zu Ihrer Unterschrift in der Behörde bindet Sie nichts."),
}


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    at = now()
    context = journey.context_of(draft, at=at)
    form = SectionForm(
        Way, context, stored=fetch(context.answers, Way.key), data=request.POST if request.method == "POST" else None
    )
    form.fields["mode"].hints = HINTS  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
    if form.is_bound and form.is_valid():
        with transaction.atomic():
            journey.save(case_id=draft.id, key=Way.key, raw=form.raw(), at=at)
        first = form.raw()["mode"] == Mode.BINDING and not mark_of(request)
        return redirect("portal:identify" if first else back_to(request))
    return render(request, "portal/way.html", {"form": form, "heading": Way.title, "back_url": back_to(request)})
