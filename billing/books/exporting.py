"""Giving the cash system what it has not been given: one numbered, unchangeable batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from audit.operations import record, staff
from billing.books import rendering, tables
from billing.books.config import BooksSection, CashFile, Shape
from billing.books.kinds import FileKind, LineKind
from billing.books.models import Batch, BatchFile, BatchLine
from billing.books.movements import Movement, movements
from billing.books.refusals import UnableToExport
from billing.books.rendering import Line, Whole
from billing.payments.models import Payment, Refund
from billing.payments.settlement import RECEIVED
from billing.payments.states import State
from configuration.queries import in_force
from kernel.clock import german_day


def export(*, until: date, by: int, at: datetime) -> Batch:
    """Everything until that day in Germany that was never exported, as one batch with all its files. Atomic.

    Two at once: the second is refused, since both would have the same number. Refused (``UnableToExport``) before anything is written: not_over,
    nothing_new, somebody_else, too_narrow, not_in_encoding.
    """
    if until >= german_day(at):
        raise UnableToExport(code="not_over")
    try:
        with transaction.atomic():
            return _export(until, by, at)
    except IntegrityError:
        raise UnableToExport(code="somebody_else") from None


def waiting(*, until: date) -> list[Movement]:
    """What an export until that day would hold, oldest first."""
    told = BatchLine.objects.filter(kind=LineKind.RECEIPT, payment_id=OuterRef("id"))
    fresh = Q(Q(state=State.PAID) & ~Exists(told))
    back = Q(state__in=sorted(RECEIVED - {State.PAID})) | Q(id__in=Refund.objects.values("payment_id"))
    found = [movement for movement in movements(fresh | back) if movement.day <= until]
    ids = {movement.payment_id for movement in found}
    known = set(BatchLine.objects.filter(payment_id__in=ids).order_by().values_list("kind", "subject"))
    return [movement for movement in found if (movement.kind.value, movement.subject) not in known]


def _export(until: date, by: int, at: datetime) -> Batch:
    last = Batch.objects.order_by("-number").first()
    moved = waiting(until=until)
    if not moved:
        raise UnableToExport(code="nothing_new")
    since = last.until + timedelta(days=1) if last and last.until < until else None
    total = sum(movement.cents for movement in moved)
    batch = Batch(
        number=last.number + 1 if last else 1, since=since, until=until, count=len(moved), sum_cents=total,
        made_at=at, made_by=by,
    )  # fmt: skip
    whole = Whole(batch.number, since or moved[0].day, until, german_day(at), len(moved), total)
    files = list(_files(batch, _lines(moved), whole, in_force(at=at).section(BooksSection).cash_file))
    batch.save(force_insert=True)
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=batch, place=place, kind=one.kind, subject=one.subject, payment_id=one.payment_id, day=one.day,
            cents=one.cents,
        )
        for place, one in enumerate(moved, 1)
    )  # fmt: skip
    BatchFile.objects.bulk_create(files)
    record(action="books.exported", actor=staff(by), at=at, batch=batch.number, lines=len(moved))
    return batch


def _lines(moved: list[Movement]) -> list[Line]:
    payments = Payment.objects.filter(id__in={one.payment_id for one in moved}).select_related("declaration").in_bulk()
    found = []
    for place, one in enumerate(moved, 1):
        payment = payments[one.payment_id]
        found.append(
            Line(
                place, one.kind.value, payment.cash_reference, payment.declaration.reference or "", one.cents, one.day,
                payment.method or "", payment.provider,
            )
        )  # fmt: skip
    return found


def _files(batch: Batch, lines: list[Line], whole: Whole, description: CashFile) -> Iterator[BatchFile]:
    contents = {
        FileKind.GERMAN: (f"kassenliste-{batch.number}.csv", tables.german(lines, whole)),
        FileKind.MACHINE: (f"kassenliste-{batch.number}-maschinell.csv", tables.machine(lines, whole)),
    }
    if description.shape is not Shape.NONE:
        name = description.name.replace("{batch}", str(batch.number))
        contents[FileKind.CASH] = (name, rendering.cash_file(description, lines, whole))
    for kind, (name, content) in contents.items():
        yield BatchFile(batch=batch, kind=kind, name=name, content=content, sha256=sha256(content).hexdigest())
