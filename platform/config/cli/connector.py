"""``zusage connector``: a test message to a city's system, and the kit with which a vendor tries its own receiver."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from audit.operations import Actor
from kernel.clock import now
from kernel.errors import Refusal
from tenants.binding import bind
from tenants.doors import find_by_slug

if TYPE_CHECKING:
    from connectors.echo import EchoView
    from connectors.kit.cases import TestCase
    from connectors.kit.suite import Result
    from connectors.kit.targets.base import Target


def add_to(commands: Any) -> None:
    connector = commands.add_parser("connector", help="try the way to a case system")
    actions = connector.add_subparsers(dest="action", required=True, metavar="ACTION")
    echo = actions.add_parser("echo", help="send a test message by the city's connector and tell what became of it")
    echo.add_argument("city")
    echo.add_argument("--fallback", action="store_true", help="by the city's second connector")
    echo.add_argument("--wait", type=float, default=120, metavar="SECONDS")
    echo.set_defaults(run=run_echo)
    cases = actions.add_parser("cases", help="write the test cases as files")
    cases.add_argument("--to", type=Path, required=True, metavar="FOLDER")
    cases.add_argument(
        "--authority", type=_number, default="000000", metavar="NUMBER", help="to whom they are addressed, six digits"
    )
    cases.set_defaults(run=run_cases)
    _add_conformance(actions)


def _add_conformance(actions: Any) -> None:
    command = actions.add_parser("conformance", help="run the test cases against a receiver and report")
    command.add_argument(
        "--target", required=True, metavar="KIND=PLACE", help="folder=…, url=… or sftp=user@host:port/…"
    )
    command.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON too")
    command.add_argument("--wait", type=float, default=60, metavar="SECONDS", help="for answers that come later")
    command.add_argument("--only", action="append", default=[], metavar="CASE", help="this case; may be repeated")
    command.add_argument(
        "--authority", type=_number, default="000000", metavar="NUMBER", help="to whom they are addressed, six digits"
    )
    command.add_argument("--key-id", default="", help="of the key that signs (url)")
    command.add_argument("--secret-file", type=Path, help="the signing key (url), private key or password (sftp)")
    command.add_argument("--password", action="store_true", help="the secret is a password (sftp)")
    command.add_argument("--host-key-file", type=Path, help="the server's public keys, a line each (sftp)")
    command.set_defaults(run=run_conformance)


def _number(text: str) -> str:
    if not (len(text) == 6 and text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError("an authority's number has six digits")
    return text


def run_echo(arguments: argparse.Namespace) -> int:
    """0: confirmed. 1: refused, failed or not sent. 2: not decided within the time."""
    from casework import probing
    from connectors import echo, echoing

    city = find_by_slug(arguments.city)
    if city is None:
        print(f"{arguments.city}: unknown_city", file=sys.stderr)
        return 1
    with bind(city):
        try:
            echo_id = probing.begin(
                by=Actor("operator", "zusage connector echo"), at=now(), fallback=arguments.fallback
            )
        except Refusal as refusal:
            print(f"{city.slug}: {refusal.code}", file=sys.stderr)
            return 1
        deadline, said = time.monotonic() + arguments.wait, ""
        while True:
            echoing.serve(clock=now)
            found = echo.one(echo_id)
            said = _say(found, said)
            if not found.running or time.monotonic() >= deadline:
                break
            time.sleep(0.5)
    return {"confirmed": 0, "rejected": 1, "failed": 1}.get(found.state, 2)


def _say(found: EchoView, before: str) -> str:
    """One line whenever something is new."""
    told = (
        f"{found.state}\t{found.error or '-'}\t{found.receipt or '-'}\t{found.answer or '-'}\tattempts {found.attempts}"
    )
    if told != before:
        took = f"\tcall {found.call_seconds:.3f} s" if found.call_seconds is not None else ""
        whole = f"\tafter {found.seconds:.1f} s" if found.seconds is not None else ""
        moment = now().isoformat(timespec="seconds")
        print(f"{moment}\t{found.reference}\t{found.connector}\t{told}{took}{whole}", flush=True)
    return told


def run_cases(arguments: argparse.Namespace) -> int:
    from connectors.kit.writing import write

    try:
        made = write(_cases(arguments.authority, run=""), arguments.to)
    except OSError as error:
        print(f"{arguments.to}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{made} messages in {arguments.to}")
    return 0


def run_conformance(arguments: argparse.Namespace) -> int:
    """0: nothing failed. 1: something failed. 2: the target cannot be used."""
    from connectors.kit import suite
    from connectors.kit.targets.base import UnusableTarget

    try:
        target = _target(arguments)
        if arguments.json:
            arguments.json.touch()  # said now, not after a minute of calls
    except UnusableTarget as error:
        print(f"--target {arguments.target}: {_UNUSABLE.get(error.code, error.code)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename or arguments.target}: {error.strerror or error}", file=sys.stderr)
        return 2
    cases = _cases(arguments.authority, run=uuid4().hex)
    unknown = set(arguments.only) - {case.name for case in cases}
    if unknown:
        print(f"--only: no such case: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen = [case for case in cases if not arguments.only or case.name in arguments.only]
    return _reported(suite.run(chosen, target, wait=arguments.wait), arguments)


def _reported(results: list[Result], arguments: argparse.Namespace) -> int:
    from connectors.kit import report

    at = now()
    print(report.as_text(results, target=arguments.target, at=at))
    if arguments.json:
        told = report.as_json(results, target=arguments.target, at=at)
        arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    if code := report.set_up_code(results):
        print(f"Nothing was tried: the receiver does not take us as we came ({code}).", file=sys.stderr)
        return 2
    return 1 if report.counts(results)["failed"] else 0


_UNUSABLE = {
    "kind": "it begins with folder=, url= or sftp=",
    "address": "not an address of that kind (url: https, or http to this machine alone; sftp: user@host:port/folder)",
    "no_such_folder": "no such folder",
    "key_id": "--key-id and --secret-file go together",
    "server.host_keys": "--host-key-file is needed: the server's public keys, a line each (ssh-keyscan)",
    "no_secret": "--secret-file is needed: a private key without passphrase, or with --password a password",
}


def _cases(authority_code: str, *, run: str) -> list[TestCase]:
    from casework.paper_data import file_summary
    from connectors.kit.cases import MADE_AT, everything
    from documents.pdf.render import render

    return everything(
        lambda case: render("summary", file_summary(case, at=MADE_AT)), authority_code=authority_code, run=run
    )


def _target(arguments: argparse.Namespace) -> Target:
    from connectors.adapters.rest_push.signing import SigningKey
    from connectors.kit.targets.base import UnusableTarget
    from connectors.kit.targets.folder import FolderTarget
    from connectors.kit.targets.sftp import SftpTarget
    from connectors.kit.targets.web import WebTarget

    kind, _sign, place = arguments.target.partition("=")
    secret = arguments.secret_file.read_bytes().rstrip(b"\r\n") if arguments.secret_file else b""
    if kind == "folder":
        return FolderTarget(Path(place))
    if kind == "url":
        if bool(arguments.key_id) != bool(secret):
            raise UnusableTarget("key_id")
        return WebTarget(place, clock=now, key=SigningKey(arguments.key_id, secret) if secret else None)
    if kind == "sftp":
        if not secret:
            raise UnusableTarget("no_secret")
        keys = arguments.host_key_file.read_text("utf-8").splitlines() if arguments.host_key_file else []
        return SftpTarget(
            place, host_keys=[line for line in keys if line.strip()], secret=secret, with_password=arguments.password
        )
    raise UnusableTarget("kind")
