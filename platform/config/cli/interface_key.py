"""``zusage city key``: keys of a city's own system for our interface. A new one is printed once, and never again."""

from __future__ import annotations

import argparse
import uuid
from typing import Any

from django.db import transaction

from audit.operations import Actor
from config.cli.one_city import in_city, no
from connectors import interface_keys as keys
from kernel.clock import now

OPERATOR = Actor("operator", "zusage city key")


def add_to(actions: Any) -> None:
    key = actions.add_parser("key", help="keys of the city's own system for our interface")
    steps = key.add_subparsers(dest="step", required=True, metavar="STEP")
    making = steps.add_parser("make", help="a new key beside those that there are; it is printed this one time")
    making.add_argument("slug", help="the city")
    making.add_argument("label", help="which system it is for")
    making.add_argument("--scope", action="append", choices=[scope.value for scope in keys.Scope], required=True)
    making.add_argument("--days", type=int, default=365)
    making.set_defaults(run=run_make)
    listing = steps.add_parser("list", help="id, until when, last use, scopes, label; never the key itself")
    listing.add_argument("slug", help="the city")
    listing.set_defaults(run=run_list)
    revoking = steps.add_parser("revoke", help="from now on it opens nothing")
    revoking.add_argument("slug", help="the city")
    revoking.add_argument("key_id", type=uuid.UUID)
    revoking.set_defaults(run=run_revoke)


@in_city
def run_make(arguments: argparse.Namespace) -> int:
    with transaction.atomic():
        made = keys.make(label=arguments.label, scopes=arguments.scope, days=arguments.days, by=OPERATOR, at=now())
    print(made.secret)
    return 0


@in_city
def run_list(_arguments: argparse.Namespace) -> int:
    for key in keys.all_keys():
        ends = "revoked" if key.revoked_at else key.expires_at.isoformat(timespec="seconds")
        used = key.used_at.isoformat(timespec="seconds") if key.used_at else "never"
        print("\t".join([str(key.id), ends, used, ",".join(key.scopes), key.label]))
    return 0


@in_city
def run_revoke(arguments: argparse.Namespace) -> int:
    with transaction.atomic():
        done = keys.revoke(key_id=arguments.key_id, by=OPERATOR, at=now())
    if not done:
        return no("there is no such key that is valid")
    print(f"{arguments.slug}: the key is revoked")
    return 0
