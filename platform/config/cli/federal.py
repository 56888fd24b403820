"""``zusage federal``: federal values from a shell. A draft by one person, its publication by another."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import translation

from accounts.operators.models import Operator
from accounts.roles import APPROVE_FEDERAL, DRAFT_FEDERAL
from configuration.federal import operations, queries
from configuration.federal.base import Dated, Kind
from configuration.federal.checking import Wanted
from configuration.federal.models import Draft
from configuration.federal.operations import Person, UnableToPublish
from configuration.federal.registry import kinds
from configuration.federal.standing import replaced, stand
from kernel.clock import german_day, now
from onboarding.rollout.federal_showing import draft_of
from onboarding.rollout.models import OperatorAction
from tenants.binding import bind_public

KEYS = ("kind", "land", "valid_from", "source", "reason", "value")


class UnableToRead(Exception):
    """What stands in the file or after ``--as`` cannot be used; the text says why."""


def add_to(commands: Any) -> None:
    federal = commands.add_parser("federal", help="values that federal law sets for all cities")
    actions = federal.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add(actions, "list", run_list, "every kind, what holds today, what is coming, open drafts")
    show = _add(actions, "show", run_show, "every value of a kind, the oldest first, and its open drafts")
    show.add_argument("kind")
    export = _add(actions, "export", run_export, "the value of a day as YAML, to be edited and drafted")
    export.add_argument("kind")
    export.add_argument("--land", default="", help="two letters; without it Germany's")
    export.add_argument("--on", type=date.fromisoformat, default=None, help="YYYY-MM-DD; by default today")
    diff = _add(actions, "diff", run_diff, "what a draft changes, and how many cities it touches")
    diff.add_argument("draft", type=int)
    draft = _add(actions, "draft", run_draft, "make a draft from a YAML file; changes nothing yet")
    draft.add_argument("file", type=Path)
    approve = _add(actions, "approve", run_approve, "publish a draft of another person")
    approve.add_argument("draft", type=int)
    withdraw = _add(actions, "withdraw", run_withdraw, "put an open draft away")
    withdraw.add_argument("draft", type=int)
    for command in (draft, approve, withdraw):
        command.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="the operator who does it")


def _add(actions: Any, name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = actions.add_parser(name, help=text)
    command.set_defaults(run=lambda arguments: _guarded(run, arguments))
    return command


def _guarded(run: Callable[[argparse.Namespace], int], arguments: argparse.Namespace) -> int:
    try:
        with bind_public(), transaction.atomic(), translation.override("en"):
            return run(arguments)
    except UnableToRead as problem:
        print(problem, file=sys.stderr)
    except UnableToPublish as refusal:
        with translation.override("en"):
            for fault in refusal.faults:
                print(f"{fault.path}: {fault.reason}", file=sys.stderr)
        if refusal.code != "refused":
            print(refusal.code, file=sys.stderr)
    print("Nothing was changed.", file=sys.stderr)
    return 1


def run_list(_arguments: argparse.Namespace) -> int:
    today = german_day(now())
    for name, kind in kinds.items():
        known = queries.timeline(kind)
        held = known.in_force(on=today)
        print("\t".join([name, *(_columns(held) if held else ["nothing"])]))
        for item in known.values:
            if item.since > today:
                print("\t".join([f"  coming {item.land or 'DE'}", *_columns(item)]))
        for draft in _open_drafts(name):
            print(f"  draft {draft.pk}\t{draft.valid_from}\t{draft.land or 'DE'}\t{draft.drafted_name}")
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    kind = _kind(arguments.kind)
    for item in queries.timeline(kind).values:
        print("\t".join([item.land or "DE", *_columns(item)]))
    for draft in _open_drafts(arguments.kind):
        print(f"draft {draft.pk}\t{draft.valid_from}\t{draft.land or 'DE'}\t{draft.drafted_name}\t{draft.reason}")
    return 0


def run_export(arguments: argparse.Namespace) -> int:
    kind, day = _kind(arguments.kind), arguments.on or german_day(now())
    held = queries.in_force(kind, on=day, land=arguments.land)
    if held is None:
        raise UnableToRead(f"no {arguments.kind} is known for {day}")
    document = {
        "kind": arguments.kind, "land": arguments.land, "valid_from": held.since, "source": held.source, "reason": "",
        "value": held.value.model_dump(mode="json"),
    }  # fmt: skip
    print(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110), end="")
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    view = draft_of(_draft(arguments.draft))
    for change in view.changes:
        print(f"{change.place}: {change.before or '-'} -> {change.after or '-'}")
    for label, before, after in view.examples:
        print(f"example: {label}: {before} -> {after}")
    print(f"cities: {view.reach.touched}, with a rule of their own: {view.reach.own}, open cases: {view.reach.cases}")
    return 0


def run_draft(arguments: argparse.Namespace) -> int:
    wanted = _read(arguments.file)
    by, at = _operator(arguments.email, DRAFT_FEDERAL), now()
    draft = operations.draft(wanted=wanted, by=Person(by.pk, by.name), at=at)
    _note(by, "federal.drafted", draft, at)
    print(f"draft {draft.pk}: {draft.kind} from {draft.valid_from}; another person publishes it")
    return 0


def run_approve(arguments: argparse.Namespace) -> int:
    by, at = _operator(arguments.email, APPROVE_FEDERAL), now()
    draft = _draft(arguments.draft)
    ground = replaced(draft, queries.read_now(_kind(draft.kind)))
    person = Person(by.pk, by.name)
    published = operations.publish(draft_id=draft.pk, seen=stand(draft, ground), by=person, at=at)
    _note(by, "federal.published", draft, at)
    print(f"published: {published.kind} from {published.valid_from}, edition {published.edition}")
    return 0


def run_withdraw(arguments: argparse.Namespace) -> int:
    by, at = _operator(arguments.email, DRAFT_FEDERAL), now()
    draft = operations.withdraw(draft_id=arguments.draft, by=Person(by.pk, by.name), at=at)
    _note(by, "federal.withdrawn", draft, at)
    print(f"withdrawn: draft {draft.pk}")
    return 0


def _draft(number: int) -> Draft:
    found = Draft.objects.filter(pk=number).first()
    if found is None:
        raise UnableToPublish("unknown_draft")
    return found


def _columns(item: Dated[Any]) -> list[str]:
    origin = "shipped" if item.is_shipped else f"edition {item.edition}"
    return [item.since.isoformat(), item.value.summary(), origin, item.source]


def _open_drafts(kind: str) -> Any:
    return Draft.objects.filter(kind=kind, withdrawn_at__isnull=True, publication__isnull=True).order_by("pk")


def _kind(name: str) -> type[Kind]:
    found = queries.kind_of(name)
    if found is None:
        raise UnableToRead(f"no kind {name!r}; there are: {', '.join(kinds.names())}")
    return found


def _operator(email: str, permission: str) -> Any:
    found = Operator.objects.filter(email__iexact=email, is_active=True).first()
    if found is None or not found.may(permission):
        raise UnableToRead(f"--as: no operator of this address may do that ({permission})")
    return found


def _read(path: Path) -> Wanted:
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UnableToRead(f"{path}: {error}") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("value"), dict):
        raise UnableToRead(f"{path}: needs the keys {', '.join(KEYS)}")
    unknown = [str(key) for key in raw if key not in KEYS]
    if unknown:
        raise UnableToRead(f"{path}: unknown key {', '.join(unknown)}")
    if not isinstance(raw.get("valid_from"), date) or isinstance(raw["valid_from"], datetime):
        raise UnableToRead(f"{path}: valid_from: a day is written like 2027-07-01")
    texts = {name: str(raw.get(name) or "") for name in ("kind", "land", "source", "reason")}
    return Wanted(**texts, valid_from=raw["valid_from"], raw=raw["value"])


def _note(by: Any, action: str, draft: Draft, at: datetime) -> None:
    details = {"kind": draft.kind, "land": draft.land, "valid_from": draft.valid_from.isoformat(), "draft": draft.pk}
    OperatorAction.objects.create(at=at, operator=by.email, action=action, details=details)
