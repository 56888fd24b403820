"""The first page: whose service this is, what one gets, what it costs, how long it takes here, what to have at hand."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from billing.fees.config import FeesConfig, Timing
from billing.fees.quote import quote
from casework.config import CaseworkRules
from configuration.queries import Configuration
from creditcheck.config import CreditRules
from declarations.casefile.choices import Mode
from declarations.config import DeclarationRules
from kernel.clock import german_day, now
from portal.context import configuration_of
from portal.draft import draft_of_browser


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    version = configuration_of(request)
    rules = version.section(DeclarationRules)
    shown = {
        **_costs(version),
        "duration": _duration(rules.target_days),
        "months": version.section(CreditRules).months_averaged,
        "online": Mode.BINDING in rules.modes,
        "visit": Mode.PREPARE in rules.modes,
        "delivery": version.section(CaseworkRules).delivery,
        "draft": draft_of_browser(request, at=now()),
    }
    return render(request, "portal/start.html", shown)


def _costs(version: Configuration) -> dict[str, Any]:
    fees = version.section(FeesConfig)
    one, two = (
        quote(fees, declarants=count, delivery_by_post=False, on=german_day(now())).total_cents for count in (1, 2)
    )
    when = {
        Timing.NONE: _("Sie müssen nichts bezahlen."),
        Timing.BEFORE_SUBMISSION: _("Sie zahlen online, am Ende des Antrags."),
        Timing.AFTER_DECISION: _("Sie zahlen online, wenn wir entschieden haben."),
        Timing.AT_PICKUP: _("Sie zahlen, wenn Sie die Erklärung abholen, bar oder mit Karte."),
    }
    return {"fee": one, "fee_of_two": two, "payment": when[fees.when], "online_payment": fees.taken_online}


def _duration(days: int) -> str:
    """In the words that people plan in."""
    if days % 7 == 0:
        return ngettext("etwa %(count)d Woche", "etwa %(count)d Wochen", days // 7) % {"count": days // 7}
    return ngettext("etwa %(count)d Tag", "etwa %(count)d Tage", days) % {"count": days}
