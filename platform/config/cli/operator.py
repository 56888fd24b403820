"""``zusage operator``: accounts of the operator's people and of those whom a Land delegates. Passwords come on standard input."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from django.db import transaction

from accounts.operators import changing
from accounts.operators.changing import UnableToChange
from accounts.operators.models import Operator
from accounts.roles import OPERATOR_ROLES
from config.cli.one_city import no
from kernel.clock import now
from onboarding.rollout.models import OperatorAction
from tenants.binding import bind_public

BY = "zusage operator"
WHY = {
    "unknown": "there is no such account",
    "bad_address": "this is no e-mail address",
    "name_missing": "--name is empty",
    "is_there": "this account is there already",
    "role_missing": "--role is needed",
    "unknown_role": "--role: one of " + ", ".join(OPERATOR_ROLES),
    "land_missing": "role land needs --land, for example --land 06",
    "land_alone": "--land and role land go together, and with no other role",
    "unknown_land": "--land: 01 to 16, or two letters",
    "weak": "the password needs 12 characters, not only digits, and is neither common nor like the name",
}


def add_to(commands: Any) -> None:
    operator = commands.add_parser("operator", help="accounts of the operator's people")
    actions = operator.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = _add(actions, "add", run_add, "make an account; the password is one line of standard input")
    add.add_argument("--name", required=True)
    _roles(add)
    _roles(_add(actions, "roles", run_roles, "give these roles and no others"))
    _add(actions, "password", run_password, "set a new password from standard input; every sign-in of theirs ends")
    _add(actions, "deactivate", run_deactivate, "shut an account; every sign-in of theirs ends at once")
    _add(actions, "reactivate", run_reactivate, "open it again")
    listing = actions.add_parser("list", help="every account: address, name, roles, Land, whether it is open")
    listing.set_defaults(run=run_list)


def _add(actions: Any, name: str, run: Callable[[argparse.Namespace], int], told: str) -> argparse.ArgumentParser:
    step: argparse.ArgumentParser = actions.add_parser(name, help=told)
    step.add_argument("email", help="the sign-in")
    step.set_defaults(run=lambda arguments: _guarded(run, arguments))
    return step


def _roles(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--role", action="append", default=[], help=f"one of {', '.join(OPERATOR_ROLES)}; may be repeated"
    )
    step.add_argument("--land", default="", help="of role land: the Land's number (06) or letters (HE)")


def _guarded(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    try:
        with bind_public(), transaction.atomic():
            return run(arguments)
    except UnableToChange as refusal:
        return no(WHY[refusal.code])


def run_add(arguments: argparse.Namespace) -> int:
    made = changing.add(
        email=arguments.email, name=arguments.name, roles=arguments.role, land=arguments.land, password=_typed()
    )
    return _done("operator.added", made)


def run_roles(arguments: argparse.Namespace) -> int:
    return _done("operator.roles", changing.give(email=arguments.email, roles=arguments.role, land=arguments.land))


def run_password(arguments: argparse.Namespace) -> int:
    return _done("operator.password", changing.set_password(email=arguments.email, password=_typed()))


def run_deactivate(arguments: argparse.Namespace) -> int:
    return _done("operator.deactivated", changing.switch(email=arguments.email, active=False))


def run_reactivate(arguments: argparse.Namespace) -> int:
    return _done("operator.reactivated", changing.switch(email=arguments.email, active=True))


def run_list(_arguments: argparse.Namespace) -> int:
    with bind_public():
        for one in Operator.objects.order_by("email"):
            print(_line(one))
    return 0


def _typed() -> str:
    """One line; it never stands in the shell's history."""
    return sys.stdin.readline().rstrip("\r\n")


def _done(action: str, person: Operator) -> int:
    """The trail names roles and the Land, and the account by its number."""
    details = {"account": person.pk, "roles": person.roles, "land": person.land or ""}
    OperatorAction.objects.create(at=now(), operator=BY, action=action, details=details)
    print(_line(person))
    return 0


def _line(person: Operator) -> str:
    parts = [person.email, person.name, ",".join(person.roles), person.land or "-"]
    return "\t".join([*parts, "open" if person.is_active else "shut"])
