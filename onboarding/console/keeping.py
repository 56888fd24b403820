"""What the pages with a form of their own have in common: a change of one section is kept in the draft, or both are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from configuration import drafting
from configuration.drafting import SectionDraft, UnableToDraft
from configuration.showing import changes
from kernel.clock import now
from onboarding.console.access import editor
from onboarding.console.words import Words, words_for

Change = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """The section as the page shows it. ``theirs``: what somebody else kept meanwhile; then nothing was written."""

    draft: SectionDraft
    refused: Words | None = None
    theirs: SectionDraft | None = None

    @property
    def value(self) -> Mapping[str, Any]:
        return as_mapping(self.draft)

    @property
    def status(self) -> int:
        return 409 if self.refused else 200

    def context(self) -> dict[str, Any]:
        """For the template; the parts ``refusal`` and ``apart`` read it."""
        name, mine = self.draft.name, self.draft.value
        apart = changes({name: self.theirs.value}, {name: mine}) if self.theirs else []
        return {
            "place": "start", "draft": self.draft, "stand": (self.theirs or self.draft).stand, "refused": self.refused,
            "theirs": self.theirs, "apart": apart, "has_errors": bool(self.refused),
        }  # fmt: skip


def opened(section: str) -> Kept:
    return Kept(drafting.section_of(section))


def keep(request: HttpRequest, section: str, change: Change) -> Kept:
    """Everything is kept, also what is wrong. The page names the ``stand`` that it was opened on. Opens its own transaction."""
    try:
        with transaction.atomic():
            value = change(as_mapping(drafting.section_of(section)))
            seen = request.POST.get("stand", "")
            return Kept(drafting.save(name=section, value=value, seen=seen, by=editor(request), at=now()))
    except UnableToDraft as refusal:
        theirs = drafting.section_of(section)
        mine = SectionDraft(section, change(as_mapping(theirs)), theirs.published, theirs.row)
        return Kept(mine, words_for(refusal), theirs)


def as_mapping(draft: SectionDraft) -> Mapping[str, Any]:
    """A section that is not even a list of names has nothing to show."""
    return draft.value if isinstance(draft.value, Mapping) else {}
