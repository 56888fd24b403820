"""Which papers this case needs, and which are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework import journey
from configuration import queries as configuration
from declarations.models import Declaration
from declarations.operations import answers_of
from documents import matrix
from documents import queries as documents
from documents.config import DocumentRules
from documents.facts import facts_of
from documents.models import Document


@dataclass(frozen=True)
class Requirement:
    kind: str
    label: Any
    hint: Any
    required: bool
    uploaded: list[Document]


def requirements(draft: Declaration, *, at: datetime) -> list[Requirement]:
    """What is asked for, in the order of the page, each with what was uploaded for it."""
    version = configuration.in_force(at=at)
    answers = answers_of(draft)
    today = journey.build_context(answers, at=at).today
    asked = matrix.requirements(facts_of(answers, today=today), version.section(DocumentRules))
    there = documents.of_case(draft.id)
    return [
        Requirement(item.kind, item.label, item.hint, item.required, [doc for doc in there if doc.kind == item.kind])
        for item in asked
    ]


def missing(draft: Declaration, *, at: datetime) -> list[Requirement]:
    return [item for item in requirements(draft, at=at) if item.required and not item.uploaded]
