"""All settings as a file: to keep, to compare, to bring back. What is brought in becomes the draft and is looked at first."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, SEE_CONFIGURATION
from configuration import drafting, filling, land_template, versions
from configuration.drafting import UnableToDraft
from configuration.filling import UnableToFill
from configuration.schemas import LinedFault, UnableToImport, as_file, json_schema, read_file
from configuration.words import words_of
from kernel.clock import german_day, now
from onboarding.console.access import FORBIDDEN, editor, needs
from onboarding.console.forms.file import ImportForm
from onboarding.console.set_apart import Stayed, difference_with, stayed
from onboarding.console.words import Words, import_words, words_for


@needs(SEE_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, ImportForm())
    if not who(request).may(EDIT_CONFIGURATION):
        return render(request, FORBIDDEN, status=403)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, form)
    try:
        text = form.cleaned_data["file"].read().decode("utf-8-sig")
        raw, faults = read_file(text)
    except UnicodeDecodeError:
        return _show(request, form, refused=import_words(UnableToImport("unreadable")))
    except UnableToImport as refusal:
        return _show(request, form, refused=import_words(refusal), faults=refusal.faults)
    return _fill(request, form, raw, faults)


def _fill(request: HttpRequest, form: ImportForm, raw: dict[str, Any], faults: list[LinedFault]) -> HttpResponse:
    """With faults too: they are shown with their lines, and the draft waits to be mended."""
    try:
        with transaction.atomic():
            filled = filling.fill(raw=raw, by=editor(request), at=now(), replacing=form.cleaned_data["replacing"])
    except (UnableToFill, UnableToDraft) as refusal:
        return _show(request, form, refused=words_for(refusal))
    if faults:
        return _show(request, ImportForm(), faults=faults, left=stayed(who(request), filled.left), filled=True)
    return HttpResponseRedirect(difference_with(filled.left))


@needs(EDIT_CONFIGURATION)
@require_POST
def take_template(request: HttpRequest) -> HttpResponse:
    """What the Land recommends becomes the draft of its sections; what would be lost of a draft is refused."""
    at = now()
    try:
        with transaction.atomic():
            raw = land_template.over(versions.final(), on=german_day(at))
            filled = filling.fill(raw=raw, by=editor(request), at=at)
    except (UnableToFill, UnableToDraft) as refusal:
        return _show(request, ImportForm(), refused=words_for(refusal))
    return HttpResponseRedirect(difference_with(filled.left))


@needs(SEE_CONFIGURATION)
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """What is published, or with ``?entwurf=1`` the draft."""
    city: Any = request.city  # type: ignore[attr-defined]  # set by the middleware
    head = {
        "slug": city.slug,
        "name": city.name,
        "land": city.land,
        "ags": city.ags,
        "authority_code": city.authority_code,
    }
    draft = drafting.current()
    raw = draft.raw() if request.GET.get("entwurf") == "1" else versions.typed(versions.at_moment(now()))
    response = HttpResponse(as_file(raw, city=head), content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{city.slug}.yaml"'
    return response


@needs(SEE_CONFIGURATION)
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(json_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Type"] = "application/schema+json"
    response.headers["Content-Disposition"] = 'attachment; filename="einstellungen.schema.json"'
    return response


def _show(
    request: HttpRequest, form: ImportForm, *, refused: Words | None = None, faults: list[LinedFault] | None = None,
    left: list[Stayed] | None = None, filled: bool = False,
) -> HttpResponse:  # fmt: skip
    shown = {
        "place": "file", "form": form, "refused": refused, "faults": faults or [], "filled": filled, "left": left,
        "template": [words_of(name) for name in land_template.over(versions.final(), on=german_day(now()))],
        "may_edit": who(request).may(EDIT_CONFIGURATION), "has_errors": bool(form.errors or refused or faults),
    }  # fmt: skip
    return render(request, "console/file.html", shown, status=422 if refused or faults or form.errors else 200)
