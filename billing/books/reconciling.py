"""One day's reconciliation: claim (transaction), read the providers' books (none open), compare and write (transaction)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from billing.books import timers
from billing.books.collecting import collect
from billing.books.comparing import Rules, compare
from billing.books.config import BooksSection, Foreign
from billing.books.gathering import Sides, gather
from billing.books.models import BatchLine, Entry, Run
from billing.books.pay_outs import failed_pay_outs
from billing.books.recording import record, tell_of_silence
from billing.payments.ledger import outside_transaction
from billing.providers.base import EntryKind
from configuration.queries import in_force
from kernel.clock import GERMANY, german_day

LEASE = timedelta(minutes=30)


def run(*, day: date, at: datetime) -> Run:
    """Compares everything until the end of that day in Germany. Outside any transaction; safe to repeat at any point.

    A run that has ended stays as it is. A silent provider leaves it open: what was read stays, the next turn goes on.
    Its end sets the timer of the next day, so that days of silence are caught up with one after the other.
    """
    outside_transaction()
    if not _claim(day, at):
        return Run.objects.get(day=day)
    complete = collect(at=at)
    with transaction.atomic():
        tell_of_silence(at=at)
        if complete:
            _settle(day, at)
        else:
            Run.objects.filter(day=day).update(leased_until=None)
    return Run.objects.get(day=day)


def _claim(day: date, at: datetime) -> bool:
    with transaction.atomic():
        Run.objects.get_or_create(day=day, defaults={"due_at": at})
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        claimed = Run.objects.filter(free, day=day, ended_at=None).update(
            leased_until=at + LEASE, tries=F("tries") + 1, started_at=Coalesce("started_at", Value(at))
        )
    return bool(claimed)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timers.DAY, time.min, tzinfo=GERMANY)


def _settle(day: date, at: datetime) -> None:
    row = Run.objects.select_for_update(of=("self",)).get(day=day)
    if row.ended_at is not None:
        return
    section, cutoff = in_force(at=at).section(BooksSection), end_of(day)
    export_due = cutoff - timedelta(days=section.export_within_days) if section.export_within_days else None
    sides = gather(cutoff=cutoff, overdue=timedelta(days=section.pending_days), export_due=export_due)
    rules = Rules(cutoff, export_due, section.foreign is Foreign.REPORT)
    found = compare(sides.ours, sides.there, sides.exported, rules=rules, owing=sides.owing)
    found |= failed_pay_outs(cutoff=cutoff)
    row.opened, row.closed = record(found, sides, at=at)
    _sum_up(row, sides)
    row.ended_at, row.leased_until = at, None
    row.save()
    timers.set_run(day + timers.DAY, at=at)


def _sum_up(row: Run, sides: Sides) -> None:
    """What each side says of that day. A nominal payment counts here as it does there; the cash system is told of none."""
    here = [movement.cents for movement in sides.moved if movement.day == row.day]
    here += [trial.amount_cents for trial in sides.trials if german_day(trial.at) == row.day]
    moving = [EntryKind.CHARGE, EntryKind.REFUND, EntryKind.DISPUTE]
    lines = Entry.objects.filter(at__gte=end_of(row.day - timers.DAY), at__lt=end_of(row.day))
    there = lines.filter(kind__in=moving)
    told = BatchLine.objects.filter(day=row.day)
    row.payments, row.here_cents = len(here), sum(here)
    row.entries, row.there_cents = there.count(), there.aggregate(sum=Sum("amount_cents"))["sum"] or 0
    row.lines, row.exported_cents = told.count(), told.aggregate(sum=Sum("cents"))["sum"] or 0
    charged = lines.aggregate(fees=Sum("fee_cents"), own=Sum("amount_cents", filter=Q(kind=EntryKind.FEE)))
    row.fees_cents = (charged["fees"] or 0) - (charged["own"] or 0)
