"""Every version with its author and reason; what it changed; a way back to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, PUBLISH_CONFIGURATION, SEE_CONFIGURATION
from audit.operations import record, staff
from configuration import cancelling, filling, versions
from configuration.drafting import UnableToDraft
from configuration.filling import UnableToFill
from configuration.models import ConfigurationVersion
from configuration.publishing import UnableToPublish
from configuration.showing import changes
from kernel.clock import now
from onboarding.console.access import editor, needs, not_live_yet
from onboarding.console.forms.publishing import ReasonForm
from onboarding.console.set_apart import difference_with
from onboarding.console.words import DONE, Words, words_for


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    at, rows = now(), versions.history()
    shown = {
        "place": "history", "versions": rows, "in_force": versions.at_moment(at).number, "at": at,
        "done": DONE.get(request.GET.get("erledigt", "")), "next": not_live_yet(request),
    }  # fmt: skip
    return render(request, "console/history.html", shown)


@needs(SEE_CONFIGURATION)
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    return _show(request, _known(number))


@needs(EDIT_CONFIGURATION)
@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """The old document becomes the draft; it is looked at and published as every other."""
    found = _known(number)
    try:
        with transaction.atomic():
            replacing = request.POST.get("replacing") == "1"
            filled = filling.fill(raw=versions.typed(found), by=editor(request), at=now(), replacing=replacing)
    except (UnableToFill, UnableToDraft) as refusal:
        return _show(request, found, refused=words_for(refusal), status=409)
    return HttpResponseRedirect(difference_with(filled.left))


@needs(PUBLISH_CONFIGURATION)
@require_http_methods(["POST"])
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    found, form, by = _known(number), ReasonForm(request.POST), editor(request)
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    too = frozenset(int(one) for one in request.POST.get("auch", "").split(",") if one.isdecimal())
    try:
        with transaction.atomic():
            ended = cancelling.cancel(number=number, reason=form.cleaned_data["reason"], by=by, at=now(), too=too)
            for row in ended:
                record(action="configuration.cancelled", actor=staff(by.id), at=now(), version=row.number)
    except UnableToPublish as refusal:
        later = refusal.params.get("versions", [])
        return _show(request, found, form=form, refused=words_for(refusal), later=later, status=409)
    return HttpResponseRedirect(f"{reverse('console:history')}?erledigt=cancelled")


def _known(number: int) -> ConfigurationVersion:
    found = versions.of_number(number) if number < 2**31 else None
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest, found: ConfigurationVersion, *, form: ReasonForm | None = None, refused: Words | None = None,
    later: Sequence[ConfigurationVersion] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    before = versions.before(found)
    earlier: dict[str, Any] = versions.typed(before) if before else {}
    staff_member, planned = who(request), found.valid_from > now() and not hasattr(found, "cancellation")
    shown = {
        "place": "history", "version": found, "before": before, "changes": changes(earlier, versions.typed(found)),
        "planned": planned, "may_cancel": planned and staff_member.may(PUBLISH_CONFIGURATION),
        "may_edit": staff_member.may(EDIT_CONFIGURATION), "form": form or ReasonForm(), "refused": refused,
        "has_errors": bool(refused or (form and form.errors)), "later": later,
    }  # fmt: skip
    return render(request, "console/version.html", shown, status=status)
