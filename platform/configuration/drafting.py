"""The city's draft: one row for each section that differs from what is published, exactly as it was typed.

Everything is saved, also what is wrong; only publishing refuses. A save names the ``stand`` that its page was opened on,
so nobody's work is overwritten: not another editor's, not what was published meanwhile. The same save sent twice is one.
All join the caller's transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from configuration import apart, document, versions
from configuration.checking import section_faults
from configuration.document import Fault
from configuration.models import ConfigurationVersion, Confirmation, DraftSection
from configuration.plain import plain
from configuration.registry import Apart, sections
from kernel.errors import Refusal

MOST_BYTES = 1024 * 1024


class UnableToDraft(Refusal):
    """changed_meanwhile (``params``: ``theirs``, the section as it is now), unknown_section, too_large (1 MiB)."""

    code = "changed_meanwhile"


@dataclass(frozen=True)
class Editor:
    """A member of staff; the name is kept as it is now."""

    id: int
    name: str


@dataclass(frozen=True)
class SectionDraft:
    """A section as it stands: ``value`` as typed, ``published`` what holds in the end without the draft."""

    name: str
    value: Any
    published: dict[str, Any]
    row: DraftSection | None

    @property
    def is_changed(self) -> bool:
        return self.row is not None

    @cached_property
    def stand(self) -> str:
        return stand_of(self.value)

    @cached_property
    def faults(self) -> list[Fault]:
        return section_faults(self.name, self.value)


@dataclass(frozen=True)
class Draft:
    """The whole draft over ``basis``, the version that holds in the end. Sections are read when they are asked for."""

    basis: ConfigurationVersion
    rows: dict[str, DraftSection]

    def section(self, name: str) -> SectionDraft:
        row, published = self.rows.get(name), published_section(self.basis, name)
        return SectionDraft(name, row.value if row else published, published, row)

    @property
    def changed(self) -> list[SectionDraft]:
        return [self.section(name) for name in sections.names() if name in self.rows]

    @cached_property
    def published(self) -> dict[str, Any]:
        return versions.typed(self.basis)

    def raw(self, only: frozenset[str] | None = None) -> dict[str, Any]:
        """The document as typed with the draft (or these sections of it) over it."""
        over = {name: row.value for name, row in self.rows.items() if name in sections}
        return self.published | {name: value for name, value in over.items() if only is None or name in only}

    @property
    def stand(self) -> str:
        """Names everything that differs and what it differs from: what a person who publishes was shown."""
        return stand_of([self.basis.number, sorted((name, row.value) for name, row in self.rows.items())])


def stand_of(value: Any) -> str:
    """Names a content; equal contents have equal names."""
    return sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:32]


def published_section(version: ConfigurationVersion, name: str) -> dict[str, Any]:
    return document.read(version.document, sections.get(name)).model_dump(mode="json")


def current() -> Draft:
    """The draft of the bound city. Refused: ``UnableToServe`` in a city without any version."""
    return _over(versions.final(), DraftSection.objects.all())


def section_of(name: str) -> SectionDraft:
    """One section alone. Refused: unknown_section."""
    _refuse_unknown(name)
    return _over(versions.final(), DraftSection.objects.filter(name=name)).section(name)


def save(
    *, name: str, value: Any, seen: str, by: Editor, at: datetime, through: frozenset[str] = frozenset()
) -> SectionDraft:
    """Keeps the section as typed; what equals the published one is no draft any more.

    ``seen`` is the ``stand`` that the page was opened on. ``through``: the fields set apart whose own page this is; the others
    stay as they are (``configuration.apart``). Refused: see ``UnableToDraft``; nothing is changed then.
    """
    _refuse_unknown(name)
    value = _as_json(value)
    row = DraftSection.objects.select_for_update(of=("self",)).filter(name=name).first()
    basis = versions.final()  # read after the lock: who published meanwhile is seen
    there = _over(basis, [row] if row else []).section(name)
    value = _as_it_may_be(there, value, through)
    if there.stand == stand_of(value):
        return there
    if there.stand != seen:
        raise UnableToDraft(theirs=there)
    return _write(there, value, basis, by, at)


def discard(*, name: str, seen: str) -> SectionDraft:
    """The section is again what is published. Refused: changed_meanwhile, unknown_section."""
    _refuse_unknown(name)
    row = DraftSection.objects.select_for_update(of=("self",)).filter(name=name).first()
    there = _over(versions.final(), [row] if row else []).section(name)
    if row is not None and there.stand != seen:
        raise UnableToDraft(theirs=there)
    if row is not None:
        row.delete()
    return SectionDraft(name, there.published, there.published, None)


def confirm(*, name: str, seen: str, by: Editor, at: datetime) -> None:
    """A person says that the section is right as it is. Refused: changed_meanwhile, unknown_section."""
    there = section_of(name)
    if there.stand != seen:
        raise UnableToDraft(theirs=there)
    Confirmation.objects.create(name=name, stand=seen, at=at, by=by.name[:120])


def confirmed(*of: SectionDraft) -> set[tuple[str, str]]:
    """Pairs of a section and the ``stand`` in which somebody confirmed it; of these sections as they stand, or all."""
    rows = Confirmation.objects.filter(stand__in=[one.stand for one in of]) if of else Confirmation.objects.all()
    return set(rows.values_list("name", "stand"))


def _over(basis: ConfigurationVersion, rows: Iterable[DraftSection]) -> Draft:
    """What their own pages published holds in the draft too, whatever it was when work on the section began."""
    kept = {row.name: row for row in rows}
    for name, value in apart.over(basis, {row.name: row.value for row in kept.values()}).items():
        kept[name].value = value
    return Draft(basis, kept)


def _as_it_may_be(there: SectionDraft, value: Any, through: frozenset[str]) -> Any:
    own = apart.fields(there.name, Apart.PUBLISHED, Apart.DRAFTED) - through
    return apart.kept(value, there.value if isinstance(there.value, dict) else there.published, own)


def _write(there: SectionDraft, value: Any, basis: ConfigurationVersion, by: Editor, at: datetime) -> SectionDraft:
    row = there.row
    if stand_of(value) == stand_of(there.published):
        if row is not None:
            row.delete()
        return SectionDraft(there.name, there.published, there.published, None)
    if row is None:
        row = DraftSection(name=there.name, basis=basis.number, revision=0)
    row.value, row.revision = value, row.revision + 1
    row.changed_at, row.changed_by, row.staff_id = at, by.name[:120], by.id
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise UnableToDraft(theirs=section_of(there.name)) from None
    return SectionDraft(there.name, value, there.published, row)


def _as_json(value: Any) -> Any:
    made = plain(value)
    if len(json.dumps(made, allow_nan=False)) > MOST_BYTES:
        raise UnableToDraft(code="too_large")
    return made


def _refuse_unknown(name: str) -> None:
    if name not in sections:
        raise UnableToDraft(code="unknown_section")
