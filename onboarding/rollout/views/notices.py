"""What the operator tells the cities: written once, from a day to a day, taken back if need be."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import WORK_FLEET
from configuration.federal.models import Notice
from kernel.clock import now
from onboarding.rollout import trail
from onboarding.rollout.access import OperatorRequest, needs
from onboarding.rollout.words import LAENDER, STAGES
from tenants.models import Stage
from ui.fields import DateField3, SelectField, TextField
from ui.forms import Form

SHOWN = 50
ALL = "alle"
PLACES = [(ALL, _("Alle Länder")), *LAENDER.items()]
STANDS = [(ALL, _("Alle Städte")), *((stage.value, STAGES[stage]) for stage in Stage)]


class NoticeForm(Form):
    text_de = TextField(label=_("Text auf Deutsch"), rows=3, max_length=600)
    text_en = TextField(label=_("Text auf Englisch"), rows=3, max_length=600)
    since = DateField3(label=_("Zeigen ab"))
    until = DateField3(label=_("Zeigen bis"), help_text=_("Dieser Tag gehört dazu."))
    land = SelectField(label=_("Für welches Land?"), choices=PLACES, initial=ALL)
    stage = SelectField(label=_("Für welchen Stand?"), choices=STANDS, initial=ALL)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("Dieser Tag liegt vor dem ersten."))
        return given

    @property
    def fields_of_notice(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, **{name: "" for name in ("land", "stage") if given[name] == ALL}}


@needs(WORK_FLEET)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: OperatorRequest) -> HttpResponse:
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at = now()
        with transaction.atomic():
            row = Notice.objects.create(written_at=at, written_by=request.operator.email, **form.fields_of_notice)
            trail.record(request, "notice.written", at=at, number=row.pk)
        return HttpResponseRedirect(reverse("rollout:notices"))
    shown = {"section": "notices", "form": form, "rows": Notice.objects.order_by("-id")[:SHOWN]}
    return render(request, "rollout/notices.html", shown)


@needs(WORK_FLEET)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    at = now()
    with transaction.atomic():
        if Notice.objects.filter(pk=number, withdrawn_at=None).update(withdrawn_at=at):
            trail.record(request, "notice.withdrawn", at=at, number=number)
    return HttpResponseRedirect(reverse("rollout:notices"))
