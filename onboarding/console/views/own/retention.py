"""How long cases are kept, and what would go tonight."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import EDIT_CONFIGURATION
from casework.retention_config import HANDED_OVER
from casework.retention_words import WORDS
from configuration import drafting
from kernel.clock import now
from onboarding.console import retention
from onboarding.console.access import needs
from onboarding.console.keeping import Kept, keep, opened
from onboarding.console.own_pages import OwnPage, register
from onboarding.console.words import DONE
from ui.fields import TextField
from ui.forms import Form

SECTION = "retention"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, opened(SECTION))
    kept = keep(request, SECTION, lambda value: retention.merged(value, request.POST), at=now())
    if kept.refused or kept.draft.faults:
        return _show(request, kept)
    return HttpResponseRedirect(f"{reverse('console:retention')}?erledigt=saved")


def _form(kept: Kept) -> Form:
    """Bound to the draft, with its faults beside the fields."""
    hints = dict.fromkeys(retention.NAMES, _("In Tagen, 30 bis 3650. Leer heißt: Es wird nichts von selbst gelöscht."))
    if retention.is_online(drafting.current()):
        hints = {HANDED_OVER: _("In Tagen nach der bestätigten Übergabe, 1 bis 30. Üblich sind 7."), **hints}
    form = Form({name: kept.value.get(name) if kept.value.get(name) is not None else "" for name in hints})
    for name, hint in hints.items():
        field = TextField(label=WORDS.apart[name], help_text=hint, required=False, width=10, inputmode="numeric")
        field.quiet = True  # type: ignore[attr-defined]  # an empty answer is one
        form.fields[name] = field
    form.full_clean()
    for fault in kept.draft.faults:
        if fault.path in form.fields and fault.path not in form.errors:
            form.add_error(fault.path, fault.reason)
    return form


def _show(request: HttpRequest, kept: Kept) -> HttpResponse:
    form, draft, tonight = _form(kept), drafting.current(), retention.tonight(now())
    lines = retention.preview(draft, at=tonight)
    shown = kept.shown() | {
        "words": WORDS, "form": form, "lines": lines, "tonight": tonight, "elsewhere": retention.elsewhere(draft),
        "is_online": retention.is_online(draft), "works_here": retention.works_here(draft),
        "total": sum(line.draft for line in lines), "total_now": sum(line.published for line in lines),
        "done": DONE.get(request.GET.get("erledigt", "")), "has_errors": bool(kept.refused or form.errors),
    }  # fmt: skip
    status = 422 if form.errors and request.method == "POST" and not kept.refused else kept.status
    return render(request, "console/own/retention.html", shown, status=status)


register(
    SECTION,
    OwnPage("console:retention", _("Fristen und Vorschau"), frozenset({*retention.NAMES, HANDED_OVER}), instead=True),
)
