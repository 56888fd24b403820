"""The draft comes into force: now or on a day, with a reason, under a person's name.

A version that is planned for later is carried on: what is published before its day is in force after it, too, unless both
touch the same section; then a person decides.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from configuration import apart, document, versions
from configuration.announcing import announce
from configuration.checking import document_faults
from configuration.drafting import Draft, Editor, current, published_section
from configuration.models import ConfigurationVersion, DraftSection
from configuration.registry import Apart, sections
from kernel.clock import GERMANY, german_day
from kernel.errors import Refusal
from tenants.binding import had_real_cases

FARTHEST_YEARS = 5


class UnableToPublish(Refusal):
    """nothing_to_publish, reason_missing, day_past, day_far, ``faults`` (``params``: every fault), draft_changed (not what
    was shown), changed_meanwhile (``sections``: published by somebody else since the draft was begun),
    planned_meanwhile (``sections``, ``day``: a planned version changes the same), operators_alone (``sections``: a live city
    changes what the operator alone changes), only_at_once (the same, for a later day). For what is taken back: see
    ``cancelling.cancel``."""


@dataclass(frozen=True)
class Wish:
    """What a person wants to publish. ``seen``: the draft's ``stand`` that was shown; ``on``: the day from which it holds, or
    at once."""

    seen: str
    reason: str
    on: date | None = None


def publish(*, wish: Wish, by: Editor, at: datetime) -> ConfigurationVersion:
    """One new version (and one for each planned day after it). Atomic; who calls it notes it in the trail.

    Refused: see ``UnableToPublish``; nothing is changed then.
    """
    try:
        with transaction.atomic():
            return _publish(wish, by, at)
    except IntegrityError:
        raise UnableToPublish(code="draft_changed") from None


def conflicts(draft: Draft, names: Collection[str]) -> list[str]:
    """The sections that somebody published since work on them began, otherwise than they were then."""
    numbers = {draft.rows[name].basis for name in names} - {draft.basis.number}
    then = {row.number: row for row in ConfigurationVersion.objects.filter(number__in=numbers)}
    return [
        name
        for name in sorted(names)
        if (row := then.get(draft.rows[name].basis)) is not None
        and published_section(row, name) != published_section(draft.basis, name)
    ]


def take_note(*, name: str, seen: str) -> None:
    """A person has seen what was published meanwhile and stays with the draft of this section. Refused: draft_changed."""
    draft = current()
    if name not in draft.rows or draft.section(name).stand != seen:
        raise UnableToPublish(code="draft_changed")
    DraftSection.objects.filter(name=name, revision=draft.rows[name].revision).update(basis=draft.basis.number)


def begins(on: date | None, *, at: datetime) -> datetime:
    """Midnight in Germany of a day to come; at once for none and for today. Refused: day_past, day_far."""
    today = german_day(at)
    if on is None or on == today:
        return at
    if on < today:
        raise UnableToPublish(code="day_past")
    if on.year > today.year + FARTHEST_YEARS:
        raise UnableToPublish(code="day_far")
    return datetime.combine(on, time.min, tzinfo=GERMANY)


def _publish(wish: Wish, by: Editor, at: datetime) -> ConfigurationVersion:
    versions.alone()
    list(DraftSection.objects.select_for_update(of=("self",)).order_by("name"))
    draft = current()
    names = frozenset(draft.rows) & frozenset(sections.names())
    moment = begins(wish.on, at=at)
    _refuse(wish, draft, names, moment, at)
    chosen = {name: draft.rows[name].value for name in names}
    base = versions.at_moment(moment)
    later = versions.planned(at=moment)
    version = write(versions.typed(base) | apart.over(base, chosen), wish.reason.strip(), by, moment, at)
    _carry_on(later, chosen, by, at)
    DraftSection.objects.filter(name__in=names).delete()
    return version


def _refuse(wish: Wish, draft: Draft, names: frozenset[str], moment: datetime, at: datetime) -> None:
    if not names:
        raise UnableToPublish(code="nothing_to_publish")
    if draft.stand != wish.seen:
        raise UnableToPublish(code="draft_changed")
    if not wish.reason.strip():
        raise UnableToPublish(code="reason_missing")
    if newer := conflicts(draft, names):
        raise UnableToPublish(code="changed_meanwhile", sections=newer)
    if faults := document_faults({name: draft.rows[name].value for name in names}):
        raise UnableToPublish(code="faults", faults=faults)
    before = versions.at_moment(moment)
    _refuse_operators_own(draft, names, before, later=moment > at)
    for planned in versions.planned(at=moment):
        touched = [
            name for name in sorted(names) if published_section(planned, name) != published_section(before, name)
        ]
        if touched:
            raise UnableToPublish(code="planned_meanwhile", sections=touched, day=planned.valid_from)
        before = planned


def _refuse_operators_own(draft: Draft, names: frozenset[str], before: ConfigurationVersion, *, later: bool) -> None:
    """What was planned before going live would change it afterwards, so it is never planned."""
    changed = []
    for name in sorted(names):
        meant = sections.get(name).model_validate(draft.rows[name].value).model_dump(mode="json")
        published = published_section(before, name)
        if any(meant[field] != published[field] for field in apart.fields(name, Apart.OPERATOR)):
            changed.append(name)
    if changed and (later or had_real_cases()):
        raise UnableToPublish(code="operators_alone" if had_real_cases() else "only_at_once", sections=changed)


def _carry_on(later: list[ConfigurationVersion], chosen: dict[str, Any], by: Editor, at: datetime) -> None:
    """What was planned for a later day holds then together with what is published now."""
    for planned in later:
        write(versions.typed(planned) | apart.over(planned, chosen), planned.reason, by, planned.valid_from, at)


def write(raw: dict[str, Any], reason: str, by: Editor, moment: datetime, at: datetime) -> ConfigurationVersion:
    """One more version, as typed. Joins the caller's transaction, which is ``versions.alone``. Refused: ``faults``."""
    try:
        stored = document.parse(raw)
    except document.UnableToConfigure:
        raise UnableToPublish(code="faults", faults=document_faults(raw)) from None
    last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True).first()
    version = ConfigurationVersion.objects.create(
        number=(last or 0) + 1, document=stored, valid_from=moment, published_at=at, author=by.name[:120],
        reason=reason[:400],
    )  # fmt: skip
    announce(valid_from=moment, at=at)
    return version
