"""``zusage city``: make cities, one or many, configure them from files, list them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from config import city_list
from config.cities import apply_city, make_city, make_twin
from config.city_head import CityHead, Register
from config.cli import archive, interface_key, readiness, secret
from config.cli.progress import Progress
from configuration.document import Fault, UnableToConfigure
from kernel.clock import now
from tenants import life
from tenants.binding import OWNER, bind_owner
from tenants.doors import find_by_slug
from tenants.models import City, Ring, Stage
from tenants.provisioning import UnableToCreateCity
from tenants.routing import city_host
from tenants.twins import UnableToMakeTwin, park_twin

OPTIONS = {"authority_code": "--code"}


def add_to(commands: Any) -> None:
    city = commands.add_parser("city", help="make and configure cities")
    actions = city.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make a city with the defaults of law")
    create.add_argument("slug", help="its name in addresses, for example musterstadt")
    create.add_argument("--name", required=True)
    create.add_argument("--land", required=True, help="two letters, for example HE")
    create.add_argument("--ags", required=True, help="five digits (a district) or eight (a municipality)")
    create.add_argument("--code", required=True, help="the authority's number in the AZR list, six digits")
    create.add_argument("--host", default="", help="its own host name; by default SLUG and the platform's domain")
    create.add_argument("--ring", choices=Ring.values, default=Ring.ALL.value, help="when releases reach it")
    create.set_defaults(run=run_create)
    apply = actions.add_parser("apply", help="make the city of a YAML file or publish what changed in it")
    apply.add_argument("file", type=Path)
    apply.set_defaults(run=run_apply)
    importing = actions.add_parser("import", help=f"make the cities of a CSV ({','.join(city_list.COLUMNS)})")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="check everything, make nothing")
    importing.set_defaults(run=run_import)
    listing = actions.add_parser("list", help="every city with its stage, ring, state and addresses")
    listing.set_defaults(run=run_list)
    stage = actions.add_parser("stage", help="move a city to another stage; all processes follow at once")
    stage.add_argument("slug")
    stage.add_argument("stage", choices=Stage.values)
    stage.set_defaults(run=run_stage)
    history = actions.add_parser("history", help="every stage of a city's life: when, from, to, by whom")
    history.add_argument("slug")
    history.set_defaults(run=run_history)
    twin = actions.add_parser("twin", help="make the city's rehearsal, or wake it")
    twin.add_argument("slug", help="the city")
    twin.add_argument("--park", action="store_true", help="let it rest; nothing is lost")
    twin.set_defaults(run=run_twin)
    readiness.add_to(actions)
    archive.add_to(actions)
    secret.add_to(actions)
    interface_key.add_to(actions)


def _refused(where: Path | str, faults: list[Fault]) -> int:
    for fault in faults:
        print(f"{where}: {fault.path}: {fault.reason}", file=sys.stderr)
    print("Nothing was changed.", file=sys.stderr)
    return 1


def _unreadable(path: Path, error: OSError) -> int:
    print(f"{path}: {'no such file' if isinstance(error, FileNotFoundError) else error.strerror}", file=sys.stderr)
    return 2


def run_create(arguments: argparse.Namespace) -> int:
    given = {name: getattr(arguments, name) for name in ("slug", "name", "land", "ags", "host")}
    head, faults = CityHead.checked({**given, "authority_code": arguments.code}, at="")
    if head is not None:
        there = Register([head])
        faults = there.taken(head, at="")
        if there.is_there(head):
            faults.append(Fault("slug", "this city is there already"))
    if faults or head is None:
        return _refused("city create", [Fault(OPTIONS.get(fault.path, fault.path), fault.reason) for fault in faults])
    try:
        make_city(head, at=now(), author="zusage city create", ring=arguments.ring)
    except UnableToCreateCity as refusal:
        return _refused("city create", [Fault(refusal.params.get("field", "city"), refusal.code)])
    print(f"{head.slug}: created, {head.host}")
    return 0


def run_apply(arguments: argparse.Namespace) -> int:
    try:
        applied = apply_city(arguments.file, at=now())
    except OSError as error:
        return _unreadable(arguments.file, error)
    except UnableToConfigure as refusal:
        return _refused(arguments.file, refusal.faults)
    except (UnableToCreateCity, life.UnableToChangeCity) as refusal:
        return _refused(arguments.file, [Fault(str(refusal.params.get("field", "city")), refusal.code)])
    print(f"{applied.city.slug}: {', '.join(applied.changes) or 'nothing to change'}")
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    try:
        lines = city_list.read_list(arguments.file)
    except OSError as error:
        return _unreadable(arguments.file, error)
    except UnableToConfigure as refusal:
        return _refused(arguments.file, refusal.faults)
    if arguments.dry_run:
        for line in lines:
            _report(line, "unchanged" if line.is_there else "would be created")
        return 0
    refused = 0
    progress = Progress(len(lines))
    for line, result in city_list.import_cities(lines, at=now):
        progress.clear()
        _report(line, result)
        progress.step()
        refused += result.startswith("refused")
    progress.clear()
    return 1 if refused else 0


def _report(line: city_list.Line, result: str) -> None:
    print(f"line {line.number}\t{line.head.slug}\t{line.head.host}\t{result}", flush=True)


def run_list(_arguments: argparse.Namespace) -> int:
    with bind_owner():
        cities = list(City.objects.using(OWNER).prefetch_related("domains").order_by("slug"))
    for city in cities:
        hosts = ",".join(sorted(str(domain.domain) for domain in city.domains.all()))
        print("\t".join([city.slug, city.name, city.land, city.ags, city.stage, city.ring, city.applied or "-", hosts]))
    return 0


def run_stage(arguments: argparse.Namespace) -> int:
    try:
        life.move_to(slug=arguments.slug, stage=Stage(arguments.stage), at=now(), by="zusage city stage")
    except life.UnableToChangeCity as refusal:
        return _refused("city stage", [Fault(arguments.slug, refusal.code + _ways(arguments.slug))])
    print(f"{arguments.slug}: {arguments.stage}")
    return 0


def _ways(slug: str) -> str:
    city = find_by_slug(slug)
    return f"; from {city.stage} to {', '.join(life.may_move_to(city)) or 'nowhere'}" if city else ""


def run_history(arguments: argparse.Namespace) -> int:
    if find_by_slug(arguments.slug) is None:
        return _refused("city history", [Fault(arguments.slug, "unknown_city")])
    for change in life.history(arguments.slug):
        print("\t".join([change.at.isoformat(timespec="seconds"), change.source, change.target, change.by or "-"]))
    return 0


def run_twin(arguments: argparse.Namespace) -> int:
    author = "zusage city twin"
    try:
        if arguments.park:
            twin = park_twin(slug=arguments.slug, at=now(), by=author)
        else:
            twin = make_twin(arguments.slug, at=now(), author=author)
    except (UnableToMakeTwin, UnableToCreateCity) as refusal:
        return _refused("city twin", [Fault(arguments.slug, refusal.code)])
    print(f"{twin.slug}: {twin.stage}, {city_host(twin)}")
    return 0
