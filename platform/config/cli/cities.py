"""``zusage city``: apply a city from a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from config.cities import apply_city
from configuration.document import UnableToConfigure
from configuration.readiness import measure
from kernel.clock import now
from tenants.binding import bind
from tenants.doors import find_by_slug
from tenants.provisioning import UnableToCreateCity


def add_to(commands: Any) -> None:
    city = commands.add_parser("city", help="make and configure cities")
    actions = city.add_subparsers(dest="action", required=True, metavar="ACTION")
    apply = actions.add_parser("apply", help="make the city of a YAML file or publish what changed in it")
    apply.add_argument("file", type=Path)
    apply.set_defaults(run=run_apply)
    check = actions.add_parser("check", help="measure whether a city is ready")
    check.add_argument("slug")
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        print(f"{arguments.slug}: no such city", file=sys.stderr)
        return 2
    with bind(city):
        findings = measure(at=now())
    for finding in findings:
        print(f"{'ready  ' if finding.ready else 'MISSING'}  {finding.name:22} {finding.text}")
    return 0 if all(finding.ready for finding in findings) else 1


def run_apply(arguments: argparse.Namespace) -> int:
    try:
        applied = apply_city(arguments.file, at=now())
    except FileNotFoundError:
        print(f"{arguments.file}: no such file", file=sys.stderr)
        return 2
    except UnableToConfigure as refusal:
        for fault in refusal.faults:
            print(f"{arguments.file}: {fault.path}: {fault.reason}", file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    except UnableToCreateCity as refusal:
        print(f"{arguments.file}: {refusal.params.get('field', 'city')}: {refusal.code}", file=sys.stderr)
        return 1
    print(f"{applied.city.slug}: {', '.join(applied.changes) or 'nothing to change'}")
    return 0
