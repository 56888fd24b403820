"""One agreement: its text, the acceptance by a named person, and the paper of what was accepted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import REQUEST_GO_LIVE, SEE_CONFIGURATION
from configuration.authority import Authority, Branding
from configuration.queries import in_force
from documents.pdf.render import render as paper_of
from kernel.clock import now
from onboarding.console.access import needs
from onboarding.console.forms.live import AcceptForm
from onboarding.console.live_words import place_of, words_for
from onboarding.golive import agreements
from onboarding.golive.agreements import Agreement, Standing, UnableToAccept
from onboarding.golive.models import Acceptance
from ui.formats import long_time


@needs(SEE_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, agreement: str) -> HttpResponse:
    there = _needed(agreement)
    if request.method != "POST":
        return _show(request, there, _fresh(there))
    if not who(request).may(REQUEST_GO_LIVE):
        return render(request, "console/forbidden.html", status=403)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _show(request, there, form, status=422)
    try:
        with transaction.atomic():
            _accept(request, agreement, form.cleaned_data)
    except UnableToAccept as refusal:
        if place := place_of(refusal):
            form.add_error(*place)
            return _show(request, there, form, status=422)
        again = AcceptForm({**request.POST.dict(), **_seen(there), "agreed": ""})
        return _show(request, there, again, refused=words_for(refusal), status=409)
    return HttpResponseRedirect(f"{reverse('console:live')}?erledigt=accepted")


@needs(SEE_CONFIGURATION)
@require_safe
def paper(request: HttpRequest, agreement: str, version: str) -> HttpResponse:
    """The text as it was accepted, with who, when, and its checksum."""
    found = next(
        (pair for pair in agreements.accepted() if (pair[0].agreement, pair[0].version) == (agreement, version)), None
    )
    if found is None or found[1] is None or found[1].sha256 != found[0].sha256:
        raise Http404
    response = HttpResponse(_printed(found[0], found[1]), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{agreement}-{version}.pdf"'
    return response


def _needed(name: str) -> Standing:
    there = next((one for one in agreements.standing(at=now()) if one.text.name == name), None)
    if there is None:
        raise Http404
    return there


def _accept(request: HttpRequest, name: str, given: dict[str, Any]) -> None:
    agreements.accept(
        name=name, version=given["version"], sha256=given["sha256"], person=given["person"], office=given["office"],
        by=who(request), at=now(),
    )  # fmt: skip


def _seen(there: Standing) -> dict[str, str]:
    return {"version": there.text.version, "sha256": there.text.sha256}


def _fresh(there: Standing) -> AcceptForm:
    return AcceptForm(initial=_seen(there))


def _show(
    request: HttpRequest, there: Standing, form: AcceptForm, *, refused: Any = None, status: int = 200
) -> HttpResponse:
    may = who(request).may(REQUEST_GO_LIVE)
    shown = {"place": "live", "there": there, "text": there.text, "form": form, "may": may, "refused": refused}
    return render(request, "console/agreement.html", shown, status=status)


def _printed(row: Acceptance, text: Agreement) -> bytes:
    configuration = in_force(at=now())
    authority = configuration.section(Authority)
    with override("de"):
        facts = [
            (_("Behörde"), authority.name), (_("Zugestimmt hat"), f"{row.person}, {row.office}"),
            (_("Eingetragen von"), row.staff_name), (_("Zeitpunkt"), long_time(row.at)), (_("Fassung"), text.version),
        ]  # fmt: skip
        data = {
            "language": "de", "title": text.title, "reference": "", "groups": [], "texts_title": _("Text"),
            "sender": {"name": authority.name, "address": authority.address, "accent": configuration.section(Branding).action},
            "facts": [{"label": label, "value": value} for label, value in facts],
            "binding_note": _("Diesem Text wurde in der Verwaltung des Dienstes zugestimmt."),
            "texts": [{"title": text.title, "body": text.paragraphs, "proof": f"{text.name} {text.version} · SHA-256 {row.sha256}"}],
            "sample": _("Entwurf") if text.is_draft else "",
        }  # fmt: skip
    return paper_of("summary", data, at=row.at)
