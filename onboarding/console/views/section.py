"""One section: its values with where they come from; each group of fields on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, SEE_CONFIGURATION
from configuration import drafting, preview, publishing
from configuration.drafting import Draft, SectionDraft, UnableToDraft
from configuration.showing import changes
from configuration.words import Group, SectionWords, words_of
from kernel.clock import german_day, now
from onboarding.console import sections
from onboarding.console.access import editor, needs
from onboarding.console.forms.group import GroupForm, merged
from onboarding.console.framing import framing, page_beside
from onboarding.console.keeping import is_by_itself, kept_so, not_kept
from onboarding.console.own_pages import home_of
from onboarding.console.words import DONE, Words, words_for


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest, section: str) -> HttpResponse:
    """A section that begins on a page of its own is shown there, so that no link leads past what is edited on it."""
    words, home = known(section), home_of(section)
    if home != request.path:
        return HttpResponseRedirect(home)
    return render(request, "console/section.html", told(request, words, drafting.current()))


def told(request: HttpRequest, words: SectionWords, draft: Draft) -> dict[str, Any]:
    """What the page of a section shows; a page that takes its place shows it too."""
    section = words.name
    there, staff = draft.section(section), who(request)
    newer = section in publishing.conflicts(draft, [section]) if there.is_changed else False
    state = sections.state_of(there, drafting.confirmed(there))
    return {
        "place": "start", "words": words, "draft": there, "state": sections.STATES[state],
        "untouched": state == "untouched",
        "blocks": sections.blocks(words, there, staff, on=german_day(now())), "buttons": sections.buttons(words, staff),
        "law": sections.law(words, on=german_day(now())), "unplaced": sections.unplaced(words, there), "newer": newer,
        "may_edit": staff.may(EDIT_CONFIGURATION), "changes": changes({section: there.published}, {section: there.value}),
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, section: str, group: str) -> HttpResponse:
    """Everything is kept, also what is wrong. A script may send the form by itself; it gets the new ``stand``."""
    words = known(section)
    asked = the_group(words, group)
    if request.method != "POST":
        return _show(request, words, asked, drafting.section_of(section))
    return _save(request, words, asked, at=now())


@needs(EDIT_CONFIGURATION)
@require_POST
def confirm(request: HttpRequest, section: str) -> HttpResponse:
    """A person looked at it and leaves it as it is."""
    by, at = editor(request), now()
    return _act(request, section, "confirmed", lambda seen: drafting.confirm(name=section, seen=seen, by=by, at=at))


@needs(EDIT_CONFIGURATION)
@require_POST
def discard(request: HttpRequest, section: str) -> HttpResponse:
    return _act(request, section, "discarded", lambda seen: drafting.discard(name=section, seen=seen))


@needs(EDIT_CONFIGURATION)
@require_POST
def keep(request: HttpRequest, section: str) -> HttpResponse:
    """The draft stays although something else was published meanwhile."""
    return _act(request, section, "noted", lambda seen: publishing.take_note(name=section, seen=seen))


def _act(request: HttpRequest, section: str, done: str, operation: Callable[[str], object]) -> HttpResponse:
    """Where what was shown is not there any more nothing is done, and the page shows what is."""
    known(section)
    try:
        with transaction.atomic():
            operation(request.POST.get("stand", ""))
    except (UnableToDraft, publishing.UnableToPublish):
        return back_to(section, "")
    return back_to(section, done)


def known(section: str) -> SectionWords:
    words = words_of(section)
    if words is None:
        raise Http404
    return words


def the_group(words: SectionWords, key: str) -> Group:
    found = words.group(key)
    if found is None:
        raise Http404
    return found


def back_to(section: str, done: str) -> HttpResponse:
    return HttpResponseRedirect(home_of(section) + (f"?erledigt={done}" if done else ""))


def _save(request: HttpRequest, words: SectionWords, asked: Group, *, at: datetime) -> HttpResponse:
    by_itself = is_by_itself(request)
    try:
        with transaction.atomic():
            there = drafting.section_of(words.name)
            value = merged(asked, there.value, request.POST)
            saved = drafting.save(
                name=words.name, value=value, seen=request.POST.get("stand", ""), by=editor(request), at=at
            )
    except UnableToDraft as refusal:
        return _refused(request, words, asked, refusal, by_itself=by_itself)
    faults = [fault.reason for fault in saved.faults if words.asked_at(fault.path) in asked.fields]
    if by_itself:
        return kept_so(saved, faults=faults, at=at)
    if faults:
        return _show(request, words, asked, saved, status=422)
    return back_to(words.name, "saved")


def _refused(
    request: HttpRequest, words: SectionWords, asked: Group, refusal: UnableToDraft, *, by_itself: bool
) -> HttpResponse:
    """What was typed stands over what the other one kept; nothing is written until this person has seen both."""
    told = words_for(refusal)
    if by_itself:
        return not_kept(told)
    theirs = drafting.section_of(words.name)
    mine = SectionDraft(words.name, merged(asked, theirs.value, request.POST), theirs.published, theirs.row)
    return _show(request, words, asked, mine, status=409, refused=told, theirs=theirs)


def _show(
    request: HttpRequest, words: SectionWords, asked: Group, there: SectionDraft, *, status: int = 200,
    refused: Words | None = None, theirs: SectionDraft | None = None,
) -> HttpResponse:  # fmt: skip
    form = GroupForm(asked, there.value, there.faults)
    apart: list[Any] = changes({words.name: theirs.value}, {words.name: there.value}) if theirs else []
    shown = {
        "place": "start", "words": words, "home": home_of(words.name), "group": asked, "form": form, "stand": (theirs or there).stand,
        "refused": refused, "theirs": theirs, "apart": apart, "kept": status == 422,
        "preview": preview.address(staff=who(request).id) + page_beside(words.name, asked.key), "has_errors": bool(form.errors or refused),
    }  # fmt: skip
    return framing(render(request, "console/group.html", shown, status=status))
