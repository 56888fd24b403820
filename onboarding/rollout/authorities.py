"""The authorities of Germany, from open data in our own format (``data/SOURCE.md``)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from onboarding.rollout.models import Authority
from tenants.binding import bind_public

FILE = Path(__file__).parent / "data" / "authorities.csv"
COLUMNS = ("name", "kind", "land", "level", "ags", "area", "source")


@dataclass(frozen=True)
class Imported:
    """How many lines are new, changed, and no longer in the list."""

    total: int
    new: int
    changed: int
    gone: int


def import_authorities(*, file: Path = FILE) -> Imported:
    """Idempotent, in one transaction. Owner, wave and notes stay; what the list has dropped is marked, never deleted."""
    wanted = {row["code"]: _values(row) for row in _rows(file)}
    with bind_public(), transaction.atomic():
        there = {one.code: one for one in Authority.objects.all()}
        new = [Authority(code=code, **values) for code, values in wanted.items() if code not in there]
        changed = [one for code, one in there.items() if code in wanted and _bring_in_line(one, wanted[code])]
        gone = [one for code, one in there.items() if code not in wanted and one.listed]
        for one in gone:
            one.listed = False
        Authority.objects.bulk_create(new)
        Authority.objects.bulk_update([*changed, *gone], [*COLUMNS, "listed"], batch_size=200)
    return Imported(len(wanted), len(new), len(changed), len(gone))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _values(row: dict[str, str]) -> dict[str, str | bool | None]:
    return {**{name: row[name] for name in COLUMNS}, "ags": row["ags"] or None, "listed": True}


def _bring_in_line(one: Authority, values: dict[str, str | bool | None]) -> bool:
    if all(getattr(one, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(one, name, value)
    return True
