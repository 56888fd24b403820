"""Calendars that a clerk subscribes to: made, shown once, revoked; and the file itself, whose address is its only key."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import OPEN, who
from accounts.roles import SEE_VISITS
from appointments import feed as feeds
from appointments.config import AppointmentRules
from appointments.feed import UnableToSubscribe
from appointments.models import Feed
from casework import visits
from configuration.authority import Authority
from configuration.queries import in_force
from desk import words
from desk.access import needs
from desk.forms.calendar import places
from desk.refusals import words_of
from kernel.clock import now
from kernel.errors import Refusal
from ui.fields import SelectField
from ui.forms import Form

EVERYWHERE = "*"


class SubscribeForm(Form):
    where = SelectField(label=_("Welche Termine"), choices=[], initial=EVERYWHERE)

    def __init__(self, *args: Any, rules: AppointmentRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [(EVERYWHERE, _("alle Standorte und Schalter"))]
        self.fields["where"].choices = [*everything, *places(rules)]  # type: ignore[attr-defined]  # a field of ours; Django's type is its base


@needs(SEE_VISITS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The address of a new subscription is shown in the answer to the form, and never again."""
    at, address, refused = now(), "", None
    with transaction.atomic():
        rules = visits.rules(at=at)
    form = SubscribeForm(request.POST if request.method == "POST" else None, rules=rules)
    if request.method == "POST" and form.is_valid():
        office, _sep, resource = form.cleaned_data["where"].removeprefix(EVERYWHERE).partition("|")
        try:
            with transaction.atomic():
                _made, secret = feeds.subscribe(staff_id=who(request).id, office=office, resource=resource, at=at)
            address = request.build_absolute_uri(reverse("desk:feed", args=[secret]))
        except UnableToSubscribe as refusal:
            refused = words_of(refusal)
    shown = {
        "section": "calendar", "form": form, "address": address, "refused": refused, "has_errors": bool(refused),
        "feeds": [_named(feed, rules) for feed in feeds.of_staff(who(request).id)],
        "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/feeds.html", shown, status=409 if refused else 200)


@needs(SEE_VISITS)
@require_POST
def revoke(request: HttpRequest, feed_id: int) -> HttpResponse:
    with transaction.atomic():
        feeds.revoke(feed_id=feed_id, staff_id=who(request).id, at=now())
    return HttpResponseRedirect(f"{reverse('desk:feeds')}?erledigt=feed_revoked")


@require_safe
def read(request: HttpRequest, feed_secret: str) -> HttpResponse:
    """For calendar programs: no cookie, the secret is the key. Unknown, revoked, owner gone: not found."""
    at = now()
    found = feeds.open_feed(feed_secret, at=at)
    if found is None:
        raise Http404
    try:
        name = in_force(at=at).section(Authority).name
    except Refusal:
        raise Http404 from None
    file = feeds.file_of(found, name=str(_("Termine %s") % name), at=at)
    response = HttpResponse(file.content, content_type="text/calendar; charset=utf-8")
    if request.headers.get("If-None-Match", "") == f'"{file.mark}"':
        response = HttpResponseNotModified()
    response["ETag"] = f'"{file.mark}"'
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


read.permission = OPEN  # type: ignore[attr-defined]  # the architecture tests read it


def _named(feed: Feed, rules: AppointmentRules) -> tuple[Feed, Any]:
    labels = dict(places(rules))
    there = f"{feed.office}|{feed.resource}" if feed.office else ""
    return feed, labels.get(there, _("alle Standorte und Schalter") if not there else feed.office)
