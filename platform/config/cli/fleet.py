"""``zusage fleet``: upgrades of all cities, what they did, and the template that new cities are made from."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kernel.clock import now
from onboarding.rollout.authorities import import_authorities
from tenants import fleet, ledger, template
from tenants.migrate import migrate_public
from tenants.models import Ring
from tenants.release import this_release

RINGS = {"canary": Ring.CANARY, "pilots": Ring.PILOT, "all": Ring.ALL}
WORDS = {
    "run_in_progress": "another run is going on",
    "run_unfinished": "the last run to this state did not end: mend what stopped it and use --resume",
    "nothing_to_resume": "the last run ended well; there is nothing to resume",
    "target_changed": "the release has changed since that run: start a new one, without --resume",
}


def add_to(commands: Any) -> None:
    top = commands.add_parser("fleet", help="upgrade all cities, by a ledger")
    actions = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    migrate = actions.add_parser("migrate", help="bring the cities to this release, ring by ring")
    migrate.add_argument(
        "--ring", choices=list(RINGS), default="all", help="how far: a ring takes those before it along"
    )
    migrate.add_argument("--workers", type=int, default=2, metavar="N", help="cities at the same time")
    migrate.add_argument("--resume", action="store_true", help="go on with the run that stopped")
    migrate.set_defaults(run=run_migrate)
    status = actions.add_parser("status", help="which cities are behind, and what the last run could not do")
    status.set_defaults(run=run_status)
    listed = actions.add_parser("authorities", help="bring the list of Germany's authorities up to date")
    listed.set_defaults(run=run_authorities)
    make = actions.add_parser("template", help="write the cities' SQL of this release, for TEMPLATE_DIR")
    make.add_argument("--to", type=Path, help="a folder; by default TEMPLATE_DIR")
    make.set_defaults(run=run_template)


def run_migrate(arguments: argparse.Namespace) -> int:
    if arguments.workers < 1:
        print("--workers: at least one", file=sys.stderr)
        return 2
    migrate_public()
    return migrate_fleet(ring=RINGS[arguments.ring], workers=arguments.workers, resume=arguments.resume)


def migrate_fleet(*, ring: Ring, workers: int, resume: bool | None) -> int:
    """A line per city that changed or failed. Answers the exit code."""
    try:
        outcome = fleet.migrate(clock=now, ring=ring, workers=workers, resume=resume, tell=_tell)
    except ledger.UnableToUpgrade as refusal:
        print(f"{refusal.code}: {WORDS[refusal.code]}", file=sys.stderr)
        return 1
    if outcome.run is None:
        print(f"Every city is at {outcome.target}.")
        return 0
    print(f"Run {outcome.run} to {outcome.target}: {len(outcome.done) - len(outcome.failures)} cities.")
    if not outcome.failures:
        return 0
    for item in outcome.failures:
        print(f"{item.slug}: {item.error_code}; it stays as it was", file=sys.stderr)
    print(f"Stopped; {outcome.left} not reached. Mend it, then: zusage fleet migrate --resume", file=sys.stderr)
    return 1


def _tell(item: fleet.Upgraded) -> None:
    if not item.error_code:
        print(f"{item.slug}: {item.migrations} migrations", flush=True)


def run_status(_arguments: argparse.Namespace) -> int:
    target = this_release().state
    cities = ledger.behind(target=target, ring=Ring.ALL)
    for city in cities:
        print(f"{city.slug}\t{city.ring}\t{city.applied or '-'}")
    print(f"{len(cities)} cities are not at {target}.")
    for slug, code in ledger.stuck():
        print(f"{slug}: {code}", file=sys.stderr)
    return 0


def run_template(arguments: argparse.Namespace) -> int:
    path = template.template_file()
    if arguments.to:
        path = arguments.to / path.name
    template.write(template.collect(), path)
    print(path)
    return 0


def run_authorities(_arguments: argparse.Namespace) -> int:
    """The list that comes with the release; ``migrate`` does the same."""
    done = import_authorities()
    print(f"{done.total} authorities: {done.new} new, {done.changed} changed, {done.gone} no longer listed")
    return 0
