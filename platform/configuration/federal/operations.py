"""Drafting, publishing and withdrawing federal values. All join the caller's transaction, in ``public``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from configuration.document import Fault
from configuration.federal import queries
from configuration.federal.checking import Wanted, content_faults, day_faults, head_faults, read_value
from configuration.federal.models import Draft, Publication
from configuration.federal.standing import replaced, stand
from configuration.federal.timeline import Timeline
from kernel.errors import Refusal
from tenants.listening import announce

COPIED = (
    "kind", "land", "valid_from", "value", "shape", "source", "reason", "drafted_by", "drafted_name", "drafted_at",
)  # fmt: skip


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


def draft(*, wanted: Wanted, by: Person, at: datetime) -> Draft:
    """A draft that another person may publish. Refused: ``refused`` with all faults; nothing is written then."""
    kind = queries.kind_of(wanted.kind)
    if kind is None:
        raise UnableToPublish(faults=[Fault("kind", _("Diese Art von Werten gibt es nicht."))])
    faults = list(head_faults(kind, wanted, at))
    value, wrong = read_value(kind, wanted.raw)
    if value is not None and not faults:
        wrong = content_faults(value, queries.read_now(kind), wanted.valid_from, wanted.land)
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
    faults = day_faults(kind, row.valid_from, at) or content_faults(value, known, row.valid_from, row.land)
    if faults:
        raise UnableToPublish(faults=faults)
    published = _write(row, known, by, at)
    announce(queries.SUBJECT)
    transaction.on_commit(queries.forget)
    return published


def _write(row: Draft, known: Timeline[Any], by: Person, at: datetime) -> Publication:
    same_day = [item.edition for item in known.values if (item.land, item.since) == (row.land, row.valid_from)]
    content = {name: getattr(row, name) for name in COPIED}
    try:
        with transaction.atomic():
            return Publication.objects.create(
                draft=row, edition=max(same_day, default=0) + 1, **content,
                approved_by=by.id, approved_name=by.name, approved_at=at,
            )  # fmt: skip
    except IntegrityError:  # another edition of this day was published between reading and writing
        raise UnableToPublish("changed_meanwhile") from None


def withdraw(*, draft_id: int, by: Person, at: datetime) -> Draft:
    """An open draft is put away; the row stays. Refused: unknown_draft, not_open."""
    row = _locked(draft_id)
    row.withdrawn_by, row.withdrawn_name, row.withdrawn_at = by.id, by.name, at
    row.save(update_fields=["withdrawn_by", "withdrawn_name", "withdrawn_at"])
    return row


def _locked(draft_id: int) -> Draft:
    row = Draft.objects.select_for_update(of=("self",)).filter(pk=draft_id).first()
    if row is None:
        raise UnableToPublish("unknown_draft")
    if row.withdrawn_at is not None or Publication.objects.filter(draft=row).exists():
        raise UnableToPublish("not_open")
    return row
