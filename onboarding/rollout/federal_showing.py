"""Federal values as the operator's pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from configuration.federal import queries
from configuration.federal.base import Dated, Kind
from configuration.federal.difference import Change, changes
from configuration.federal.models import Draft, Publication
from configuration.federal.standing import replaced, stand
from configuration.federal.timeline import Timeline
from onboarding.rollout.federal_reach import Reach, reach_of
from onboarding.rollout.federal_words import place_name, rows_of, shown, word
from onboarding.rollout.forms_federal import as_yaml, is_simple
from onboarding.rollout.words import STAGES

SOON = timedelta(days=92)


@dataclass(frozen=True)
class Line:
    """A kind in the list. ``ends_soon`` is the last day of the last known value, when nothing follows it soon."""

    kind: type[Kind]
    today: Dated[Any] | None
    coming: list[Dated[Any]]
    lands: list[Any]
    drafts: int
    ends_soon: date | None


def line_of(kind: type[Kind], *, today: date) -> Line:
    known = queries.timeline(kind)
    return Line(
        kind, known.in_force(on=today), _coming(known, today), [place_name(land) for land in known.lands()],
        _open_drafts(kind).count(), _ends_soon(known, today),
    )  # fmt: skip


def _coming(known: Timeline[Any], today: date) -> list[Dated[Any]]:
    return [item for land in ("", *known.lands()) for item in known.of_land(land) if item.since > today]


def _ends_soon(known: Timeline[Any], today: date) -> date | None:
    last: date | None = known.of_land("")[-1].value.last_day
    return last if last is not None and last - today < SOON else None


def _open_drafts(kind: type[Kind]) -> Any:
    open_ones = Draft.objects.filter(kind=kind.section_name(), withdrawn_at__isnull=True, publication__isnull=True)
    return open_ones.order_by("valid_from", "pk")


@dataclass(frozen=True)
class Entry:
    """One line of the history. ``publication`` is missing for what came with the software."""

    item: Dated[Any]
    place: Any
    publication: Publication | None


@dataclass(frozen=True)
class KindPage:
    kind: type[Kind]
    today: Dated[Any] | None
    rows: list[tuple[Any, Any]]
    by_land: list[Entry]
    coming: list[Entry]
    drafts: list[Draft]
    history: list[Entry]
    ends_soon: date | None


def page_of(kind: type[Kind], *, today: date) -> KindPage:
    known = queries.timeline(kind)
    found = known.in_force(on=today)
    published = {
        (row.land, row.valid_from, row.edition): row for row in Publication.objects.filter(kind=kind.section_name())
    }

    def entry(item: Dated[Any]) -> Entry:
        return Entry(item, place_name(item.land), published.get((item.land, item.since, item.edition)))

    own = [known.own(on=today, land=land) for land in known.lands()]
    return KindPage(
        kind, found, rows_of(found.value) if found else [], [entry(item) for item in own if item],
        [entry(item) for item in _coming(known, today)], list(_open_drafts(kind)),
        [entry(item) for item in reversed(known.values)], _ends_soon(known, today),
    )  # fmt: skip


@dataclass(frozen=True)
class ChangeView:
    """``place`` is where it changes, in words; ``pieces`` show a long text word by word."""

    place: str
    before: Any
    after: Any
    pieces: list[Any]


@dataclass(frozen=True)
class StageLine:
    stage: Any
    touched: int
    own: int
    silent: int


@dataclass(frozen=True)
class DraftView:
    """``examples`` are situations with the amount before and after. ``gap_from`` and ``gap_to`` are days for which no
    value would be known. ``corrects``: a value for the same day was published already. ``whole`` is the content of what
    is more than a few fields."""

    draft: Draft
    kind: type[Kind]
    place: Any
    rows: list[tuple[Any, Any]]
    ground: Dated[Any] | None
    changes: list[ChangeView]
    examples: list[tuple[Any, str, str]]
    reach: Reach
    stages: list[StageLine]
    stand: str
    corrects: bool
    gap_from: date | None
    publication: Publication | None
    whole: str

    @property
    def is_open(self) -> bool:
        return self.publication is None and self.draft.withdrawn_at is None

    @property
    def gap_to(self) -> date:
        return self.draft.valid_from - timedelta(days=1)


def draft_of(draft: Draft) -> DraftView:
    """The draft against what it replaces; once published, against what it replaced."""
    kind = queries.kind_of(draft.kind)
    if kind is None:
        raise LookupError("unknown kind")
    publication = Publication.objects.filter(draft=draft).first()
    known = queries.read_now(kind)
    if publication is not None:
        known = _without(known, publication)
    value = queries.parse_stored(kind, value=draft.value, shape=draft.shape)
    ground = replaced(draft, known)
    reach = reach_of(kind, land=draft.land, since=draft.valid_from, known=known)
    return DraftView(
        draft, kind, place_name(draft.land), rows_of(value), ground,
        [_change(item) for item in changes(ground.value if ground else None, value)],
        _examples(ground.value if ground else None, value, draft.valid_from), reach, _stages(reach),
        stand(draft, ground), bool(ground and (ground.since, ground.land) == (draft.valid_from, draft.land)),
        _gap_from(ground, draft.valid_from), publication, "" if is_simple(kind) else as_yaml(value),
    )  # fmt: skip


def _without(known: Timeline[Any], row: Publication) -> Timeline[Any]:
    """As it was when this edition was published, as far as its own day is concerned."""
    return Timeline(
        item
        for item in known.values
        if (item.land, item.since) != (row.land, row.valid_from) or item.edition < row.edition
    )


def _change(item: Change) -> ChangeView:
    place = " · ".join(str(word(part)) for part in item.place)
    return ChangeView(place, shown(item.before), shown(item.after), item.pieces)


def _examples(before: Kind | None, after: Kind, since: date) -> list[tuple[Any, str, str]]:
    old = before.examples(since) if before else []
    new = after.examples(since)
    amounts = [item.amount for item in old] if len(old) == len(new) else ["–"] * len(new)
    return [(item.label, amount, item.amount) for item, amount in zip(new, amounts, strict=True)]


def _stages(reach: Reach) -> list[StageLine]:
    return [StageLine(STAGES[row.stage], row.touched, row.own, row.silent) for row in reach.stages]


def _gap_from(ground: Dated[Any] | None, since: date) -> date | None:
    last: date | None = ground.value.last_day if ground else None
    return last + timedelta(days=1) if last is not None and last + timedelta(days=1) < since else None


@dataclass(frozen=True)
class Done:
    publication: Publication
    place: Any
    reach: Reach


def done_of(publication: Publication) -> Done:
    return Done(publication, place_name(publication.land), reach_of_publication(publication))


def reach_of_publication(row: Publication) -> Reach:
    kind = queries.kind_of(row.kind)
    if kind is None:
        raise LookupError("unknown kind")
    return reach_of(kind, land=row.land, since=row.valid_from, known=queries.read_now(kind))
