"""A whole document becomes the draft: an old version, a file. Nobody's draft is replaced without being asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from configuration.drafting import Draft, Editor, SectionDraft, current, save
from configuration.models import DraftSection
from configuration.registry import sections
from kernel.errors import Refusal


class UnableToFill(Refusal):
    """draft_in_use (``sections``): somebody is working on the same sections."""

    code = "draft_in_use"


def fill(*, raw: dict[str, Any], by: Editor, at: datetime, replacing: bool = False) -> list[SectionDraft]:
    """The draft of every section that ``raw`` holds becomes that; the others stay. Answers what differs now.

    Joins the caller's transaction. Refused: see ``UnableToFill``; also as by ``drafting.save``.
    """
    list(DraftSection.objects.select_for_update(of=("self",)).order_by("name"))
    draft = current()
    wanted = {name: value for name, value in raw.items() if name in sections}
    used = in_use(draft, wanted)
    if used and not replacing:
        raise UnableToFill(sections=used)
    for name, value in wanted.items():
        save(name=name, value=value, seen=draft.section(name).stand, by=by, at=at)
    DraftSection.objects.filter(name__in=wanted).update(
        basis=draft.basis.number
    )  # nothing of what was begun earlier is left
    return current().changed


def in_use(draft: Draft, raw: dict[str, Any]) -> list[str]:
    """The sections whose draft would be lost."""
    return [name for name in sorted(raw) if name in draft.rows and draft.rows[name].value != raw[name]]
