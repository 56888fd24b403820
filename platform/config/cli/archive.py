"""``zusage city export|restore|…``: one city as a file, and back."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from hashlib import file_digest
from pathlib import Path
from typing import Any

from config import archives, certificate, deletion
from kernel.clock import now
from kernel.errors import Refusal
from kernel.recipients import fingerprint, new_pair, public_key
from tenants.doors import find_by_slug

WORDS = {
    "unknown_city": "there is no such city",
    "is_a_twin": "a rehearsal holds nothing real; make another one with zusage city twin",
    "twin_first": "its rehearsal has to be deleted before it",
    "city_behind": "the city is not at this release: zusage fleet migrate first",
    "not_a_public_key": "the key file is not a public key made by zusage city archive-key",
    "not_a_private_key": "the key file is not a private key made by zusage city archive-key",
    "not_an_archive": "this file is not an archive of a city",
    "wrong_key": "the archive was made for another key",
    "damaged": "the archive was changed or damaged",
    "truncated": "the archive's end is missing",
    "newer_format": "the archive is of a newer form than this code knows",
    "newer_release": "the archive is of a newer release than this code",
    "other_city": "this name belongs to another authority",
    "city_busy": "the city is in use just now: try again in a quiet moment",
    "host_taken": "a host name of the archive belongs to another city",
    "authority_taken": "the authority's number belongs to another city",
    "door_taken": "an account of the archive belongs to another city",
    "slug_taken": "the name belongs to another city",
    "run_in_progress": "a run over the fleet is going on",
    "not_confirmed": "the city's name was not given",
    "not_offboarded": "only an offboarded city is deleted: zusage city stage SLUG offboarded",
    "begun_elsewhere": "its deletion was begun with another --certificate: give that file again",
    "other_certificate": "the certificate's file belongs to something else",
    "changed": "not as this platform signed it",
}


def add_to(actions: Any) -> None:
    key = actions.add_parser("archive-key", help="make a pair of keys for whoever shall receive archives")
    key.add_argument("--private", type=Path, required=True, metavar="FILE", help="opens archives; stays with its owner")
    key.add_argument("--public", type=Path, required=True, metavar="FILE", help="makes archives; may be handed around")
    key.set_defaults(run=run_key)
    export = actions.add_parser("export", help="write one city into an archive that only the key's owner can open")
    export.add_argument("slug")
    export.add_argument("--to", type=Path, required=True, metavar="FILE")
    export.add_argument("--key-file", type=Path, required=True, metavar="PUBLIC")
    export.set_defaults(run=run_export)
    check = actions.add_parser("check-archive", help="prove an archive and print what is in it; changes nothing")
    check.add_argument("file", type=Path)
    check.add_argument("--key-file", type=Path, required=True, metavar="PRIVATE")
    check.set_defaults(run=run_check)
    restore = actions.add_parser("restore", help="fill a city from an archive; other cities are not touched")
    restore.add_argument("file", type=Path)
    restore.add_argument("--key-file", type=Path, required=True, metavar="PRIVATE")
    restore.add_argument("--as", dest="slug", default="", metavar="SLUG", help="under this name instead of its own")
    restore.add_argument("--yes", default="", metavar="SLUG", help="do not ask whether this city's content is replaced")
    restore.set_defaults(run=run_restore)
    held = actions.add_parser("held", help="what a restore holds back: list it, send it or drop it")
    held.add_argument("slug")
    decision = held.add_mutually_exclusive_group()
    for option, said in (
        ("--send", "it had not left yet: send it"),
        ("--drop", "it had left already: do nothing more"),
    ):
        decision.add_argument(option, choices=["mails", "deliveries", "events"], help=said)
    held.set_defaults(run=run_held)
    delete = actions.add_parser("delete", help="delete an offboarded city for good, with a certificate")
    delete.add_argument("slug")
    delete.add_argument("--certificate", type=Path, required=True, metavar="FILE.pdf", help="and FILE.json beside it")
    delete.add_argument("--by", default=getpass.getuser(), metavar="NAME", help="who does it, for the certificate")
    delete.add_argument("--yes", default="", metavar="SLUG", help="do not ask")
    delete.set_defaults(run=run_delete)
    prove = actions.add_parser("check-certificate", help="say whether a certificate of deletion is genuine")
    prove.add_argument("file", type=Path, metavar="FILE.json")
    prove.set_defaults(run=run_prove)


def refused(what: str, code: str) -> int:
    print(f"{what}: {code}: {WORDS.get(code, 'refused')}", file=sys.stderr)
    print("Nothing was changed.", file=sys.stderr)
    return 1


def confirmed(slug: str, given: str, question: str) -> bool:
    """A person types the city's name; a script gives it."""
    if given or not sys.stdin.isatty():
        return given == slug
    return input(f"{question} Type {slug} to go on: ").strip() == slug


def run_key(arguments: argparse.Namespace) -> int:
    private, public = new_pair()
    try:
        for path, content in ((arguments.private, private), (arguments.public, public)):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
    except OSError as error:
        return _unusable(error)
    print(f"key {fingerprint(public_key(public))}")
    return 0


def _unusable(error: OSError) -> int:
    print(f"{error.filename}: {error.strerror or type(error).__name__}", file=sys.stderr)
    return 2


def run_export(arguments: argparse.Namespace) -> int:
    try:
        recipient = arguments.key_file.read_bytes()
        manifest = archives.export_to(arguments.to, slug=arguments.slug, recipient=recipient, at=now())
    except FileExistsError:
        print(f"{arguments.to}: is there already", file=sys.stderr)
        return 2
    except OSError as error:
        return _unusable(error)
    except Refusal as refusal:
        return refused("city export", refusal.code)
    _print(manifest)
    with arguments.to.open("rb") as file:
        print(f"sha256\t{file_digest(file, 'sha256').hexdigest()}")
    missing = manifest.get("files-missing", {}).get("count", 0)
    if missing:
        print(f"{missing} files are not in the storage; the archive lists them.", file=sys.stderr)
    return 0


def _print(manifest: dict[str, Any]) -> None:
    for name, part in manifest.items():
        print("\t".join([name, str(part["count"]), str(part["bytes"]), part["sha256"]]))


def run_check(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            contents = archives.contents_of(file, key=arguments.key_file.read_bytes())
    except OSError as error:
        return _unusable(error)
    except Refusal as refusal:
        return refused("city check-archive", refusal.code)
    head = contents.head
    for name in ("slug", "name", "land", "ags", "authority_code", "stage", "ring", "applied", "made_at", "key"):
        print(f"{name}\t{getattr(head, name)}")
    print(f"hosts\t{','.join(head.hosts)}")
    print(f"migrations\t{len(head.migrations)}")
    _print(contents.manifest)
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as file:
            key = arguments.key_file.read_bytes()
            slug = arguments.slug or archives.contents_of(file, key=key).head.slug
            if find_by_slug(slug) and not confirmed(slug, arguments.yes, f"All content of {slug} will be replaced."):
                return refused("city restore", "not_confirmed")
            done = archives.restore_from(file, key=key, at=now(), slug=arguments.slug)
    except OSError as error:
        return _unusable(error)
    except Refusal as refusal:
        return refused("city restore", refusal.code)
    print(f"{done.city.slug}: {'replaced' if done.replaced else 'created, suspended'}, as of {done.head.made_at}")
    for name, value in done.told.items():
        if value is not None:
            print(f"{name}\t{json.dumps(value, default=str)}")
    print(f"What waits for a decision: zusage city held {done.city.slug}", file=sys.stderr)
    return 0


def run_held(arguments: argparse.Namespace) -> int:
    city = find_by_slug(arguments.slug)
    if city is None:
        return refused("city held", "unknown_city")
    kind = arguments.send or arguments.drop
    if kind:
        count = archives.decide(city, kind, send=bool(arguments.send), at=now())
        print(f"{city.slug}: {count} {kind} {'sent' if arguments.send else 'dropped'}")
        return 0
    for item in archives.held(city):
        print("\t".join([item.kind, item.id, item.what, item.case or "-", item.since.isoformat()]))
    return 0


def run_delete(arguments: argparse.Namespace) -> int:
    slug, paper = arguments.slug, arguments.certificate
    if paper.suffix != ".pdf":
        print("--certificate: a name that ends in .pdf is expected", file=sys.stderr)
        return 2
    if not confirmed(slug, arguments.yes, f"{slug} will be deleted for good; no backup brings its cases back."):
        return refused("city delete", "not_confirmed")
    try:
        told = deletion.delete_city(slug=slug, paper=paper, by=arguments.by, clock=now)
    except OSError as error:
        return _unusable(error)
    except Refusal as refusal:
        return refused("city delete", refusal.code)
    print(f"{slug}: deleted, {sum(told['rows'].values())} rows, {told['files']['count']} files")
    print(f"certificate\t{paper}\nsha256\t{told['sha256']}")
    return 0


def run_prove(arguments: argparse.Namespace) -> int:
    try:
        told = certificate.prove(arguments.file)
    except OSError as error:
        return _unusable(error)
    except Refusal as refusal:
        return refused("city check-certificate", refusal.code)
    print(f"{told['city']['slug']}: genuine, deleted {told['ended_at']}")
    return 0
