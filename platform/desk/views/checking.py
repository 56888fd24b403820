"""The credit check: correcting figures from the papers, the finding, its confirmation by a second person."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.guard import who
from accounts.roles import DECIDE_CASE, WORK_CASE
from casework import corrections, review
from casework.dossier import Dossier
from configuration import queries as configuration
from creditcheck.config import CreditRules
from desk.access import needs
from desk.acting import Page, act_and_return, act_on_page
from desk.forms.checking import CheckForm, CorrectForm
from kernel.clock import german_day, now
from ui.formats import long_date, money
from ui.forms import Form


@needs(WORK_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    at = now()
    months = configuration.in_force(at=at).section(CreditRules).months_averaged
    form = partial(CorrectForm, months=months, latest=german_day(at))
    page = Page(
        code="correct",
        form=form,
        template="desk/correct.html",
        act=lambda case_id, data, by, at: corrections.correct(case_id=case_id, facts=data["facts"], by=by, at=at),
        initial=_corrected,
        more=lambda dossier, form: {"groups": _beside_stated(dossier, form)},
    )
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    page = Page(
        code="check",
        form=CheckForm,
        template="desk/check.html",
        act=lambda case_id, data, by, at: review.record_check(case_id=case_id, by=by, at=at, **data),
    )
    return act_on_page(request, case_id, page)


@needs(DECIDE_CASE)
@require_POST
def confirm(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    by = who(request).id
    return act_and_return(request, case_id, "confirm", lambda at: review.confirm_check(case_id=case_id, by=by, at=at))


def _corrected(dossier: Dossier, _request: HttpRequest) -> dict[str, Any]:
    """What was corrected before stands in the form, so that a new correction does not take it back unseen."""
    before = dossier.credit.corrected
    if before is None:
        return {}
    months = {f"month_{place}": amount for place, amount in enumerate(before.facts.monthly_net or (), start=1)}
    return before.facts.model_dump(include={"dependants", "evidence_oldest", "tax_assessment_on", "reason"}) | months


def _beside_stated(dossier: Dossier, form: Form) -> list[list[tuple[Any, str]]]:
    """Each field with what the application says; the months in one row."""
    stated = dossier.credit.stated
    said: dict[str, str] = {
        "dependants": "" if stated.dependants is None else str(stated.dependants),
        "evidence_oldest": _("angenommen: %s") % long_date(stated.evidence_oldest) if stated.evidence_oldest else "",
        **{
            f"month_{place}": money(amount)
            for place, amount in enumerate(stated.monthly_net, start=1)
            if amount is not None
        },
    }
    months = [name for name in form.fields if name.startswith("month_")]
    rows = (["dependants"], months, ["evidence_oldest", "tax_assessment_on"])
    return [[(form[name], said.get(name, "")) for name in row] for row in rows]
