"""Saving a part of a section from a page of its own, as the pages of groups do: all is kept, nobody's work overwritten."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from configuration import drafting
from configuration.drafting import SectionDraft, UnableToDraft
from configuration.showing import changes
from onboarding.console.access import editor
from onboarding.console.words import Words, words_for

Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """``draft``: the section as it is now; when refused, what this person wrote over what the other one kept (``theirs``)."""

    draft: SectionDraft
    refused: Words | None = None
    theirs: SectionDraft | None = None

    @property
    def value(self) -> Mapping[str, Any]:
        return as_fields(self.draft.value)

    @property
    def status(self) -> int:
        return 409 if self.refused else 200

    def shown(self) -> dict[str, Any]:
        """What ``console/parts/refusal.html`` and ``apart.html`` read, and the ``stand`` for the form."""
        name, mine = self.draft.name, self.draft.value
        apart = changes({name: self.theirs.value}, {name: mine}) if self.theirs else []
        return {
            "place": "start", "draft": self.draft, "stand": (self.theirs or self.draft).stand, "refused": self.refused,
            "theirs": self.theirs, "apart": apart, "has_errors": bool(self.refused),
        }  # fmt: skip


def opened(section: str) -> Kept:
    return Kept(drafting.section_of(section))


def keep(request: HttpRequest, section: str, change: Change, *, at: datetime) -> Kept:
    """One transaction; ``change`` makes the new value of the section from the one that is there, and may write too."""
    try:
        with transaction.atomic():
            value, seen = change(as_fields(drafting.section_of(section).value)), request.POST.get("stand", "")
            return Kept(drafting.save(name=section, value=value, seen=seen, by=editor(request), at=at))
    except UnableToDraft as refusal:
        theirs = drafting.section_of(section)
        with transaction.atomic():
            mine = SectionDraft(section, change(as_fields(theirs.value)), theirs.published, theirs.row)
        return Kept(mine, words_for(refusal), theirs)


def is_by_itself(request: HttpRequest) -> bool:
    """Whether ``console.js`` sent the form."""
    return request.headers.get("X-Autosave") == "1"


def told(kept: Kept, *, faults: Iterable[Any], at: datetime) -> JsonResponse:
    """What ``console.js`` expects."""
    return not_kept(kept.refused) if kept.refused is not None else kept_so(kept.draft, faults=faults, at=at)


def kept_so(draft: SectionDraft, *, faults: Iterable[Any], at: datetime) -> JsonResponse:
    """It is kept; ``faults`` are the sentences about what cannot be published like this, each said once."""
    clock, said = timezone.localtime(at).strftime("%H:%M"), dict.fromkeys(str(fault) for fault in faults)
    return JsonResponse({"stand": draft.stand, "at": clock, "faults": list(said)})


def not_kept(refused: Words) -> JsonResponse:
    return JsonResponse({"refused": f"{refused.title} {refused.text}"}, status=409)


def as_fields(value: Any) -> dict[str, Any]:
    """A draft may hold anything; a form goes on from nothing then."""
    return dict(value) if isinstance(value, dict) else {}
