"""How dates and papers of a case are named for the sponsor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.status import WAITING
from declarations.models import Declaration
from declarations.states import State
from documents import queries
from documents.kinds import FROM_AUTHORITY, KINDS, label_of
from documents.models import Document
from ui.formats import long_date

NOT_FOR_SPONSORS = frozenset({"worksheet"})


@dataclass(frozen=True)
class Paper:
    document: Document
    name: Any
    about: Any


def until_in_words(case: Declaration, until: date | None) -> str:
    """What the date of the status means; empty when there is none."""
    if until is None:
        return ""
    if case.state == State.DRAFT:
        words = _("Ihr Entwurf ist bis %(until)s gespeichert.")
    elif case.state == State.SEALED:
        words = _("Bitte bezahlen Sie bis %(until)s. Danach löschen wir den Antrag.")
    elif case.state in WAITING:
        words = _("Bitte antworten Sie bis %(until)s.")
    else:
        words = _("Wir wollen bis %(until)s entscheiden. Nachfragen müssen Sie nicht: Wir schreiben Ihnen.")
    return words % {"until": long_date(until)}


def papers_of(case: Declaration) -> list[Paper]:
    """What the sponsor may see, newest of ours first: each kind that we made once, in its last version."""
    there = [document for document in queries.of_case(case.id) if document.kind not in NOT_FOR_SPONSORS]
    ours = {document.kind: document for document in there if _made_by_us(document)}
    theirs = [document for document in there if document.kind == FROM_AUTHORITY]
    sent = [document for document in there if not _made_by_us(document) and document.kind != FROM_AUTHORITY]
    return (
        [Paper(document, label_of(kind), "") for kind, document in reversed(ours.items())]
        + [Paper(document, document.name, long_date(document.uploaded_at)) for document in reversed(theirs)]
        + [Paper(document, document.name, label_of(document.kind)) for document in sent]
    )


def _made_by_us(document: Document) -> bool:
    return document.kind in KINDS and KINDS[document.kind].system and document.kind != FROM_AUTHORITY
