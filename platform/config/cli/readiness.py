"""``zusage city check``: looks at a city now and prints what it still has to do before it goes live."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.db import transaction
from django.utils.translation import override

from configuration.queries import UnableToServe
from kernel.clock import now
from onboarding.readiness import operations, queries
from onboarding.readiness.queries import Checklist, Line, State
from tenants.binding import bind
from tenants.doors import find_by_slug

MARKS = {
    State.GREEN: "ok", State.STATED: "stated", State.NOT_NEEDED: "not needed", State.ADVICE: "advice", State.RED: "RED",
    State.UNMEASURED: "not measured", State.OPEN: "OPEN", State.WAITING: "WAITING",
}  # fmt: skip


def add_to(actions: Any) -> None:
    check = actions.add_parser("check", help="what the city still has to do; exit code 1 while it cannot go live")
    check.add_argument("slug")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        print(f"city check: {arguments.slug}: unknown_city", file=sys.stderr)
        return 1
    at = now()
    with bind(city), override("de"):
        try:
            operations.measure_now(by=0, at=at)
        except operations.UnableToMeasure:
            print("Somebody looked less than thirty seconds ago; this is what was found.", file=sys.stderr)
        try:
            with transaction.atomic():
                found = queries.checklist(at=at)
        except UnableToServe as refusal:
            print(f"city check: {arguments.slug}: {refusal.code}", file=sys.stderr)
            return 1
        _print(found)
    return 0 if found.can_go_live else 1


def _print(found: Checklist) -> None:
    for group in found.groups:
        print(group.title)
        for line in group.lines:
            print("\t".join(["", MARKS[line.state], str(line.item.title), _told(line)]))
    print("can go live" if found.can_go_live else f"cannot go live: {len(found.blocking)} open")


def _told(line: Line) -> str:
    """What was found or stated, and since when. Names of people stay in the city."""
    since = f" ({line.since.date().isoformat()})" if line.since else ""
    said = line.saying.said if line.state is State.STATED and line.saying else " ".join(map(str, line.texts))
    return said + since
