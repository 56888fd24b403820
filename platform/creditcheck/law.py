"""The figures of law that a check goes by. Pure: who works a case out passes them in; by default what ships."""

from __future__ import annotations

from dataclasses import dataclass

from creditcheck.need import PUBLISHED_STANDARD_NEEDS, StandardNeed
from creditcheck.tables import PUBLISHED_TABLES, GarnishmentTable


@dataclass(frozen=True, slots=True)
class Law:
    """Garnishment tables and standard needs, each with its first and last day."""

    tables: tuple[GarnishmentTable, ...] = PUBLISHED_TABLES
    needs: tuple[StandardNeed, ...] = PUBLISHED_STANDARD_NEEDS


SHIPPED = Law()
