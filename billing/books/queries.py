from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Sum

from billing.books.models import Batch, BatchFile, BatchLine, Difference, PayOut, Run
from billing.books.movements import movements


@dataclass(frozen=True)
class Day:
    """A day's run with its three sums. What was exported is as of now: it is done after the night."""

    run: Run
    exported_cents: int

    @property
    def open(self) -> int:
        return self.run.opened


def last_runs(*, most: int = 14) -> list[Day]:
    """The newest first; the day that still waits for its night is not among them."""
    rows = list(Run.objects.filter(started_at__isnull=False).order_by("-day")[:most])
    told = BatchLine.objects.filter(day__in=[row.day for row in rows]).order_by()
    sums = dict(told.values_list("day").annotate(Sum("cents")))
    return [Day(row, sums.get(row.day, 0)) for row in rows]


def last_pay_outs(*, most: int = 10) -> list[PayOut]:
    """To the city's bank, the newest first."""
    return list(PayOut.objects.order_by("-at", "-id")[:most])


def open_differences(*, most: int = 200) -> list[Difference]:
    """Oldest first, with payment, case and line of the book."""
    rows = Difference.objects.filter(closed_at=None).select_related("payment__declaration", "entry", "case")
    return list(rows.order_by("opened_at", "id")[:most])


def closed_lately(*, most: int = 20) -> list[Difference]:
    rows = Difference.objects.filter(closed_at__isnull=False).select_related("payment__declaration", "entry", "case")
    return list(rows.order_by("-closed_at", "-id")[:most])


def difference_of(difference_id: uuid.UUID) -> Difference | None:
    return Difference.objects.filter(id=difference_id).select_related("payment__declaration", "entry", "case").first()


def open_by_kind() -> list[tuple[str, int, datetime]]:
    """(kind, how many, since when), for the treasury's list and the city's report."""
    rows = Difference.objects.filter(closed_at=None).order_by().values_list("kind")
    return list(rows.annotate(number=Count("id"), since=Min("opened_at")))


def batches(*, most: int = 50) -> list[Batch]:
    """The newest first, with their files' names (not their content)."""
    rows = Batch.objects.order_by("-number")[:most]
    files = BatchFile.objects.filter(batch__in=[row.id for row in rows]).defer("content").order_by("kind")
    by_batch: dict[object, list[BatchFile]] = {}
    for file in files:
        by_batch.setdefault(file.batch_id, []).append(file)
    for row in rows:
        row.shown = by_batch.get(row.id, [])  # type: ignore[attr-defined]  # for the page alone
    return list(rows)


def file_of(batch_id: uuid.UUID, kind: str) -> BatchFile | None:
    return BatchFile.objects.filter(batch_id=batch_id, kind=kind).first()


def sum_of(*, since: date | None, until: date) -> int:
    """Cents: what came less what went back, by our own payments and refunds, on these days in Germany."""
    return sum(one.cents for one in movements() if (since is None or one.day >= since) and one.day <= until)
