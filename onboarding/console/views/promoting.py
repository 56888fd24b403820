"""What was rehearsed comes into the city: looked at as a difference, taken over in one step.

Two cities are involved, so nothing is one transaction: the twin is read in its own binding, then the city is written in its.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, PUBLISH_CONFIGURATION
from audit.operations import record, staff
from configuration import assets, drafting, filling, promotion, publishing, versions
from configuration.models import Asset
from configuration.publishing import UnableToPublish, Wish
from configuration.showing import changes
from kernel.clock import now
from kernel.errors import Refusal
from onboarding.console.access import editor, needs
from onboarding.console.forms.promoting import PromoteForm
from onboarding.console.words import words_for
from tenants.binding import bind
from tenants.middleware import own_transactions
from tenants.twins import twin_of


@dataclass(frozen=True)
class Promotion:
    """``wanted`` is the city's document with the rehearsal's in it, over ``before``, what is published."""

    wanted: dict[str, Any]
    before: dict[str, Any]

    @property
    def stand(self) -> str:
        return drafting.stand_of([self.wanted, self.before])


@own_transactions
@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    at, city = now(), request.city  # type: ignore[attr-defined]  # set by the middleware
    rehearsed = _rehearsed(city.slug, at)
    if rehearsed is None:
        return render(request, "console/promote.html", {"place": "rehearsal", "nothing": True})
    found = _promotion(rehearsed)
    if request.method != "POST":
        return _show(request, found, PromoteForm(initial={"stand": found.stand}))
    form = PromoteForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    publishes = form.publishes and who(request).may(PUBLISH_CONFIGURATION)
    pictures = _pictures(city.slug, found.wanted)
    try:
        _take_over(request, found, form, pictures, publishes=publishes, at=at)
    except Refusal as refusal:
        again = request.POST.copy()
        again["stand"] = found.stand
        return _show(request, found, PromoteForm(again), refused=words_for(refusal), status=409)
    target = "console:history" if publishes else "console:difference"
    return HttpResponseRedirect(f"{reverse(target)}?erledigt={'published' if publishes else 'filled'}")


def _rehearsed(slug: str, at: datetime) -> dict[str, Any] | None:
    """What holds in the twin, as typed; None where there is no twin."""
    twin = twin_of(slug)
    if twin is None:
        return None
    with bind(twin), transaction.atomic():
        return versions.typed(versions.at_moment(at))


def _pictures(slug: str, document: dict[str, Any]) -> list[Asset]:
    """Those of the twin that the document names: they come along with it."""
    twin = twin_of(slug)
    if twin is None:
        return []
    with bind(twin), transaction.atomic():
        return assets.pictures(assets.named_in(document))


def _promotion(rehearsed: dict[str, Any]) -> Promotion:
    with transaction.atomic():
        before = drafting.current().published
    return Promotion(promotion.promoted(rehearsed=rehearsed, city=before), before)


def _take_over(
    request: HttpRequest, found: Promotion, form: PromoteForm, pictures: list[Asset], *, publishes: bool, at: datetime
) -> None:
    """Into the draft and, if that is wanted, from there into force: both or neither."""
    by = editor(request)
    if form.cleaned_data["stand"] != found.stand:
        raise UnableToPublish(code="draft_changed")
    with transaction.atomic():
        versions.alone()
        assets.bring(pictures)
        filling.fill(raw=found.wanted, by=by, at=at, replacing=form.cleaned_data["replacing"])
        record(action="rehearsal.taken_over", actor=staff(by.id), at=at, published=publishes)
        if publishes:
            wish = Wish(drafting.current().stand, form.cleaned_data["reason"])
            version = publishing.publish(wish=wish, by=by, at=at)
            record(
                action="configuration.published", actor=staff(by.id), at=at, version=version.number,
                valid_from=version.valid_from.isoformat(),
            )  # fmt: skip


def _show(
    request: HttpRequest, found: Promotion, form: PromoteForm, *, refused: Any = None, status: int = 200
) -> HttpResponse:
    with transaction.atomic():
        used = filling.in_use(drafting.current(), found.wanted)
    if not used:
        del form.fields["replacing"]
    shown = {
        "place": "rehearsal", "changes": changes(found.before, found.wanted), "staying": promotion.staying(found.before),
        "form": form, "refused": refused, "has_errors": bool(form.errors or refused),
        "may_publish": who(request).may(PUBLISH_CONFIGURATION),
    }  # fmt: skip
    return render(request, "console/promote.html", shown, status=status)
