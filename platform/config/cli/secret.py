"""``zusage city secret``: what a city must know to be let in elsewhere. Set from standard input, and never shown again."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.db import transaction

from audit.operations import Actor, record
from configuration import secrets
from kernel.clock import now
from kernel.errors import Refusal
from tenants.binding import bind
from tenants.doors import find_by_slug

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


def _no(text: str) -> int:
    print(f"{text}; nothing was changed", file=sys.stderr)
    return 1


def run_set(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        return _no("there is no such city")
    value, at = sys.stdin.buffer.read(secrets.MOST_BYTES + 1), now()
    if value.isascii():
        value = value.rstrip(b"\r\n")
    try:
        with bind(city), transaction.atomic():
            secrets.put(name=arguments.name, value=value, by=OPERATOR.ref, at=at)
            record(action="secret.set", actor=OPERATOR, at=at, name=arguments.name)
    except Refusal as refusal:
        return _no(refusal.code)
    print(f"{arguments.slug}: {arguments.name} is kept")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        return _no("there is no such city")
    with bind(city):
        for kept in secrets.kept():
            print("\t".join([kept.name, kept.changed_at.isoformat(timespec="seconds"), kept.changed_by]))
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        return _no("there is no such city")
    at = now()
    with bind(city), transaction.atomic():
        gone = secrets.forget(arguments.name)
        if gone:
            record(action="secret.removed", actor=OPERATOR, at=at, name=arguments.name)
    if not gone:
        return _no("there is no such secret")
    print(f"{arguments.slug}: {arguments.name} is forgotten")
    return 0
