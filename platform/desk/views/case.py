"""One case on one screen: the story, the evidence beside the figures, the calculation, and what can be decided."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guard import who
from accounts.roles import SEE_CASE
from casework import by_telephone, stones
from casework import dossier as dossiers
from casework.accepted import accepted_texts
from casework.dossier import Dossier
from casework.options import Option
from casework.sheet import days_of
from declarations.states import State
from desk import money_words, words
from desk.access import needs
from desk.acting import open_case
from desk.forms.checking import CheckForm
from desk.history import folded
from identity.texts import METHODS
from kernel.clock import now

POSTED_AT_ONCE = ("take_up", "resume", "confirm")


@needs(SEE_CASE)
@require_safe
def page(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What went after its handover has a plain page, that says where it is."""
    stone = stones.of(case_id, at=now())
    if stone is not None:
        return render(request, "desk/stone.html", {"section": "queue", "stone": stone})
    found = open_case(request, case_id)
    options = [option for option in dossiers.decision_options(found, viewer=who(request).id) if _may(request, option)]
    shown = {
        "section": "queue", "dossier": found, "points": dossiers.open_points(found), "words": words, "money_words": money_words,
        "done": words.DONE.get(request.GET.get("erledigt", "")), "posted_at_once": POSTED_AT_ONCE,
        "options": {option.code: option for option in options}, **_bar(options),
        "check_form": CheckForm(), "accepted": accepted_texts(found.file), "days": days_of(_facts(found)),
        "identified_by": _identified_by(found), "history": folded(found.record.history),
        "undecided": found.case.state in (State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED),
        "unreceived": found.case.state == State.SEALED, "visit": by_telephone.of_case(found.case, found.visit, at=found.at),
    }  # fmt: skip
    return render(request, "desk/case.html", shown)


@needs(SEE_CASE)
@require_safe
def letter(request: HttpRequest, case_id: uuid.UUID, decision_id: int) -> HttpResponse:
    """The letter as it was frozen with the decision."""
    found = open_case(request, case_id)
    decision = next((item for item in found.record.decisions if item.id == decision_id and item.letter), None)
    if decision is None:
        raise Http404
    return render(request, "desk/letter.html", {"dossier": found, "letter": decision.letter, "decision": decision})


def _may(request: HttpRequest, option: Option) -> bool:
    return who(request).may(option.permission)


def _bar(options: list[Option]) -> dict[str, list[Option]]:
    return {
        "nexts": [option for option in options if option.rank == "next"],
        "decisions": [option for option in options if option.rank == "decision"],
        "more": [option for option in options if option.rank == "more"],
    }


def _facts(found: Dossier) -> Any:
    return found.credit.worksheet.facts


def _identified_by(found: Dossier) -> Any:
    proven = found.file.identification
    return METHODS.get(proven.method, proven.method) if proven else ""
