"""Federal values: what holds today and what is coming, drafts, and their publication by a second person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import APPROVE_FEDERAL, DRAFT_FEDERAL, SEE_FLEET
from configuration.federal import operations, queries
from configuration.federal.base import Kind
from configuration.federal.models import Draft, Publication
from configuration.federal.operations import Person, UnableToPublish
from configuration.federal.registry import kinds
from configuration.federal.standing import earliest
from kernel.clock import german_day, now
from onboarding.rollout import federal_showing as showing
from onboarding.rollout import trail
from onboarding.rollout.access import needs
from onboarding.rollout.forms_federal import REFUSALS, ApprovalForm, DraftForm

SECTION = {"section": "federal"}


@needs(SEE_FLEET)
@never_cache
@require_safe
def federal(request: HttpRequest) -> HttpResponse:
    """Every kind with what is in force today, since when, and what is coming."""
    today = german_day(now())
    lines = [showing.line_of(kind, today=today) for _name, kind in kinds.items()]
    return render(request, "rollout/federal.html", {**SECTION, "lines": lines})


@needs(SEE_FLEET)
@never_cache
@require_safe
def federal_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: today, by Land, coming, drafts, history. ``?neu=`` names what was just published."""
    found = _kind(kind)
    page = showing.page_of(found, today=german_day(now()))
    number = request.GET.get("neu", "")
    done = (
        Publication.objects.filter(kind=kind, pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    context = {**SECTION, "page": page, "done": showing.done_of(done) if done else None}
    return render(request, "rollout/federal_kind.html", context | _rights(request))


@needs(DRAFT_FEDERAL)
@never_cache
@require_http_methods(["GET", "POST"])
def federal_new(request: HttpRequest, kind: str) -> HttpResponse:
    found, at = _kind(kind), now()
    base = queries.in_force(found, on=german_day(at))
    form = DraftForm(request.POST or None, kind=found, base=base, earliest=earliest(found, at=at))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                draft = operations.draft(wanted=form.wanted(), by=_person(request), at=at)
                trail.record(request, "federal.drafted", at=at, **_told(draft))
        except UnableToPublish as refusal:
            form.refuse(refusal.faults)
        else:
            return HttpResponseRedirect(reverse("rollout:federal_draft", args=[draft.pk]))
    return render(request, "rollout/federal_new.html", {**SECTION, "kind": found, "form": form, "base": base})


@needs(SEE_FLEET)
@never_cache
@require_safe
def federal_draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    return _draft_page(request, _draft(draft_id))


@needs(APPROVE_FEDERAL)
@require_POST
def federal_approve(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, at = _draft(draft_id), now()
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, draft, form=form)
    try:
        with transaction.atomic():
            published = operations.publish(
                draft_id=draft_id, seen=form.cleaned_data["seen"], by=_person(request), at=at
            )
            reach = showing.reach_of_publication(published)
            trail.record(request, "federal.published", at=at, **_told(draft), cities=reach.touched, cases=reach.cases)
    except UnableToPublish as refusal:
        return _draft_page(request, draft, refusal=refusal)
    return HttpResponseRedirect(f"{reverse('rollout:federal_kind', args=[draft.kind])}?neu={published.pk}")


@needs(DRAFT_FEDERAL)
@require_POST
def federal_withdraw(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft, at = _draft(draft_id), now()
    try:
        with transaction.atomic():
            operations.withdraw(draft_id=draft_id, by=_person(request), at=at)
            trail.record(request, "federal.withdrawn", at=at, **_told(draft))
    except UnableToPublish as refusal:
        return _draft_page(request, draft, refusal=refusal)
    return HttpResponseRedirect(reverse("rollout:federal_draft", args=[draft_id]))


def _draft_page(
    request: HttpRequest, draft: Draft, *, form: ApprovalForm | None = None, refusal: UnableToPublish | None = None
) -> HttpResponse:
    view = showing.draft_of(draft)
    context = {
        **SECTION,
        "view": view,
        "form": form or ApprovalForm(initial={"seen": view.stand}),
        "refusal": REFUSALS[refusal.code] if refusal else "",
        "faults": refusal.faults if refusal else [],
        "own": draft.drafted_by == _person(request).id,
    }
    return render(request, "rollout/federal_draft.html", context | _rights(request), status=409 if refusal else 200)


def _kind(name: str) -> type[Kind]:
    found = queries.kind_of(name)
    if found is None:
        raise Http404
    return found


def _draft(draft_id: int) -> Draft:
    found = Draft.objects.filter(pk=draft_id).first()
    if found is None or queries.kind_of(found.kind) is None:
        raise Http404
    return found


def _person(request: HttpRequest) -> Person:
    operator: Any = request.operator  # type: ignore[attr-defined]  # set by the guard of the view
    return Person(operator.pk, operator.name)


def _rights(request: HttpRequest) -> dict[str, bool]:
    may = request.operator.may  # type: ignore[attr-defined]  # set by the guard of the view
    return {"may_draft": may(DRAFT_FEDERAL), "may_approve": may(APPROVE_FEDERAL)}


def _told(draft: Draft) -> dict[str, Any]:
    return {"kind": draft.kind, "land": draft.land, "valid_from": draft.valid_from.isoformat(), "draft": draft.pk}
