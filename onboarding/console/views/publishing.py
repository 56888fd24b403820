"""What differs from what is published, and putting it into force: now or on a day."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import PUBLISH_CONFIGURATION, SEE_CONFIGURATION
from audit.operations import record, staff
from configuration import drafting, preview, publishing, versions
from configuration.drafting import Draft
from configuration.publishing import UnableToPublish, Wish
from configuration.showing import changes
from configuration.words import words_of
from kernel.clock import now
from onboarding.console.access import editor, keeps_its_role, needs
from onboarding.console.forms.publishing import PublishForm
from onboarding.console.words import DONE, OPERATORS_ALONE, Words, words_for


@needs(SEE_CONFIGURATION)
@require_safe
def difference(request: HttpRequest) -> HttpResponse:
    return render(request, "console/difference.html", _told(request, drafting.current()))


@needs(PUBLISH_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    draft = drafting.current()
    if request.method != "POST":
        return _show(request, draft, PublishForm(initial={"stand": draft.stand}))
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, form)
    if "legal" in draft.rows and keeps_its_role(request):
        return _show(request, draft, form, refused=OPERATORS_ALONE, status=409)
    wish = Wish(form.cleaned_data["stand"], form.cleaned_data["reason"], form.begins)
    try:
        version = _publish(request, wish)
    except UnableToPublish as refusal:
        draft = drafting.current()
        again = request.POST.copy()
        again["stand"] = draft.stand
        return _show(request, draft, PublishForm(again), refused=words_for(refusal), status=409)
    done = "planned" if version.valid_from > version.published_at else "published"
    return HttpResponseRedirect(f"{reverse('console:history')}?erledigt={done}")


def _publish(request: HttpRequest, wish: Wish) -> Any:
    at, by = now(), editor(request)
    with transaction.atomic():
        version = publishing.publish(wish=wish, by=by, at=at)
        record(
            action="configuration.published", actor=staff(by.id), at=at, version=version.number,
            valid_from=version.valid_from.isoformat(),
        )  # fmt: skip
    return version


def _show(
    request: HttpRequest, draft: Draft, form: PublishForm, *, refused: Words | None = None, status: int = 200
) -> HttpResponse:
    shown = {"form": form, "refused": refused, "has_errors": bool(form.errors or refused), **_told(request, draft)}
    return render(request, "console/publish.html", shown, status=status)


def _told(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    faulty = [section for section in draft.changed if section.faults]
    return {
        "place": "publish", "draft": draft, "changes": changes(draft.published, draft.raw()),
        "faulty": [(words_of(section.name), section.faults) for section in faulty],
        "newer": [words_of(name) for name in publishing.conflicts(draft, list(draft.rows))],
        "planned": versions.planned(at=now()), "preview": preview.address(staff=who(request).id),
        "may_publish": who(request).may(PUBLISH_CONFIGURATION), "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
