"""A section as text: for what no form can hold yet, and for those who like it better. Checked like everything else."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION
from configuration import apart, drafting
from configuration.drafting import SectionDraft, UnableToDraft
from configuration.schemas import LinedFault, UnableToImport, read_section, to_yaml
from configuration.showing import changes
from configuration.words import SectionWords
from kernel.clock import now
from onboarding.console.access import editor, needs
from onboarding.console.set_apart import Stayed, stayed
from onboarding.console.views.section import back_to, known
from onboarding.console.words import Words, import_words, words_for


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, section: str) -> HttpResponse:
    words = known(section)
    if request.method != "POST":
        there = drafting.section_of(section)
        faults = [LinedFault(0, fault.path, fault.reason) for fault in there.faults]
        return _show(request, words, there.stand, to_yaml(there.value), faults)
    return _save(request, words, request.POST.get("text", "").replace("\r\n", "\n"), request.POST.get("stand", ""))


def _save(request: HttpRequest, words: SectionWords, text: str, seen: str) -> HttpResponse:
    try:
        value, faults = read_section(words.name, text)
    except UnableToImport as refusal:
        told = import_words(refusal)
        return _show(request, words, seen, text, refusal.faults, refused=told, status=422)
    try:
        with transaction.atomic():
            saved = drafting.save(name=words.name, value=value, seen=seen, by=editor(request), at=now())
    except UnableToDraft as refusal:
        there = drafting.section_of(words.name)
        return _show(
            request, words, there.stand, text, [], refused=words_for(refusal), theirs=there, mine=value, status=409
        )
    if left := apart.left(words.name, value, saved.value):
        wrong = [LinedFault(0, fault.path, fault.reason) for fault in saved.faults]
        shown = stayed(who(request), [(words.name, field) for field in left])
        return _show(request, words, saved.stand, to_yaml(saved.value), wrong, left=shown, status=422 if wrong else 200)
    if faults:
        return _show(request, words, saved.stand, text, faults, status=422)
    return back_to(words.name, "saved")


def _show(
    request: HttpRequest, words: SectionWords, stand: str, text: str, faults: list[LinedFault], *,
    refused: Words | None = None, theirs: SectionDraft | None = None, mine: object = None, left: list[Stayed] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    apart = changes({words.name: theirs.value}, {words.name: mine}) if theirs else []
    shown = {
        "place": "start", "words": words, "stand": stand, "text": text, "faults": faults, "refused": refused,
        "apart": apart, "theirs": theirs, "kept": status == 422 and refused is None, "has_errors": bool(refused or faults),
        "left": left,
    }  # fmt: skip
    return render(request, "console/text.html", shown, status=status)
