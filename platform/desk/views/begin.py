"""Taking a case up, who is responsible, notes."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import who
from accounts.roles import WORK_CASE
from casework import review
from desk.access import needs
from desk.acting import Page, act_and_return, act_on_page
from ui.fields import TextField
from ui.forms import Form


class NoteForm(Form):
    text = TextField(label=_("Notiz"), help_text=_("Nur für die Behörde."), rows=4, max_length=4000)


@needs(WORK_CASE)
@require_POST
def take_up(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    by = who(request).id
    return act_and_return(request, case_id, "take_up", lambda at: review.take_up(case_id=case_id, by=by, at=at))


@needs(WORK_CASE)
@require_POST
def assign(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    by = who(request).id
    to = by if request.POST.get("to") == "me" else None
    return act_and_return(
        request, case_id, "assign", lambda at: review.assign(case_id=case_id, to=to, by=by, at=at), blindly=True
    )


@needs(WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="note",
        form=NoteForm,
        template="desk/act.html",
        act=lambda case_id, data, by, at: review.add_note(case_id=case_id, text=data["text"], by=by, at=at),
        more=lambda _dossier, _form: {"heading": _("Notiz schreiben"), "button": _("Notiz speichern")},
        blindly=True,
    )
    return act_on_page(request, case_id, page)
