"""For which municipalities the authority is responsible: searched by name, added, taken away; what a postal code then asks."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.roles import EDIT_CONFIGURATION
from casework.right_authority import our_number
from configuration import drafting
from configuration.drafting import UnableToDraft
from configuration.words import words_of
from declarations.places import choosing, directory
from kernel.clock import now
from onboarding.console import places
from onboarding.console.access import editor, needs
from onboarding.console.keeping import Change, Kept, as_fields, keep, opened
from onboarding.console.own_pages import OwnPage, register
from onboarding.console.words import DONE
from tenants.middleware import own_transactions

SECTION = "declarations"
MOST_TRIES = 3
TYPED = ("gemeinde", "postleitzahlen", "plz", "andere")
CODE = re.compile(r"[0-9]{5}", re.ASCII)


@needs(EDIT_CONFIGURATION)
@own_transactions
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Buttons post what they add or take away; the two small forms post codes and names, one a line."""
    if request.method != "POST":
        return _show(request, opened(SECTION))
    change = _change(request)
    kept = _kept(request, change) if change else opened(SECTION)
    if kept.refused:
        return _show(request, kept)
    query = {name: text for name in ("suche", "plz") if (text := request.POST.get(name, ""))} | {"erledigt": "saved"}
    if places.faults_of(kept.draft.faults, request.POST.get("gemeinde", "")):
        query["gemeinde"] = request.POST["gemeinde"]
    return HttpResponseRedirect(f"{reverse('console:places')}?{urlencode(query)}")


def _kept(request: HttpRequest, change: Change) -> Kept:
    """To add or to take away one means the same whatever else was changed meanwhile, so it is done to what is there now."""
    kept = keep(request, SECTION, change, at=now())
    for _again in range(MOST_TRIES):
        if not kept.theirs or not ("dazu" in request.POST or "weg" in request.POST):
            break
        try:
            with transaction.atomic():
                mine, seen = dict(kept.draft.value), kept.theirs.stand
                kept = Kept(drafting.save(name=SECTION, value=mine, seen=seen, by=editor(request), at=now()))
        except UnableToDraft:
            kept = keep(request, SECTION, change, at=now())
    return kept


def _change(request: HttpRequest) -> Change | None:
    add, remove = request.POST.getlist("dazu"), request.POST.get("weg", "")
    town, code = request.POST.get("gemeinde", ""), request.POST.get("plz", "")
    if add:
        return lambda value: choosing.added(value, add)
    if remove:
        return lambda value: choosing.removed(value, remove)
    if town:
        codes = re.findall(r"\S+", request.POST.get("postleitzahlen", "").replace(",", " "))
        return lambda value: choosing.with_codes(value, town, codes)
    if CODE.fullmatch(code) and "andere" in request.POST:
        names = [line.strip() for line in request.POST["andere"].splitlines() if line.strip()]
        return lambda value: choosing.with_others(value, code, names)
    return None


def _show(request: HttpRequest, kept: Kept) -> HttpResponse:
    asked = request.GET
    value = as_fields((kept.theirs or kept.draft).value)  # what is kept, whatever this person wanted
    mine = choosing.chosen(value)
    overlaps, gaps = places.overlaps_and_gaps(value)
    code, searched = asked.get("plz", "").strip(), asked.get("suche", "").strip()[:60]
    own = directory.place(our_number().rstrip())
    shown = kept.shown() | {
        "words": words_of(SECTION), "mine": mine, "overlaps": overlaps, "gaps": gaps, "shared": choosing.shared(value),
        "searched": searched, "found": places.found(searched, value) if searched else None,
        "own": places.found(own.ags, value)[:1] if own and not mine else [],
        "code": code, "checked": places.checked(code, value) if CODE.fullmatch(code) else None,
        "code_faults": places.faults_of(kept.draft.faults, asked.get("gemeinde", "")),
        "opened": next((one for one in mine if one.ags == asked.get("gemeinde")), None),
        "plain": value.get("postal_codes") if not mine else [], "left_over": places.left_over(kept.draft.published, value),
        "without": [one for one in mine if not one.codes], "done": DONE.get(asked.get("erledigt", "")),
        "again": [(name, request.POST[name]) for name in TYPED if name in request.POST] if kept.refused else [],
        "faults": [one for one in kept.draft.faults if one.path.split(".")[0] in PAGE.fields],
    }  # fmt: skip
    return render(request, "console/own/places.html", shown, status=kept.status)


PAGE = OwnPage("console:places", places.TITLE, frozenset({"municipalities", "shared_codes", "postal_codes"}))
register(SECTION, PAGE)
