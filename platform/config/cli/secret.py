"""``zusage city secret``: what a city must know to be let in elsewhere. Set from standard input, and never shown again."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.db import transaction

from audit.operations import Actor, record
from config.cli.one_city import in_city, no
from configuration import secrets
from kernel.clock import now

OPERATOR = Actor("operator", "zusage city secret")


def add_to(actions: Any) -> None:
    secret = actions.add_parser("secret", help="the city's passwords and certificates, called by name")
    steps = secret.add_subparsers(dest="step", required=True, metavar="STEP")
    for name, run, told in (
        ("set", run_set, "keep what comes on standard input, as it is; a line's end at its end is left away"),
        ("list", run_list, "names, when and by whom; never what they are"),
        ("remove", run_remove, "forget one"),
    ):
        step = steps.add_parser(name, help=told)
        step.add_argument("slug", help="the city")
        if name != "list":
            step.add_argument("name", help="small letters, digits, hyphens")
        step.set_defaults(run=run)


@in_city
def run_set(arguments: argparse.Namespace) -> int:
    value, at = sys.stdin.buffer.read(secrets.MOST_BYTES + 1), now()
    if value.isascii():
        value = value.rstrip(b"\r\n")
    with transaction.atomic():
        secrets.put(name=arguments.name, value=value, by=OPERATOR.ref, at=at)
        record(action="secret.set", actor=OPERATOR, at=at, name=arguments.name)
    print(f"{arguments.slug}: {arguments.name} is kept")
    return 0


@in_city
def run_list(_arguments: argparse.Namespace) -> int:
    for kept in secrets.kept():
        print("\t".join([kept.name, kept.changed_at.isoformat(timespec="seconds"), kept.changed_by]))
    return 0


@in_city
def run_remove(arguments: argparse.Namespace) -> int:
    with transaction.atomic():
        gone = secrets.forget(arguments.name)
        if gone:
            record(action="secret.removed", actor=OPERATOR, at=now(), name=arguments.name)
    if not gone:
        return no("there is no such secret")
    print(f"{arguments.slug}: {arguments.name} is forgotten")
    return 0
