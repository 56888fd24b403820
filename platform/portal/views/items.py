"""Adding, changing and removing one entry of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import journey
from configuration.queries import in_force
from declarations.casefile.mechanism import Context, Problem, Section
from declarations.casefile.path import check_section, fetch
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import UnableToSave, locked, save_section
from kernel.clock import now
from portal import lists
from portal.fingerprint import FIELD, fingerprint
from portal.forms.builder import SectionForm
from portal.pages import draft_page, instead_of_draft
from portal.slugs import SLUGS, address_of, list_of, section_of
from portal.steps import marked
from portal.unsaved import keep_typed, left_typed

LATER = "later"


@dataclass
class Place:
    """The list of a section, with what is in it."""

    draft: Declaration
    section: type[Section]
    name: str
    kind: type[Section]
    context: Context
    saved: dict[str, Any]
    at: datetime

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(self.saved.get(self.name) or [])

    def store(self, items: list[dict[str, Any]]) -> None:
        """Writes the list. Whether there is anything to list follows from it; an empty list leaves that open again."""
        switch = lists.switch_of(self.section)
        value = {name: item for name, item in self.saved.items() if name not in (self.name, switch)}
        value |= {switch: True, self.name: items} if items else {}
        keep = timedelta(days=in_force(at=self.at).section(DeclarationRules).draft_days)
        save_section(case_id=self.draft.id, key=self.section.key, value=value, keep=keep, at=self.at)

    def problems_with(self, items: list[dict[str, Any]]) -> list[Problem]:
        """What is wrong with the list as a whole, for example a second spouse."""
        raw = {**self.saved, lists.switch_of(self.section): True, self.name: items}
        path = f"{self.section.key}.{self.name}"
        return [problem for problem in check_section(self.section, raw, self.context).problems if problem.path == path]


def _place(draft: Declaration, slug: str, at: datetime) -> Place:
    section = section_of(slug)
    found = list_of(section) if section else None
    if section is None or found is None:
        raise Http404
    context = journey.context_of(draft, at=at)
    return Place(draft, section, *found, context, fetch(context.answers, section.key), at)


@draft_page
def page(request: HttpRequest, draft: Declaration, slug: str, number: int = 0) -> HttpResponse:
    """One entry; number 0 is a new one."""
    if request.method == "POST":
        return _post(request, draft, slug, number)
    place = _place(draft, slug, now())
    if number > len(place.items):
        return redirect(address_of(place.section.key))
    return _show(request, place, number, _form(request, place, number))


def _form(request: HttpRequest, place: Place, number: int) -> SectionForm:
    stored = place.items[number - 1] if 0 < number <= len(place.items) else {}
    at = f"{place.section.key}.{place.name}.{max(number - 1, 0)}"
    data = request.POST if request.method == "POST" else left_typed(place.draft, _page_key(place, number))
    return SectionForm(place.kind, place.context, stored=stored, place=at, data=data)


def _page_key(place: Place, number: int) -> str:
    return f"{place.section.key}.{place.name}.{number or 'new'}"


def _post(request: HttpRequest, draft: Declaration, slug: str, number: int) -> HttpResponse:
    try:
        with transaction.atomic():
            place = _place(locked(draft.id), slug, now())
            form = _form(request, place, number)
            complete = form.is_valid()
            done = (complete or LATER in request.POST) and _put(request, place, number, form)
            if not done:
                keep_typed(request, place.draft, _page_key(place, number))
    except UnableToSave:
        return instead_of_draft(request)
    if done and LATER in request.POST:
        return redirect("portal:pause")
    if done:
        return redirect(marked(address_of(place.section.key), request))
    return _show(request, place, number, form)


def _put(request: HttpRequest, place: Place, number: int, form: SectionForm) -> bool:
    """Puts the entry in its place. A second click, or a page that was open twice, adds nothing a second time."""
    items, item = place.items, form.checked(form.raw()).value
    since = request.POST.get(FIELD, "")
    if since and since != fingerprint(place.items) and item in items:
        return True
    changed = [*items, item] if not 0 < number <= len(items) else [*items[: number - 1], item, *items[number:]]
    if LATER not in request.POST:
        for problem in place.problems_with(changed):
            form.add_error(None, problem.message)
        if form.errors:
            return False
    if item:
        place.store(changed)
    if form.unread:
        keep_typed(request, place.draft, _page_key(place, (number or len(changed)) if item else number))
    return True


def _show(request: HttpRequest, place: Place, number: int, form: SectionForm) -> HttpResponse:
    page = {
        "form": form,
        "heading": place.kind.title,
        "back_url": marked(address_of(place.section.key), request),
        "shown": request.POST.get(FIELD) or fingerprint(place.items),
        "submit_label": _("Speichern"),
        "later": True,
    }
    return render(request, "portal/item.html", page)


@draft_page
def remove(request: HttpRequest, draft: Declaration, slug: str, number: int) -> HttpResponse:
    """Asks once, then takes the entry out; when it is gone already, that is fine too."""
    place = _place(draft, slug, now())
    back = marked(address_of(place.section.key), request)
    if not 0 < number <= len(place.items):
        return redirect(back)
    if request.method == "POST":
        with transaction.atomic():
            _take_out(request, _place(locked(draft.id), slug, now()), number)
        return redirect(back)
    item = place.items[number - 1]
    page = {
        "name": lists.name_of(item, number),
        "back_url": back,
        "shown": fingerprint(item),
        "slug": SLUGS[place.section.key],
    }
    return render(request, "portal/remove.html", page)


def _take_out(request: HttpRequest, place: Place, number: int) -> None:
    """Exactly the entry that was shown, wherever it stands by now."""
    shown = request.POST.get(FIELD, "")
    there = [position for position, item in enumerate(place.items) if fingerprint(item) == shown]
    if there:
        position = number - 1 if number - 1 in there else there[0]
        place.store([item for at, item in enumerate(place.items) if at != position])
