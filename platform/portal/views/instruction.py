"""The law's weight in plain sentences, the warning, and a box of its own for each text."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework import instruction
from casework.instruction import InstructionText
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from kernel.clock import now
from portal.browser import handing_in_of, keep_handing_in
from portal.draft import speak
from portal.forms.instruction import InstructionForm
from portal.pages import draft_page


def hash_of(texts: list[InstructionText]) -> str:
    """One hash over all texts as they are shown."""
    return hashlib.sha256("|".join(f"{text.id}:{text.sha256}" for text in texts).encode()).hexdigest()


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    state = handing_in_of(request, draft)
    if state is None or state.revision != draft.revision:
        return redirect("portal:review")
    speak(draft)
    texts = instruction.texts_of(draft, at=now())
    form = InstructionForm(texts, request.POST if request.method == "POST" else None)
    stale = form.is_bound and request.POST.get("texte") != hash_of(texts)
    if form.is_bound and not stale and form.is_valid():
        response = redirect("portal:submit")
        accepted = replace(state, texts=hash_of(texts), optional=form.optional_accepted())
        keep_handing_in(response, draft, accepted)
        return response
    shown = {
        "form": InstructionForm(texts) if stale else form,
        "stale": stale or "geaendert" in request.GET,
        "texts_hash": hash_of(texts),
        "binding": draft.mode == Mode.BINDING,
        "specimen": any(text.state == "draft" for text in texts),
        "translated": draft.language != "de",
    }
    return render(request, "portal/instruction.html", shown)
