"""Reading what people at the desk added to a case: notes, decisions, what happened to the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework import reported
from casework.letters import Letter
from casework.models import Decision, Note, PaperStep
from casework.review import DECISION_REASON, LETTER, NOTE, PAPER
from declarations.models import Declaration
from declarations.sealing import CaseCipher

STEPS: dict[str, Any] = {
    "signed": _("Unterschrieben"),
    "issued": _("Urkunde ausgestellt"),
    "handed_over": _("Urkunde übergeben"),
    "posted": _("Urkunde verschickt"),
    "forwarded": _("Weiterverwiesen"),
}
DETAILS: dict[str, Any] = {
    "identity_checked": _("Identität geprüft"),
    "serial": _("Seriennummer"),
    "remarks": _("Behördenvermerke"),
    "to": _("An"),
    "proof": _("Sendungsnummer"),
    "authority": _("Zuständige Behörde"),
    "clerk": _("Im Fachverfahren erledigt von"),
    "clerk_at": _("Im Fachverfahren erledigt am"),
}


@dataclass(frozen=True)
class NoteView:
    text: str
    by: int
    at: datetime


@dataclass(frozen=True)
class DecisionView:
    """``clerk`` and ``decided_at``: as the authority's own system reported it; then it was nobody here."""

    id: int
    outcome: str
    reason: str
    letter: Letter | None
    by: int
    at: datetime
    clerk: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class PaperView:
    """``details`` are pairs of label and text."""

    step: str
    title: Any
    details: list[tuple[Any, str]]
    by: int
    at: datetime


def notes_of(case: Declaration, cipher: CaseCipher) -> list[NoteView]:
    """Newest first."""
    rows = Note.objects.filter(case=case).order_by("-written_at", "-id")
    return [NoteView(cipher.open_json(row.sealed_text, NOTE), row.written_by, row.written_at) for row in rows]


def decisions_of(case: Declaration, cipher: CaseCipher) -> list[DecisionView]:
    rows = Decision.objects.filter(case=case).order_by("decided_at", "id")
    return [
        DecisionView(
            row.id, row.outcome, cipher.open_json(row.sealed_reason, DECISION_REASON),
            _letter(cipher.open_json(row.sealed_letter, LETTER)) if row.sealed_letter else None,
            row.decided_by, row.decided_at, *(reported.opened(row.sealed_report, cipher) or ()),
        )
        for row in rows
    ]  # fmt: skip


def paper_of(case: Declaration, cipher: CaseCipher) -> list[PaperView]:
    rows = PaperStep.objects.filter(case=case).order_by("at", "id")
    return [
        PaperView(row.step, STEPS.get(row.step, row.step), _details(cipher.open_json(row.sealed_details, PAPER)), row.by, row.at)
        for row in rows
    ]  # fmt: skip


def _details(raw: Mapping[str, str]) -> list[tuple[Any, str]]:
    return [(DETAILS.get(name, name), text) for name, text in raw.items() if text]


def _letter(raw: Mapping[str, Any]) -> Letter:
    sections = [(heading, list(paragraphs)) for heading, paragraphs in raw["sections"]]
    return Letter(**{**raw, "sections": sections})
