"""A whole document becomes the draft: an old version, a file. Nobody's draft is replaced without being asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from configuration import apart
from configuration.drafting import Draft, Editor, SectionDraft, current, save
from configuration.models import DraftSection
from configuration.registry import Apart, sections
from kernel.errors import Refusal
from tenants.binding import had_real_cases


class UnableToFill(Refusal):
    """draft_in_use (``sections``): somebody is working on the same sections."""

    code = "draft_in_use"


class Filled(NamedTuple):
    """``changed``: what differs now. ``left``: pairs of a section and a field set apart that stayed as it is here."""

    changed: list[SectionDraft]
    left: list[tuple[str, str]]


def fill(*, raw: dict[str, Any], by: Editor, at: datetime, replacing: bool = False) -> Filled:
    """The draft of every section that ``raw`` holds becomes that, but for fields that only their own page changes; the other
    sections stay.

    Joins the caller's transaction. Refused: see ``UnableToFill``; also as by ``drafting.save``.
    """
    list(DraftSection.objects.select_for_update(of=("self",)).order_by("name"))
    draft = current()
    wanted = {name: value for name, value in raw.items() if name in sections}
    used = in_use(draft, wanted)
    if used and not replacing:
        raise UnableToFill(sections=used)
    left: list[tuple[str, str]] = []
    for name, value in wanted.items():
        there = draft.section(name)
        made = save(name=name, value=_as_it_may_be(there, value), seen=there.stand, by=by, at=at)
        left += [(name, field) for field in apart.left(name, value, made.value)]
    # A section that was replaced whole was begun now, whatever was published since the old one was.
    DraftSection.objects.filter(name__in=used).update(basis=draft.basis.number)
    return Filled(current().changed, left)


def in_use(draft: Draft, raw: dict[str, Any]) -> list[str]:
    """The sections whose draft would be lost."""
    return [name for name in sorted(raw) if name in draft.rows and draft.rows[name].value != raw[name]]


def _as_it_may_be(there: SectionDraft, value: Any) -> Any:
    """What only the operator changes in a city that is live stays as it was published."""
    return apart.kept(value, there.published, apart.fields(there.name, Apart.OPERATOR)) if had_real_cases() else value
