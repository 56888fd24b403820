"""What the stated income may carry: encouraging, never a promise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework import journey
from creditcheck.wording import sentence_text
from declarations.models import Declaration
from kernel.clock import now
from portal.pages import draft_page


@draft_page
def page(request: HttpRequest, draft: Declaration) -> HttpResponse:
    preview = journey.preview(draft, at=now())
    if preview is None:
        return redirect("portal:tasks")
    shown = {
        "sentences": [sentence_text(sentence) for sentence in preview.sentences],
        "good": bool(preview.possible_adults),
        "preview": preview,
    }
    return render(request, "portal/preview.html", shown)
