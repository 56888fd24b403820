"""A page that edits one part of the draft's calendars: shown as it is kept, saved whatever it says, never over another's.

Who edits another part of the same section meanwhile is not overwritten: what was typed is put into what is there now,
shown with both versions, and kept when it is sent once more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from appointments.config import AppointmentRules
from configuration import drafting
from configuration.drafting import SectionDraft, UnableToDraft
from configuration.showing import changes
from kernel.clock import now
from onboarding.console.access import editor
from onboarding.console.calendars import Gone
from onboarding.console.keeping import is_by_itself, kept_so, not_kept
from onboarding.console.words import Words, words_for
from ui.forms import Form

SECTION = AppointmentRules.section_name()
MORE, CHECK = "mehr", "pruefen"
Forms = Sequence[Form]


@dataclass(frozen=True)
class Editing:
    """``forms`` shows a value, ``merged`` puts what was typed into it; both raise ``Gone``. ``more``: the label of a button
    that adds an empty line; ``check``: of one that tries out what was saved, and ``tried`` does it, outside any transaction."""

    title: Any
    back: str
    back_label: Any
    forms: Callable[[SectionDraft, bool], Forms]
    merged: Callable[[Any, Any], Any]
    about: Any = ""
    more: Any = ""
    check: Callable[[Any], Any] | None = None
    tried: Callable[[Any], tuple[bool, Any]] | None = None

    def offers_to_check(self, value: Any) -> Any:
        return self.check(value) if self.check is not None else ""


def answer(request: HttpRequest, editing: Editing) -> HttpResponse:
    """Everything is kept, also what is wrong. A script may send the form by itself; it gets the new ``stand``."""
    try:
        if request.method == "POST":
            return _save(request, editing, at=now())
        return _show(request, editing, drafting.section_of(SECTION), blank="leer" in request.GET)
    except Gone:
        return gone()


def gone() -> HttpResponse:
    """Somebody took the office or the counter out of the draft."""
    return HttpResponseRedirect(f"{reverse('console:visits')}?erledigt=gone")


def save(request: HttpRequest, merged: Callable[[Any], Any], *, at: datetime) -> SectionDraft:
    """The section with the change, if the page's ``stand`` still holds. Refused: ``UnableToDraft``."""
    with transaction.atomic():
        there = drafting.section_of(SECTION)
        value = merged(there.value)
        return drafting.save(name=SECTION, value=value, seen=request.POST.get("stand", ""), by=editor(request), at=at)


def _save(request: HttpRequest, editing: Editing, *, at: datetime) -> HttpResponse:
    by_itself = is_by_itself(request)
    try:
        saved = save(request, lambda value: editing.merged(value, request.POST), at=at)
    except UnableToDraft as refusal:
        return _refused(request, editing, refusal, by_itself=by_itself)
    forms = editing.forms(saved, False)
    wrong = sum(len(form.errors) for form in forms)
    step = request.POST.get("schritt", "")
    if by_itself:
        said = [sentence for form in forms for sentences in form.errors.values() for sentence in sentences]
        return kept_so(saved, faults=said, at=at)
    if step == MORE:
        return HttpResponseRedirect(f"{request.path}?leer=1#neu")
    if wrong or (editing.tried is not None and editing.offers_to_check(saved.value) and step != CHECK):
        return _show(request, editing, saved, status=422 if wrong else 200, kept=True)
    if step == CHECK and editing.tried is not None:
        return _show(request, editing, saved, tried=editing.tried(saved.value))
    return HttpResponseRedirect(f"{editing.back}?erledigt=saved")


def _refused(request: HttpRequest, editing: Editing, refusal: UnableToDraft, *, by_itself: bool) -> HttpResponse:
    told = words_for(refusal)
    if by_itself:
        return not_kept(told)
    theirs = drafting.section_of(SECTION)
    mine = SectionDraft(SECTION, editing.merged(theirs.value, request.POST), theirs.published, theirs.row)
    return _show(request, editing, mine, status=409, refused=told, theirs=theirs)


def _show(
    request: HttpRequest, editing: Editing, there: SectionDraft, *, status: int = 200, blank: bool = False,
    kept: bool = False, refused: Words | None = None, theirs: SectionDraft | None = None,
    tried: tuple[bool, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    forms = editing.forms(there, blank)
    shown = {
        "place": "start", "editing": editing, "forms": forms, "sources": [*forms, None, None, None][:3],
        "stand": (theirs or there).stand, "refused": refused, "theirs": theirs, "kept": kept,
        "wrong": any(form.errors for form in forms), "tried": tried, "check": editing.offers_to_check(there.value),
        "apart": changes({SECTION: theirs.value}, {SECTION: there.value}) if theirs else [],
        "has_errors": bool(refused) or any(form.errors for form in forms),
    }  # fmt: skip
    return render(request, "console/visits/edit.html", shown, status=status)
