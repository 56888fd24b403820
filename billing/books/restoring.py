"""What the cash system was given since an archive was made stays given: it must not be given twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connections

from billing.books.models import Batch, BatchFile, BatchLine
from billing.payments.models import Payment


def take_over(*, using: str, before: str, at: datetime) -> int:  # noqa: ARG001  steps have one shape
    """Joins the restoring transaction, after the payments were taken over; ``before`` is the schema that is replaced.

    Answers how many exports came over. Lines of a payment whose case the archive does not know stay behind with it;
    the files, which hold them, come whole.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_copied(Batch, before, "true"))
        taken: int = cursor.rowcount
        known = f'SELECT id FROM "{Batch._meta.db_table}"'
        paid = f'SELECT id FROM "{Payment._meta.db_table}"'
        cursor.execute(_copied(BatchLine, before, f"batch_id IN ({known}) AND payment_id IN ({paid})"))
        cursor.execute(_copied(BatchFile, before, f"batch_id IN ({known})"))
    return taken


def _copied(model: Any, before: str, where: str) -> str:
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM "{before}"."{table}" AS b WHERE {where}'
        " ON CONFLICT DO NOTHING"
    )
