"""The texts that a sponsor accepted, as the desk shows them: which version, when, and whether the hash still fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from declarations import texts
from declarations.casefile.document import Acceptance, CaseFile


@dataclass(frozen=True)
class AcceptedText:
    """``body`` is the wording in the language it was accepted in. ``genuine``: the hash is that of our stored text."""

    title: Any
    body: str
    version: str
    is_draft: bool
    language: str
    at: datetime
    sha256: str
    genuine: bool


def accepted_texts(case: CaseFile) -> list[AcceptedText]:
    return [_view(item) for item in case.acceptances]


def _view(item: Acceptance) -> AcceptedText:
    text = texts.find(item.text, item.version)
    if text is None:
        return AcceptedText(item.text, "", item.version, False, item.language, item.at, item.sha256, False)
    return AcceptedText(
        text.title(item.language), text.body(item.language), item.version, text.state == texts.DRAFT, item.language,
        item.at, item.sha256, text.sha256(item.language) == item.sha256,
    )  # fmt: skip
