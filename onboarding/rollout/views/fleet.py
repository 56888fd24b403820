"""All authorities, twice: as a list and as a map of Germany. What is not as it should be is on top."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import SEE_FLEET, WORK_FLEET
from kernel.clock import now
from onboarding.rollout import board, choosing, districts, paging
from onboarding.rollout.access import may, needs
from onboarding.rollout.actions import ACTIONS
from onboarding.rollout.board import Line
from onboarding.rollout.choosing import NONE, Wanted
from onboarding.rollout.models import Wave
from onboarding.rollout.words import LAENDER, NO_CITY

COLUMNS = (
    ("name", _("Behörde")),
    ("land", _("Land")),
    ("stand", _("Stand")),
    ("", _("Was nicht stimmt")),
    ("welle", _("Welle")),
    ("gemeldet", _("Gemeldet")),
)


@needs(SEE_FLEET)
@never_cache
@require_safe
def fleet(request: HttpRequest) -> HttpResponse:
    """Fifty to a page, searched, filtered and sorted by the address."""
    at, wanted = now(), choosing.read(request.GET)
    everything = board.lines(at=at)
    found = choosing.chosen(everything, wanted)
    shown = {
        **_common(request, everything, wanted, at),
        "section": "fleet",
        "page": paging.page_of(found, len(found), request.GET),
        "columns": [_column(request, wanted.order, name, label) for name, label in COLUMNS],
        "strays": board.strays(),
        "kinds": ACTIONS.values() if may(request, WORK_FLEET) else (),
    }
    return render(request, "rollout/fleet.html", shown)


@needs(SEE_FLEET)
@never_cache
@require_safe
def map_of_germany(request: HttpRequest) -> HttpResponse:
    """The same as a drawing: what the filter leaves out is faded."""
    at, wanted = now(), choosing.read(request.GET)
    everything = board.lines(at=at)
    shapes, towns = districts.places(everything, lambda line: choosing.fits(line, wanted))
    placeless = sum(not line.authority.places for line in everything)
    shown = {
        **_common(request, everything, wanted, at),
        "section": "map", "districts": shapes, "towns": towns, "drawing": districts.drawing(), "placeless": placeless,
    }  # fmt: skip
    return render(request, "rollout/map.html", shown)


def _common(request: HttpRequest, everything: list[Line], wanted: Wanted, at: datetime) -> dict[str, Any]:
    counted = board.counts(everything)
    return {
        "at": at, "wanted": wanted, "query": request.GET.urlencode(),
        "stages": [
            (stage or NONE, stage or "none", name, count, paging.address(request.GET, stand=stage or NONE, seite=1))
            for stage, name, count in counted
        ],
        "total": len(everything),
        "with_us": sum(count for stage, _name, count in counted if stage != NO_CITY),
        "troubled": sum(bool(line.troubles) for line in everything),
        "laender": LAENDER.items(), "waves": Wave.objects.order_by("planned_on", "name"), "none": NONE,
    }  # fmt: skip


def _column(request: HttpRequest, order: str, name: str, label: Any) -> dict[str, Any]:
    """A heading that sorts; the same again turns the order round."""
    current = bool(name) and order.removeprefix("-") == name
    following = f"-{name}" if order == name else name
    address = paging.address(request.GET, sortierung=following, seite=1) if name else ""
    direction = ("descending" if order.startswith("-") else "ascending") if current else ""
    return {"label": label, "address": address, "direction": direction}
