"""The city's look: its colours, judged and shown at once; its logo and the sign in the browser's tab."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION
from configuration import assets, drafting, preview
from configuration.assets import UnableToKeep
from configuration.authority_words import BRANDING
from configuration.contrast import colour_of
from configuration.words import Group
from documents.rebuild import Mark, Unbuildable
from kernel.clock import now
from onboarding.console import pictures
from onboarding.console.access import needs
from onboarding.console.colours import FIELDS, TAKE, chosen, verdicts
from onboarding.console.forms.branding import LogoForm
from onboarding.console.forms.group import GroupForm
from onboarding.console.framing import framing
from onboarding.console.keeping import Kept, as_fields, is_by_itself, keep, told
from onboarding.console.views.section import back_to, the_group
from onboarding.console.words import DONE

COLOURS, BLACK = "farben", "#000000"  # a field for colours shows one, whatever was typed
UPLOADED, PICTURES = "hochgeladen-", ("logo", "icon", "icon_large")
NO_LOGO, NO_ICON = "logo-weg", "zeichen-weg"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def colours(request: HttpRequest) -> HttpResponse:
    """Everything is kept, also what is no colour; a suggested one is taken with a button."""
    group, at = the_group(BRANDING, COLOURS), now()
    if request.method != "POST":
        return _colours(request, group, Kept(drafting.section_of(BRANDING.name)))
    kept = keep(request, BRANDING.name, lambda value: chosen(value, request.POST.dict()), at=at)
    faults = [fault.reason for fault in kept.draft.faults if BRANDING.asked_at(fault.path) in group.fields]
    if is_by_itself(request):
        return told(kept, faults=faults, at=at)
    if kept.refused is not None or (faults and not request.POST.get(TAKE)):
        return _colours(request, group, kept, status=409 if kept.refused else 422)
    if request.POST.get(TAKE):
        return HttpResponseRedirect(reverse("console:colours") + "?erledigt=saved")
    return back_to(BRANDING.name, "saved")


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest) -> HttpResponse:
    """Hands in, describes or takes away logo and icon. The pictures are rebuilt before anything is written."""
    there = drafting.section_of(BRANDING.name)
    if request.method != "POST":
        alt = str(as_fields(there.value).get("logo_alt") or "")
        return _logo(request, LogoForm(initial={"logo_alt": alt}), Kept(there))
    form = LogoForm(request.POST, request.FILES)
    made = _made(form) if form.is_valid() else {}
    if form.errors:
        return _logo(request, form, Kept(there), status=422)
    try:
        kept = keep(request, BRANDING.name, lambda value: _changed(request, form, value, made, now()), at=now())
    except UnableToKeep as refusal:
        form.add_error("logo" if "logo" in made else "icon", pictures.MESSAGES[refusal.code])
        return _logo(request, form, Kept(there), status=422)
    if kept.refused is not None:
        return _logo(request, form, kept, uploaded=_uploaded(request, kept, made), status=409)
    return HttpResponseRedirect(reverse("console:logo") + "?erledigt=saved")


def _made(form: LogoForm) -> dict[str, list[Mark]]:
    """Of each file that was handed in what is kept of it; what cannot be taken is said at its field."""
    made: dict[str, list[Mark]] = {}
    for name in ("logo", "icon"):
        file: UploadedFile[Any] | None = form.cleaned_data.get(name)
        if file is None:
            continue
        try:
            made[name] = pictures.made_of(file.read(), icon=name == "icon")
        except Unbuildable as refusal:
            form.add_error(name, pictures.MESSAGES[refusal.code])
    return made


def _changed(
    request: HttpRequest, form: LogoForm, value: dict[str, Any], made: dict[str, list[Mark]], at: datetime
) -> dict[str, Any]:
    by, wish = who(request).name, request.POST.get("tun", "")
    if wish == NO_LOGO:
        return pictures.without_logo(value)
    if wish == NO_ICON:
        return pictures.without_icon(value)
    value = pictures.with_kept(value | {"logo_alt": form.cleaned_data["logo_alt"]}, _kept_before(request))
    if "icon" in made:
        value = pictures.with_icon(value, made["icon"], by=by, at=at)
    return pictures.with_logo(value, made["logo"], by=by, at=at) if "logo" in made else value


def _kept_before(request: HttpRequest) -> dict[str, str]:
    """What this person handed in when somebody else had saved meanwhile: it need not be chosen again."""
    return {name: request.POST[UPLOADED + name] for name in PICTURES if UPLOADED + name in request.POST}


def _uploaded(request: HttpRequest, kept: Kept, made: dict[str, list[Mark]]) -> dict[str, str]:
    """The pictures that are kept, but are not in the draft yet."""
    if not made and not _kept_before(request):
        return {}
    mine, theirs = kept.value, as_fields(kept.theirs.value if kept.theirs else None)
    return {name: str(mine[name]) for name in PICTURES if mine.get(name) and mine[name] != theirs.get(name)}


def _colours(request: HttpRequest, group: Group, kept: Kept, *, status: int = 200) -> HttpResponse:
    form, value = GroupForm(group, kept.draft.value, kept.draft.faults), as_fields(kept.draft.value)
    found = verdicts(value)
    shown = kept.shown() | {
        "words": BRANDING, "group": group, "form": form, "kept": status == 422,
        "rows": [(form[name], found.get(name), colour_of(str(value.get(name) or "")) or BLACK) for name in FIELDS],
        "preview": preview.address(staff=who(request).id),
        "has_errors": bool(form.errors or kept.refused), "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    shown["colours"] = {name: one.colour for name, one in found.items()}
    return framing(render(request, "console/colours.html", shown, status=status))


def _logo(
    request: HttpRequest, form: LogoForm, kept: Kept, *, uploaded: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """What is kept is shown; what was handed in for nothing so far (``uploaded``) stands beside it and is sent again."""
    value = as_fields((kept.theirs or kept.draft).value)
    names = {name: str(value.get(name) or "") for name in PICTURES}
    shown = kept.shown() | {
        "words": BRANDING, "form": form, "own_icon": pictures.has_own_icon(value),
        "there": {name: assets.address(digest) for name, digest in names.items() if assets.is_here(digest)},
        "uploaded": [(name, UPLOADED + name, digest, assets.address(digest)) for name, digest in (uploaded or {}).items()],
        "size": (value.get("logo_width"), value.get("logo_height")), "done": DONE.get(request.GET.get("erledigt", "")),
        "preview": preview.address(staff=who(request).id), "has_errors": bool(form.errors or kept.refused),
    }  # fmt: skip
    return framing(render(request, "console/logo.html", shown, status=status))
