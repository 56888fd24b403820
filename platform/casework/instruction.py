"""The texts that a sponsor is shown and accepts, and what of them is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from declarations import texts
from declarations.casefile.document import Acceptance
from declarations.models import Declaration
from kernel.clock import german_day


@dataclass(frozen=True)
class InstructionText:
    """One text in the sponsor's language; ``german`` is the binding wording, shown beside a translation."""

    id: str
    version: str
    state: str
    nature: str
    optional: bool
    source: str
    title: str
    body: str
    german: str
    sha256: str


def texts_of(draft: Declaration, *, at: datetime) -> list[InstructionText]:
    return [
        InstructionText(
            text.id, text.version, text.state, text.nature, text.optional, text.source,
            text.title(draft.language), text.body(draft.language), text.body("de"), text.sha256(draft.language),
        )
        for text in texts.in_force(on=german_day(at), mode=draft.mode or "prepare_and_sign")
    ]  # fmt: skip


def to_accept(draft: Declaration, *, at: datetime) -> list[InstructionText]:
    """The texts that have a box of their own; the declaration's wording itself is accepted by declaring."""
    return [text for text in texts_of(draft, at=at) if text.nature != "instruction"]


def acceptances(draft: Declaration, accepted: dict[str, str], *, at: datetime) -> tuple[list[Acceptance], list[str]]:
    """What was accepted, as it is stored, and the ids that are missing or whose text has changed meanwhile."""
    kept, faults = [], []
    for text in texts_of(draft, at=at):
        shown = accepted.get(text.id, "")
        if text.nature == "instruction" or shown == text.sha256:
            kept.append(
                Acceptance(text=text.id, version=text.version, language=_language(draft), sha256=text.sha256, at=at)
            )
        elif shown or not text.optional:
            faults.append(text.id)
    return kept, faults


def _language(draft: Declaration) -> str:
    return "en" if draft.language == "en" else "de"
