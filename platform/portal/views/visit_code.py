"""While very many want to book at once: a code that was mailed to the case's address, instead of a puzzle for machines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from appointments.refusals import UnableToBook
from casework import visits
from portal.forms.visit import MailedCodeForm, as_query
from portal.views.visit_times import hold, sent, wanted
from portal.visit_words import REFUSED, note_of
from portal.visiting import Sitting, bookable_page


@bookable_page
def page(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The time that was pressed before comes along, and is kept as soon as the code is right."""
    need, time = wanted(request.GET, sitting), request.GET.get("zeit", "")
    here = as_query(need) | {"zeit": time}
    if request.method == "POST" and "neu" in request.POST:
        code = sent(sitting)
        return redirect(sitting.to("visit_code", **here, hinweis="code-neu" if code == "code_needed" else code))
    form = MailedCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _is_right(sitting, form):
        if time:
            return hold(request, sitting, need, time)
        return redirect(sitting.to("visit_times", **as_query(need), hinweis="code-passt"))
    shown = {
        "form": form,
        "note": None if form.is_bound else note_of(request.GET.get("hinweis", "")),
        "heading": _("Wir haben Ihnen einen Code geschickt"),
        "back_url": sitting.to("visit_times", **as_query(need)),
    }
    return render(request, "portal/visit/code.html", shown)


def _is_right(sitting: Sitting, form: MailedCodeForm) -> bool:
    try:
        visits.enter_code(case_id=sitting.case.id, typed=form.cleaned_data["code"], at=sitting.at)
    except UnableToBook as refusal:
        note = REFUSED["code_over" if refusal.params.get("over") else refusal.code]
        form.add_error("code", f"{note.title}. {note.text}")
        return False
    return True
