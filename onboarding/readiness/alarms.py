"""A probe that turns red while real cases are taken: those who edit the configuration are told once, and once when it is over.

What is red for less than ten minutes is no alarm: a service that did not answer once is asked again. It is over only when it
was green for an hour without a break, the next one within a day for six: what hovers at its threshold writes no mail each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override

from accounts.roles import EDIT_CONFIGURATION
from configuration.readiness import probes
from notifications import to_staff
from onboarding.readiness import history
from onboarding.readiness.addresses import page
from onboarding.readiness.catalogue import item_of_probe
from onboarding.readiness.models import Alarm, Probed
from ui.formats import long_time

PATIENCE = timedelta(minutes=10)
CALM, CALM_AGAIN, A_DAY = timedelta(hours=1), timedelta(hours=6), timedelta(days=1)


def look(*, at: datetime) -> int:
    """After ``history.keep``, in its transaction, whose lock makes each mail one. Answers how many alarms began."""
    red = {row.probe: row for row in history.red()}
    there = {alarm.probe: alarm for alarm in Alarm.objects.filter(over_at=None)}
    begun = [row for row in red.values() if row.probe not in there and _is_alarm(row, at)]
    over = [alarm for alarm in there.values() if _is_over(alarm, at)]
    if begun:
        Alarm.objects.bulk_create([Alarm(probe=row.probe, since=row.since or at, told_at=at) for row in begun])
        _write("readiness_alarm", begun, at)
    if over:
        Alarm.objects.filter(id__in=[alarm.id for alarm in over]).update(over_at=at)
        _write("readiness_clear", Probed.objects.filter(probe__in=[alarm.probe for alarm in over]), at)
    return len(begun)


def open_since() -> dict[str, datetime]:
    """Probe → since when it is red, of those that were red with real cases and that the city was told of, also in the hour
    in which it is green again."""
    return dict(Alarm.objects.filter(over_at=None).values_list("probe", "since"))


def _is_alarm(row: Probed, at: datetime) -> bool:
    item = item_of_probe(row.probe)
    turned = row.turned and row.live and row.since is not None and at - row.since >= PATIENCE
    return turned and item is not None and item.blocks and item.alarms


def _is_over(alarm: Alarm, at: datetime) -> bool:
    """Also of a probe that this release does not have any more."""
    row = Probed.objects.filter(probe=alarm.probe, probe__in=probes.names()).first()
    return row is None or bool(row.ready and row.since and at - row.since >= _calm(alarm))


def _calm(alarm: Alarm) -> timedelta:
    before = Alarm.objects.filter(probe=alarm.probe, over_at__gt=alarm.told_at - A_DAY)
    return CALM_AGAIN if before.exists() else CALM


def _write(template: str, rows: Iterable[Probed], at: datetime) -> None:
    facts = {"items": [told(row) for row in rows], "link": page()}
    to_staff.write_to_holders(permission=EDIT_CONFIGURATION, template=template, facts=facts, at=at)


def told(row: Probed) -> dict[str, Any]:
    """What a mail says of a probe: no persons, no references."""
    item = item_of_probe(row.probe)
    with override("de"):
        since = long_time(row.since) if row.since else ""
        return {"title": str(item.title) if item else row.probe, "text": row.text, "since": since}
