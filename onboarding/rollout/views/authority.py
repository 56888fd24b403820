"""One authority on one screen, and the notes about it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import SEE_FLEET, WORK_FLEET
from kernel.clock import now
from onboarding.rollout import page
from onboarding.rollout.access import OperatorRequest, may, needs
from onboarding.rollout.actions import ACTIONS
from onboarding.rollout.board import Line
from onboarding.rollout.forms import NoteForm
from onboarding.rollout.models import Note
from onboarding.rollout.words import KINDS, LAENDER, LEVELS, RINGS

FOR_CITIES = ("stand", "ring", "aussetzen", "zwilling", "welle", "zustaendig")
FOR_OTHERS = ("einladen", "welle", "zustaendig")


@needs(SEE_FLEET)
@never_cache
@require_safe
def authority(request: HttpRequest, code: str) -> HttpResponse:
    line = page.line_of(code, at=now())
    if line is None:
        raise Http404
    return render(request, "rollout/authority.html", _shown(request, line, NoteForm()))


@needs(WORK_FLEET)
@require_POST
def note(request: OperatorRequest, code: str) -> HttpResponse:
    """Kept for good; who wrote it and when stands beside it."""
    line, form, at = page.line_of(code, at=now()), NoteForm(request.POST), now()
    if line is None or line.authority.pk is None:
        raise Http404
    if not form.is_valid():
        return render(request, "rollout/authority.html", _shown(request, line, form))
    with transaction.atomic():
        Note.objects.create(
            authority=line.authority, at=at, author=request.operator.email, text=form.cleaned_data["text"]
        )
    return HttpResponseRedirect(f"{reverse('rollout:authority', args=[code])}#notizen")


def _shown(request: HttpRequest, line: Line, form: NoteForm) -> dict[str, Any]:
    one = line.authority
    return {
        "section": "fleet", "at": now(), "line": line, "authority_row": one, "city_row": line.city, "form": form,
        "kind": KINDS[one.kind], "level": LEVELS[one.level], "land": LAENDER.get(one.land, one.land),
        "ring": RINGS[line.city.ring] if line.city else "", "may_work": may(request, WORK_FLEET),
        "actions": [ACTIONS[name] for name in (FOR_CITIES if line.city else FOR_OTHERS)],
        **page.of(line),
    }  # fmt: skip
