"""What is planned is taken back. What is planned for later days goes on, without what was taken back.

A later version was written over the earlier one and contains it. So the later ones are written anew; where one changed a
section further that is taken back, nobody but a person knows what it should be, and both are taken back or none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from configuration import versions
from configuration.drafting import Editor
from configuration.models import Cancellation, ConfigurationVersion
from configuration.publishing import UnableToPublish, write

Raw = dict[str, Any]


@dataclass
class _Rest:
    """What becomes of the planned ones: ``gone`` with the first one, as they build on it; ``anew`` with another document."""

    gone: list[ConfigurationVersion] = field(default_factory=list)
    anew: list[tuple[ConfigurationVersion, Raw]] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)


def cancel(
    *, number: int, reason: str, by: Editor, at: datetime, too: frozenset[int] = frozenset()
) -> list[ConfigurationVersion]:
    """Takes back what is planned for the moment of that version, all of it, and writes what is planned later anew without it.

    ``too``: numbers of later versions that build on it and are taken back with it. Answers what was taken back; nothing
    when the same person sends the same once more. Atomic; who calls it notes it in the trail. Refused: unknown_version,
    not_planned, reason_missing, built_on (``sections``; ``versions``: those that ``too`` has to name).
    """
    try:
        with transaction.atomic():
            versions.alone()
            return _cancel(number, Cancellation(at=at, by=by.name[:120], reason=reason.strip()[:400]), by, too)
    except IntegrityError:
        raise UnableToPublish(code="not_planned") from None


def _cancel(number: int, told: Cancellation, by: Editor, too: frozenset[int]) -> list[ConfigurationVersion]:
    found = versions.of_number(number)
    if found is None:
        raise UnableToPublish(code="unknown_version")
    before = getattr(found, "cancellation", None)
    if before is not None and (before.by, before.reason) == (told.by, told.reason):
        return []
    if found.valid_from <= told.at or before is not None:
        raise UnableToPublish(code="not_planned")
    if not told.reason:
        raise UnableToPublish(code="reason_missing")
    rest = _rest(found, at=told.at)
    if not {row.number for row in rest.gone} <= too:
        raise UnableToPublish(code="built_on", sections=sorted(rest.sections), versions=rest.gone)
    _end([found, *rest.gone], told)
    for planned, raw in rest.anew:
        write(raw, planned.reason, by, planned.valid_from, told.at)
    return [found, *rest.gone]


def _rest(found: ConfigurationVersion, *, at: datetime) -> _Rest:
    """Each planned version is what it changes against the one before it; the changes that stay are put together anew."""
    before = kept = versions.typed(versions.at_moment(at))
    taken, rest = set(), _Rest()
    for planned in versions.planned(at=at):
        raw = versions.typed(planned)
        own = {name: value for name, value in raw.items() if value != before.get(name)}
        before = raw
        if planned.valid_from == found.valid_from:
            taken |= set(own)
        elif common := taken & set(own):
            rest.gone.append(planned)
            rest.sections |= common
            taken |= set(own)
        else:
            kept = kept | own
            if kept != raw:
                rest.anew.append((planned, kept))
    return rest


def _end(ended: list[ConfigurationVersion], told: Cancellation) -> None:
    moments = [row.valid_from for row in ended]
    rows = ConfigurationVersion.objects.filter(valid_from__in=moments, cancellation__isnull=True)
    Cancellation.objects.bulk_create([
        Cancellation(version=row, at=told.at, by=told.by, reason=told.reason) for row in rows
    ])  # fmt: skip
