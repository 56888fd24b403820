"""What the probes found, kept as changes: a row for each turn, and when each was last looked at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import override

from configuration.readiness import Finding, probes
from onboarding.readiness.models import Probed, Turn


def keep(findings: Iterable[Finding], *, at: datetime, live: bool) -> None:
    """Joins the caller's transaction. A look that arrives after a later one changes nothing; looks wait for each other.

    ``live``: whether real cases are taken now. Texts are kept in German, the source language.
    """
    by_name = {finding.name: finding for finding in findings}
    rows = _locked(list(by_name))
    turns = []
    with override("de"):
        for row in rows:
            if row.looked_at is None or row.looked_at <= at:
                turns += _note(row, by_name[row.probe], at, live)
    Turn.objects.bulk_create(turns)


def _locked(names: list[str]) -> list[Probed]:
    known = set(Probed.objects.filter(probe__in=names).values_list("probe", flat=True))
    missing = [Probed(probe=name) for name in sorted(names) if name not in known]
    if missing:
        Probed.objects.bulk_create(missing, ignore_conflicts=True)
    return list(Probed.objects.select_for_update(of=("self",)).filter(probe__in=names).order_by("probe"))


def _note(row: Probed, finding: Finding, at: datetime, live: bool) -> list[Turn]:
    """The row as the finding says it; a turn when it is another one than before."""
    same = row.ready is finding.ready
    changed = not same or row.code != finding.code
    if not same:
        row.turned, row.live, row.since = row.ready is not None, live, at
    row.ready, row.needed, row.code, row.text = finding.ready, finding.needed, finding.code[:60], str(finding.text)
    row.looked_at = at
    row.save(update_fields=["ready", "needed", "code", "text", "since", "looked_at", "turned", "live"])
    if not changed or row.since is None:
        return []
    return [Turn(probe=row.probe, at=at, since=row.since, ready=row.ready, code=row.code, text=row.text)]


def standing() -> dict[str, Probed]:
    """Where each probe stands that was looked at at all."""
    return {row.probe: row for row in Probed.objects.filter(since__isnull=False)}


def ever_looked() -> bool:
    return Probed.objects.filter(looked_at__isnull=False).exists()


def looked_since(moment: datetime) -> bool:
    """Whether every probe was looked at since then."""
    return Probed.objects.filter(probe__in=probes.names(), looked_at__gte=moment).count() == len(list(probes.names()))


def red() -> list[Probed]:
    """Of the probes that there are, what is not ready; the oldest first."""
    return list(Probed.objects.filter(ready=False, probe__in=probes.names()).order_by("since", "probe"))


def turns_of(names: Iterable[str], *, most: int = 100) -> list[Turn]:
    """The newest first."""
    return list(Turn.objects.filter(probe__in=list(names)).order_by("-at", "-id")[:most])
