"""One view for every section of the case file: shows, checks, saves, goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from casework import journey
from declarations.casefile.mechanism import Context, Section
from declarations.casefile.path import fetch
from declarations.casefile.readable import Row, value_text
from declarations.models import Declaration
from declarations.operations import UnableToSave, locked
from declarations.states import State
from kernel.clock import now
from portal import lists
from portal.fingerprint import FIELD, differences, fingerprint
from portal.forms.builder import SectionForm
from portal.pages import draft_page, instead_of_draft
from portal.slugs import OWN_PAGES, section_of
from portal.steps import after, back_to, mark_of, marked
from portal.unsaved import keep_typed, left_typed
from portal.vouched import locked_in

# Where the answer was given before, it is only to be confirmed.
KNOWN_BEFORE = {("sponsor.address", "postal_code"): "eligibility.postal_code"}


@dataclass
class Page:
    """A section with what is known of it."""

    request: HttpRequest
    draft: Declaration
    section: type[Section]
    at: datetime

    @cached_property
    def context(self) -> Context:
        return journey.context_of(self.draft, at=self.at)

    @cached_property
    def saved(self) -> dict[str, Any]:
        return fetch(self.context.answers, self.section.key)

    @cached_property
    def known(self) -> dict[str, Any]:
        before = {
            name: self.context.value(path)
            for (key, name), path in KNOWN_BEFORE.items()
            if key == self.section.key and self.context.value(path)
        }
        return {**before, **self.saved}

    @cached_property
    def locked(self) -> frozenset[str]:
        return locked_in(self.section, self.draft, self.context)

    def form(self) -> SectionForm:
        """As it was sent; else as it was left when it could not be saved; else with what is known."""
        data = self.request.POST if self.request.method == "POST" else left_typed(self.draft, self.section.key)
        return SectionForm(self.section, self.context, stored=self.known, locked=self.locked, data=data)


@draft_page
def page(request: HttpRequest, draft: Declaration, slug: str) -> HttpResponse:
    section = section_of(slug)
    if section is None:
        raise Http404
    if section.key in OWN_PAGES:
        return redirect(OWN_PAGES[section.key])
    if request.method == "POST":
        return _post(request, draft, section)
    opened = Page(request, draft, section, now())
    if not section.needed(opened.context):
        return redirect("portal:tasks")
    return _show(opened, opened.form())


def _post(request: HttpRequest, draft: Declaration, section: type[Section]) -> HttpResponse:
    """Checks and saves under the lock of the draft, so that two windows cannot overwrite each other unseen."""
    try:
        with transaction.atomic():
            opened = Page(request, locked(draft.id), section, now())
            if opened.draft.state != State.DRAFT:
                raise UnableToSave()
            form = opened.form()
            target = _saved(opened, form)
    except UnableToSave:
        return instead_of_draft(request)
    return target or _show(opened, form)


def _saved(opened: Page, form: SectionForm) -> HttpResponse | None:
    """Where to go after saving, or None when the page has to be shown again."""
    request, key = opened.request, opened.section.key
    complete = form.is_valid()
    if "later" in request.POST:
        journey.store_unchecked(case_id=opened.draft.id, key=key, raw=form.raw(), at=opened.at)
        if form.unread:
            keep_typed(request, opened.draft, key)
        return redirect("portal:pause")
    if complete and lists.wants_first_item(opened.section, form.raw()):
        journey.store_unchecked(case_id=opened.draft.id, key=key, raw=form.raw(), at=opened.at)
        return redirect(marked(lists.address_of_new(opened.section), request))
    if not complete:
        keep_typed(request, opened.draft, key)
    if not complete or form.other_problems or _differs(opened, form):
        return None
    journey.save(case_id=opened.draft.id, key=key, raw=form.raw(), at=opened.at)
    if mark_of(request):
        return redirect(back_to(request))
    opened.draft.refresh_from_db()
    return redirect(after(key, journey.task_list(opened.draft, at=opened.at)))


def _differs(opened: Page, form: SectionForm) -> list[Row]:
    shown = opened.request.POST.get(FIELD, "")
    typed = form.checked(form.raw()).value
    return differences(opened.section, opened.context, saved=opened.saved, typed=typed, shown=shown)


def _show(opened: Page, form: SectionForm) -> HttpResponse:
    section, request = opened.section, opened.request
    differs = _differs(opened, form) if form.is_bound and not form.errors else []
    shown = request.POST.get(FIELD, "") if form.errors else ""
    page = {
        "form": form,
        "heading": section.title,
        "why": section.why,
        "back_url": back_to(request),
        "later": True,
        "shown": shown or fingerprint(opened.saved),
        "differs": differs,
        "facts": [
            Row(name, str(ask.label), value_text(section, name, opened.saved[name]))
            for name, ask in section.asks().items()
            if name in opened.locked
        ],
        "others": lists.others(section, form.other_problems) if form.is_bound else [],
        **lists.shown(section, opened.saved),
    }
    page["has_errors"] = bool(page["others"])
    return render(request, "portal/section.html", page)
