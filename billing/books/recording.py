"""Differences as rows: opened once, closed by themselves when the sides agree, left closed when a person closed them."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.books.comparing import Found
from billing.books.gathering import Sides
from billing.books.kinds import How, Kind
from billing.books.models import Account, Difference

# A provider that is silent for less passes by itself.
SILENCE = timedelta(hours=20)


def record(found: dict[str, Found], sides: Sides, *, at: datetime) -> tuple[int, int]:
    """Joins the caller's transaction. Answers how many differences are new, and how many are gone."""
    open_ones = {
        row.subject: row
        for row in Difference.objects.filter(closed_at=None)
        .exclude(kind=Kind.SILENT)
        .select_related("payment", "entry")
        .select_for_update(of=("self",))
    }
    closed, tried = 0, {f"trial:{one.trial}": one.account for one in sides.trials}
    for subject, row in open_ones.items():
        now = found.get(subject)
        if now is None and tried.get(subject, _account_of(row)) not in sides.unread:
            _close(row, How.AGREED, at)
            closed += 1
        elif now is not None and now.kind != row.kind:
            _close(row, How.CHANGED, at)
        elif now is not None and now.cents != row.cents:
            row.cents = now.cents
            row.save(update_fields=["cents"])
    new = [one for one in found.values() if one.subject not in open_ones or open_ones[one.subject].closed_at]
    known = _closed_by_staff([one.subject for one in new])
    rows = [_row(one, sides, open_ones.get(one.subject), at) for one in new if not _is_known(one, known)]
    Difference.objects.bulk_create(rows)
    return len(rows), closed


def _account_of(row: Difference) -> tuple[str, str]:
    of = row.payment or row.entry
    return (of.provider, of.account) if of else ("", "")


def _close(row: Difference, how: How, at: datetime) -> None:
    row.closed_at, row.closed_how = at, how
    row.save(update_fields=["closed_at", "closed_how"])


def _closed_by_staff(subjects: list[str]) -> set[tuple[str, str, int]]:
    rows = Difference.objects.filter(subject__in=subjects, closed_how=How.STAFF)
    return set(rows.order_by().values_list("subject", "kind", "cents"))


def _is_known(one: Found, known: set[tuple[str, str, int]]) -> bool:
    """A person has looked at exactly this and closed it. Of another's payment on the account nothing more is told."""
    if one.kind is Kind.FOREIGN:
        return any(subject == one.subject for subject, _kind, _cents in known)
    return (one.subject, one.kind.value, one.cents) in known


def _row(one: Found, sides: Sides, before: Difference | None, at: datetime) -> Difference:
    return Difference(
        kind=one.kind, subject=one.subject, payment_id=one.payment_id, case_id=one.case_id, cents=one.cents, opened_at=at,
        entry_id=sides.entries.get(one.entry_ref) if one.entry_ref else None, owner=before.owner if before else None,
    )  # fmt: skip


def tell_of_silence(*, at: datetime) -> None:
    """Joins the caller's transaction. An account whose provider does not answer is told of once, until it does."""
    open_ones = {row.subject: row for row in Difference.objects.filter(closed_at=None, kind=Kind.SILENT)}
    for account in Account.objects.order_by("id"):
        subject = f"account:{account.provider}:{account.account}"
        row = open_ones.get(subject)
        if not account.trouble:
            if row is not None:
                _close(row, How.AGREED, at)
        elif row is None and _long_enough(account, at):
            Difference.objects.create(kind=Kind.SILENT, subject=subject, cents=0, opened_at=at)


def _long_enough(account: Account, at: datetime) -> bool:
    since = account.trouble_since or at
    return account.trouble != "unavailable" or at - since >= SILENCE
