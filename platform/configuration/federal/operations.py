"""Drafting, publishing and withdrawing federal values. All join the caller's transaction, in ``public``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.document import Fault
from configuration.federal import queries
from configuration.federal.models import Draft, Publication
from configuration.federal.reasons import reason_of
from configuration.federal.base import Dated, Kind
from configuration.federal.timeline import Timeline
from kernel.ags import LAENDER
from kernel.clock import german_day
from kernel.errors import Refusal
from tenants.binding import OPERATIONS
from tenants.listening import announce

FARTHEST = timedelta(days=5 * 366)
LONGEST = {"source": 200, "reason": 400}


class UnableToPublish(Refusal):
    """refused (``faults`` names every field and why), unknown_draft, not_open, same_person, changed_meanwhile."""

    code = "refused"

    def __init__(self, code: str = "refused", faults: list[Fault] | None = None) -> None:
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in faults or []), code=code)
        self.faults = faults or []


@dataclass(frozen=True)
class Person:
    """An operator, by number; the name is kept as it is now."""

    id: int
    name: str


@dataclass(frozen=True)
class Wanted:
    """A value as a person asks for it; ``raw`` are the fields of its kind."""

    kind: str
    land: str
    valid_from: date
    raw: Mapping[str, Any]
    source: str
    reason: str


def earliest(kind: type[Kind], *, at: datetime) -> date:
    """The first day that a value may be published for: history is not rewritten."""
    return german_day(at) + timedelta(days=int(kind.from_next_day()))


def draft(wanted: Wanted, *, by: Person, at: datetime) -> Draft:
    """A draft that another person may publish. Refused: ``refused`` with all faults; nothing is written then."""
    kind = queries.kind_of(wanted.kind)
    if kind is None:
        raise UnableToPublish(faults=[Fault("kind", _("Diese Art von Werten gibt es nicht."))])
    faults = _head_faults(kind, wanted, at)
    value, wrong = _value(kind, wanted.raw)
    if value is not None and not faults:
        wrong = _content_faults(value, queries.read_now(kind), wanted.valid_from, wanted.land)
    if value is None or faults or wrong:
        raise UnableToPublish(faults=[*faults, *wrong])
    return Draft.objects.create(
        kind=wanted.kind, land=wanted.land, valid_from=wanted.valid_from, value=value.model_dump(mode="json"),
        shape=kind.section_version(), source=wanted.source.strip(), reason=wanted.reason.strip(),
        drafted_by=by.id, drafted_name=by.name, drafted_at=at,
    )  # fmt: skip


def publish(*, draft_id: int, seen: str, by: Person, at: datetime) -> Publication:
    """Another person publishes the draft; every process hears of it when the transaction is committed.

    ``seen`` is the ``stand`` that this person was shown. Refused: unknown_draft, not_open, same_person,
    changed_meanwhile (what it replaces is no longer what was shown), ``refused`` (its day has come meanwhile).
    """
    row = _locked(draft_id)
    if row.drafted_by == by.id:
        raise UnableToPublish("same_person")
    kind = queries.kind_of(row.kind)
    if kind is None:
        raise UnableToPublish("unknown_draft")
    known = queries.read_now(kind)
    if seen != stand(row, replaced(row, known)):
        raise UnableToPublish("changed_meanwhile")
    value = queries.parse_stored(kind, value=row.value, shape=row.shape)
    faults = _day_faults(kind, row.valid_from, at) or _content_faults(value, known, row.valid_from, row.land)
    if faults:
        raise UnableToPublish(faults=faults)
    published = _write(row, known, by, at)
    announce(queries.SUBJECT, using=OPERATIONS)
    transaction.on_commit(queries.forget)
    return published


def _write(row: Draft, known: Timeline[Any], by: Person, at: datetime) -> Publication:
    same_day = [item.edition for item in known.values if (item.land, item.since) == (row.land, row.valid_from)]
    copied = (
        "kind",
        "land",
        "valid_from",
        "value",
        "shape",
        "source",
        "reason",
        "drafted_by",
        "drafted_name",
        "drafted_at",
    )
    try:
        with transaction.atomic():
            return Publication.objects.create(
                **{name: getattr(row, name) for name in copied}, draft=row, edition=max(same_day, default=0) + 1,
                approved_by=by.id, approved_name=by.name, approved_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise UnableToPublish("changed_meanwhile") from None


def withdraw(*, draft_id: int, by: Person, at: datetime) -> Draft:
    """An open draft is put away; the row stays. Refused: unknown_draft, not_open."""
    row = _locked(draft_id)
    row.withdrawn_by, row.withdrawn_name, row.withdrawn_at = by.id, by.name, at
    row.save(update_fields=["withdrawn_by", "withdrawn_name", "withdrawn_at"])
    return row


def replaced(row: Draft, known: Timeline[Any]) -> Dated[Any] | None:
    """What holds on the draft's first day without it."""
    return known.in_force(on=row.valid_from, land=row.land)


def stand(row: Draft, ground: Dated[Any] | None) -> str:
    """Names what a person was shown: this draft, and exactly this value that it replaces."""
    before = (ground.since.isoformat(), ground.land, ground.edition) if ground else ()
    return sha256(repr((row.pk, before)).encode()).hexdigest()[:16]


def _locked(draft_id: int) -> Draft:
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()
    if row is None:
        raise UnableToPublish("unknown_draft")
    if row.withdrawn_at is not None or Publication.objects.filter(draft=row).exists():
        raise UnableToPublish("not_open")
    return row


def _head_faults(kind: type[Kind], wanted: Wanted, at: datetime) -> list[Fault]:
    faults = _day_faults(kind, wanted.valid_from, at)
    if wanted.land and wanted.land not in LAENDER:
        faults.append(Fault("land", _("Kein Land mit diesem Kürzel.")))
    elif wanted.land and not kind.by_land():
        faults.append(Fault("land", _("Dieser Wert gilt immer für ganz Deutschland.")))
    for name, most in LONGEST.items():
        text = str(getattr(wanted, name)).strip()
        if not text:
            faults.append(Fault(name, _("Diese Angabe fehlt.")))
        elif len(text) > most:
            faults.append(Fault(name, _("Das ist zu lang.")))
    return faults


def _day_faults(kind: type[Kind], day: date, at: datetime) -> list[Fault]:
    if day < earliest(kind, at=at):
        return [Fault("valid_from", _("Dieser Tag liegt zu früh: Was schon gegolten hat, wird nicht mehr geändert."))]
    if day > german_day(at) + FARTHEST:
        return [Fault("valid_from", _("Dieser Tag liegt mehr als fünf Jahre in der Zukunft."))]
    return []


def _value(kind: type[Kind], raw: Mapping[str, Any]) -> tuple[Kind | None, list[Fault]]:
    try:
        return kind.model_validate(raw), []
    except ValidationError as error:
        return None, [Fault(_path(item["loc"]), reason_of(item)) for item in error.errors()]


def _content_faults(value: Kind, known: Timeline[Any], since: date, land: str) -> list[Fault]:
    faults = [Fault(_path((fault.path,)), fault.reason) for fault in value.faults(since, known)]
    ground = known.in_force(on=since, land=land)
    if not faults and ground is not None and ground.land == land and ground.value == value:
        faults.append(Fault("value", _("Das ist genau der Wert, der dann ohnehin gilt.")))
    return faults


def _path(parts: tuple[Any, ...]) -> str:
    return ".".join(["value", *(str(part) for part in parts)])
