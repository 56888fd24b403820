"""The trail of what people did does not go back in time with the rest."""

from __future__ import annotations

from datetime import datetime

from django.db import connections

from audit.models import AuditEntry

TABLE = AuditEntry._meta.db_table


def take_over(*, using: str, before: str) -> int:
    """Entries since the archive are taken over from the content that is replaced (the schema ``before``)."""
    columns = ", ".join(f'"{field.column}"' for field in AuditEntry._meta.local_concrete_fields if field.column != "id")
    same = f'SELECT 1 FROM "{TABLE}" AS n WHERE n.id = b.id AND n.at = b.at AND n.action = b.action'
    with connections[using].cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{TABLE}" ({columns}) SELECT {columns} FROM "{before}"."{TABLE}" AS b'
            f" WHERE NOT EXISTS ({same}) ORDER BY id"
        )
        return int(cursor.rowcount)


def note(*, using: str, archive_of: datetime, replaced: bool, at: datetime) -> None:
    """Whoever reads the trail later sees where the city went back."""
    AuditEntry.objects.using(using).create(
        at=at, actor_kind="operator", action="city.restored",
        details={"archive_of": archive_of.isoformat(), "replaced": replaced},
    )  # fmt: skip
