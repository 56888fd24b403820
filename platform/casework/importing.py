"""A case from a file: filed as the journey would file it, refused with the same words for the same reasons."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.operations import SPONSOR
from casework import further_parties, journey, submission
from casework.submission import Authority, Filed, UnableToSubmit
from declarations import operations
from declarations.casefile import path
from declarations.casefile.document import FORMAT
from declarations.casefile.mechanism import Problem
from declarations.models import Declaration
from documents import operations as documents
from documents.refusals import UnableToAccept
from kernel.errors import Refusal

KEYS = frozenset(
    {
        "format",
        "sponsor_kind",
        "representation_kind",
        "language",
        "answers",
        "acceptances",
        "attachments",
        further_parties.GUESTS,
        further_parties.SECOND,
    }
)
BY_THE_PLATFORM = frozenset({"identification", "filing"})
MESSAGES: dict[str, Any] = {
    "incomplete": _("Einige Angaben fehlen oder stimmen nicht."),
    "evidence_missing": _("Es fehlen Nachweise."),
    "not_accepted": _("Nicht alle Texte wurden bestätigt."),
    "texts_changed": _("Die Texte haben sich geändert. Bitte lesen und bestätigen Sie sie noch einmal."),
    "not_identified": _("Verbindlich erklären kann nur, wer sich vorher mit dem Online-Ausweis ausweist."),
}


class UnableToImport(Refusal):
    """The file is refused whole: nothing was filed. ``problems`` lists every place."""

    code = "case_refused"

    def __init__(self, code: str, problems: list[Problem]) -> None:
        super().__init__(MESSAGES.get(code, ""), code=code)
        self.problems = problems


@dataclass
class _Collected:
    problems: list[Problem] = field(default_factory=list)

    def add(self, place: str, code: str, message: Any) -> None:
        self.problems.append(Problem(place, code, message))


def file_case(*, document: dict[str, Any], authority: Authority, at: datetime) -> Filed:
    """Joins the caller's transaction; on a refusal the caller rolls back, so that nothing is left behind."""
    collected = _Collected()
    _check_shape(document, collected)
    if collected.problems:
        raise UnableToImport("incomplete", collected.problems)
    draft = journey.start(language=document.get("language") or "de", at=at).declaration
    _take_answers(draft, document["answers"], collected, at)
    parties = further_parties.check(document, at=at)
    collected.problems += parties.problems
    _take_papers(draft, document.get("attachments") or [], collected, at)
    if collected.problems:
        raise UnableToImport("incomplete", collected.problems)
    accepted = {item["text"]: item["sha256"] for item in document.get("acceptances") or []}
    try:
        filed = submission.submit(
            case_id=draft.id, authority=authority, accepted=accepted, revision=None, session="", at=at,
            declarants=_declarants(document),
        )  # fmt: skip
    except UnableToSubmit as refusal:
        raise UnableToImport(refusal.code, _named(refusal)) from refusal
    further_parties.keep(draft.id, parties)
    return filed


def _check_shape(document: dict[str, Any], collected: _Collected) -> None:
    if document.get("format") != FORMAT:
        collected.add("format", "format", _("Das ist keine Fallakte im Format %(format)s.") % {"format": FORMAT})
    for key in document:
        if key not in KEYS | BY_THE_PLATFORM:
            collected.add(key, "extra_forbidden", _("Dieses Feld kennt das Formular nicht."))
    if not isinstance(document.get("answers"), dict):
        collected.add("answers", "required", _("Die Angaben fehlen."))
    if document.get("language", "de") not in ("de", "en"):
        collected.add("language", "enum", _("Wählen Sie Deutsch (de) oder Englisch (en)."))
    if _declarants(document) not in (1, 2):
        collected.add("filing.declarants", "range", _("Verpflichten können sich eine Person oder zwei gemeinsam."))
    for place, item in enumerate(document.get("acceptances") or []):
        if not isinstance(item, dict) or not item.get("text") or not item.get("sha256"):
            collected.add(f"acceptances.{place}", "required", _("Text und Prüfsumme fehlen."))


def _declarants(document: dict[str, Any]) -> Any:
    """How many people undertake it: two where the file says who the second is, else what it says of the number."""
    if document.get(further_parties.SECOND):
        return 2
    filing = document.get("filing")
    return filing.get("declarants", 1) if isinstance(filing, dict) else 1


def _take_answers(draft: Declaration, answers: dict[str, Any], collected: _Collected, at: datetime) -> None:
    """Section by section in the order of the journey, each checked with the answers before it."""
    for place in _unknown(answers):
        collected.add(place, "extra_forbidden", _("Dieses Feld kennt das Formular nicht."))
    context = journey.build_context(answers, at=at)
    found = path.problems(context)
    collected.problems += found
    if not found:
        locked = operations.locked(draft.id)
        keep = locked.expires_at - at if locked.expires_at else at - at
        operations.replace_answers(draft=locked, answers=path.prune(context), keep=keep, at=at)


def _unknown(answers: dict[str, Any]) -> list[str]:
    groups = {key.split(".")[0] for key in path.BY_KEY}
    return [key for key in answers if key not in groups]


def _take_papers(draft: Declaration, papers: list[Any], collected: _Collected, at: datetime) -> None:
    for place, paper in enumerate(papers):
        try:
            content = base64.b64decode(paper["content"], validate=True)
            documents.accept_upload(
                case_id=draft.id, kind=paper["kind"], name=paper.get("name") or "", content=content, by=SPONSOR, at=at
            )
        except UnableToAccept as refusal:
            collected.add(f"attachments.{place}", refusal.code, refusal.message)
        except (KeyError, TypeError, binascii.Error):
            collected.add(f"attachments.{place}", "unreadable", _("Art oder Inhalt dieses Nachweises fehlen."))


def _named(refusal: UnableToSubmit) -> list[Problem]:
    places = [Problem(place, refusal.code, MESSAGES.get(refusal.code, "")) for place in refusal.missing]
    return refusal.problems or places or [Problem("", refusal.code, refusal.message or MESSAGES.get(refusal.code, ""))]
