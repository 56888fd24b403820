"""A new owner for a city: proposed by one person of the operator, approved by another one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import WORK_FLEET
from kernel.clock import now
from kernel.errors import Refusal
from onboarding.rollout import owners, trail
from onboarding.rollout.access import OperatorRequest, needs
from onboarding.rollout.words import REFUSALS
from tenants.models import City, Stage
from ui.fields import EmailField, RadioField, SelectField, TextField
from ui.forms import Form

GONE, ASKED = "niemand", "gebeten"
DOES = {"freigeben": (owners.approve, "owner.approved"), "zurueckziehen": (owners.withdraw, "owner.withdrawn")}


class ProposalForm(Form):
    city = SelectField(label=_("Stadt"), choices=[])
    email = EmailField(label=_("E-Mail-Adresse der neuen Leitung der Einrichtung"), autocomplete="off")
    why = RadioField(
        label=_("Warum?"),
        choices=[(GONE, _("In der Stadt kann niemand mehr einladen")), (ASKED, _("Die Stadt hat darum gebeten"))],
    )
    letter = TextField(
        label=_("Durch welches Schreiben?"), max_length=200, required=False,
        help_text=_("Tag und Aktenzeichen, keine Namen. Alle in der Stadt lesen es."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = City.objects.filter(twin_of=None).exclude(stage=Stage.OFFBOARDED).order_by("name")
        self.fields["city"].choices = [("", _("Bitte wählen")), *((one.slug, one.name) for one in cities)]  # type: ignore[attr-defined]  # of a list of choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("why") == ASKED and not given.get("letter"):
            self.add_error("letter", _("Schreiben Sie, durch welches Schreiben die Stadt darum gebeten hat."))
        return given


@needs(WORK_FLEET)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: OperatorRequest) -> HttpResponse:
    form = ProposalForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, form)
    at, given = now(), form.cleaned_data
    try:
        with transaction.atomic():
            city = City.objects.get(slug=given["city"])
            asked = given["letter"] if given["why"] == ASKED else ""
            made = owners.propose(city=city, email=given["email"], asked=asked, by=request.operator.email, at=at)
            trail.record(request, "owner.proposed", city=city.slug, at=at, number=made.pk)
    except Refusal as refusal:
        return _show(request, form, refused=REFUSALS.get(refusal.code, refusal.code), status=409)
    return HttpResponseRedirect(reverse("rollout:owners"))


@needs(WORK_FLEET)
@require_POST
def decide(request: OperatorRequest, number: int) -> HttpResponse:
    """Yes, by another person than the one who proposed it; or away with it."""
    at, (does, code) = now(), DOES.get(request.POST.get("was", ""), DOES["zurueckziehen"])
    try:
        with transaction.atomic():
            row = does(number=number, by=request.operator.email, at=at)
            trail.record(request, code, city=row.city.slug, at=at, number=number)
    except Refusal as refusal:
        return _show(request, ProposalForm(), refused=REFUSALS.get(refusal.code, refusal.code), status=409)
    return HttpResponseRedirect(reverse("rollout:owners"))


def _show(request: OperatorRequest, form: ProposalForm, *, refused: Any = "", status: int = 200) -> HttpResponse:
    shown = {
        "section": "owners", "form": form, "refused": refused, "rows": owners.waiting(), "decided": owners.decided(),
        "me": request.operator.email,
    }  # fmt: skip
    return render(request, "rollout/owners.html", shown, status=status)
