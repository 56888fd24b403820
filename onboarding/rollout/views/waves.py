"""Waves: the list, one wave with its progress, making and changing one."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import SEE_FLEET, WORK_FLEET
from kernel.clock import now
from onboarding.rollout import board, choosing, trail, waves
from onboarding.rollout.access import may, needs
from onboarding.rollout.actions import ACTIONS
from onboarding.rollout.forms import WaveForm
from onboarding.rollout.models import Wave

TOGETHER = ("einladen", "ring", "stand")


@needs(SEE_FLEET)
@never_cache
@require_safe
def all_waves(request: HttpRequest) -> HttpResponse:
    found = waves.with_counts(board.lines(at=now()))
    return render(
        request, "rollout/waves.html", {"section": "waves", "waves": found, "may_work": may(request, WORK_FLEET)}
    )


@needs(SEE_FLEET)
@never_cache
@require_safe
def wave(request: HttpRequest, number: int) -> HttpResponse:
    at, one = now(), _wave(number)
    lines = [line for line in board.lines(at=at) if line.authority.wave_id == one.pk]
    shown = {
        "section": "waves", "at": at, "wave": one, "lines": choosing.ordered(lines, ""),
        "stands": waves.stands(lines, at=at), "may_work": may(request, WORK_FLEET),
        "actions": [ACTIONS[name] for name in TOGETHER],
    }  # fmt: skip
    return render(request, "rollout/wave.html", shown)


@needs(WORK_FLEET)
@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, Wave(), "wave.made")


@needs(WORK_FLEET)
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    return _edit(request, _wave(number), "wave.changed")


def _edit(request: HttpRequest, one: Wave, action: str) -> HttpResponse:
    initial = {"name": one.name, "planned_on": one.planned_on, "note": one.note}
    form = WaveForm(request.POST or None, initial=initial, wave=one)
    if request.method == "POST" and form.is_valid():
        one.name, one.planned_on, one.note = (form.cleaned_data[name] for name in ("name", "planned_on", "note"))
        with transaction.atomic():
            one.save()
            trail.record(request, action, at=now(), wave=one.name)
        return HttpResponseRedirect(reverse("rollout:wave", args=[one.pk]))
    back = reverse("rollout:wave", args=[one.pk]) if one.pk else reverse("rollout:waves")
    heading = one.name if one.pk else _("Neue Welle")
    shown = {"form": form, "heading": heading, "back_url": back, "submit_label": _("Speichern"), "section": "waves"}
    return render(request, "rollout/form.html", shown)


def _wave(number: int) -> Wave:
    found = Wave.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found
