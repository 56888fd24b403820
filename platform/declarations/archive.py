"""What an archive of a city carries of its cases besides their rows: their keys, wrapped anew; and what stays forgotten."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import connections

from audit.models import AuditEntry
from declarations import sealing
from declarations.models import CaseKey, Declaration, Erasure
from declarations.operations import HANDED_OVER, left_of
from declarations.states import State
from kernel.crypto import seal, unseal
from tenants.archive.chest import ChestWriter
from tenants.archive.parts import Arrival, Part
from tenants.binding import OWNER
from tenants.models import City

NAME = "keys"
PER_MEMBER = 2000
FIELDS = ("case_id", "wrapped", "created_at")


def _place(case_id: uuid.UUID) -> str:
    return f"archive|case-key|{case_id}"


def write_keys(chest: ChestWriter, city: City) -> None:
    """Lines of JSON: case, when, the schema in which it began, its key under the archive's own."""
    for number, rows in enumerate(_pages(), start=1):
        lines = []
        for case_id, wrapped, created_at in rows:
            key, began_in = sealing.unwrap(city.schema_name, case_id, bytes(wrapped))
            line = {
                "case": str(case_id), "created_at": created_at.isoformat(), "began_in": began_in,
                "wrapped": base64.b64encode(seal(chest.case_key, key, _place(case_id))).decode(),
            }  # fmt: skip
            lines.append(json.dumps(line))
        chest.put(f"{NAME}/{number:06d}", "\n".join(lines).encode(), count=len(lines))


def _pages() -> Iterator[list[tuple[uuid.UUID, bytes, datetime]]]:
    rows = CaseKey.objects.using(OWNER).order_by("case_id").values_list(*FIELDS)
    page = list(rows[:PER_MEMBER])
    while page:
        yield page
        page = list(rows.filter(case_id__gt=page[-1][0])[:PER_MEMBER])


def read_keys(arrival: Arrival, _name: str, content: bytes) -> None:
    """Wraps each key for the city that is filled. A case that was erased since gets none."""
    schema, made = arrival.city.schema_name, []
    for line in content.decode().splitlines():
        told = json.loads(line)
        case_id = uuid.UUID(told["case"])
        if case_id in arrival.forgotten:
            continue
        key = unseal(arrival.case_key, base64.b64decode(told["wrapped"]), _place(case_id))
        wrapped = sealing.wrap(schema, case_id, key, began_in=told["began_in"])
        made.append(CaseKey(case_id=case_id, wrapped=wrapped, created_at=datetime.fromisoformat(told["created_at"])))
    CaseKey.objects.using(OWNER).bulk_create(made)


KEYS = Part(NAME, write_keys, read_keys, tables=frozenset({CaseKey._meta.db_table}))


def forgotten_in(schema: str) -> frozenset[uuid.UUID]:
    """The ledger of erasures of a city as it is now."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f'SELECT case_id FROM "{schema}"."{Erasure._meta.db_table}"')
        return frozenset(case_id for (case_id,) in cursor.fetchall())


def forget_again(arrival: Arrival, at: datetime) -> int:
    """Replays the ledger of what the city held before: what was erased since the archive is erased in it too.

    Joins the restoring transaction. Answers how many cases the archive would have brought back.
    """
    if arrival.before is None:
        return 0
    table = Erasure._meta.db_table
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" (case_id, reason, at) SELECT case_id, reason, at FROM "{arrival.before}"."{table}" AS b'
            f' WHERE NOT EXISTS (SELECT 1 FROM "{table}" AS n WHERE n.case_id = b.case_id)'
        )
    back = Declaration.objects.using(OWNER).filter(id__in=arrival.forgotten).exclude(state=State.ERASED)
    ids = list(back.values_list("id", flat=True))
    handed = Erasure.objects.using(OWNER).filter(case_id__in=ids, reason=HANDED_OVER).values_list("case_id", flat=True)
    there = Declaration.objects.using(OWNER).filter(id__in=ids)
    for rows, reason in ((there.filter(id__in=handed), HANDED_OVER), (there.exclude(id__in=handed), "")):
        rows.update(state=State.ERASED, changed_at=at, **left_of(reason))
    AuditEntry.objects.using(OWNER).bulk_create([
        AuditEntry(at=at, actor_kind="system", action="declaration.erased", case_id=case_id, details={"reason": "replayed"})
        for case_id in ids
    ])  # fmt: skip
    return len(ids)
