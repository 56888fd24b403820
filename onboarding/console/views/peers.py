"""What other cities offer, and what this one offers to them. A copy becomes the draft; the difference is seen first."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, PUBLISH_CONFIGURATION, SEE_CONFIGURATION
from audit.operations import record, staff
from configuration import drafting, peers
from configuration.drafting import UnableToDraft
from configuration.peers import UnableToCopy
from configuration.showing import changes
from configuration.words import words_of
from kernel.clock import now
from onboarding.console.access import editor, needs
from onboarding.console.words import DONE, words_for


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    here, person = peers.offered_here(), who(request)
    shown = {
        "place": "peers", "offers": [(words_of(one.section), one) for one in peers.from_others()],
        "ours": [(words_of(name), name in here) for name in peers.may_be_offered()],
        "may_offer": person.may(PUBLISH_CONFIGURATION), "may_edit": person.may(EDIT_CONFIGURATION),
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/peers.html", shown)


@needs(PUBLISH_CONFIGURATION)
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    at, by, names = now(), editor(request), sorted(set(request.POST.getlist("abschnitt")) & set(peers.may_be_offered()))
    with transaction.atomic():
        peers.offer(names, by=by, at=at)
        record(action="configuration.offered", actor=staff(by.id), at=at, sections=names)
    return HttpResponseRedirect(f"{reverse('console:peers')}?erledigt=offered")


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """``stand``: the own section as it stood on the page; nobody's draft is replaced unseen."""
    try:
        there, value = peers.proposal(slug, section)
    except UnableToCopy:
        raise Http404 from None
    refused, status = None, 200
    if request.method == "POST":
        try:
            with transaction.atomic():
                drafting.save(
                    name=section, value=value, seen=request.POST.get("stand", ""), by=editor(request), at=now()
                )
            return HttpResponseRedirect(f"{reverse('console:section', args=[section])}?erledigt=filled")
        except UnableToDraft as refusal:
            refused, status = words_for(refusal), 409
    shown = {
        "place": "peers", "words": words_of(section), "slug": slug, "draft": there, "refused": refused,
        "changes": changes({section: there.value}, {section: value}), "replaces": there.is_changed,
    }  # fmt: skip
    return render(request, "console/peer_copy.html", shown, status=status)
