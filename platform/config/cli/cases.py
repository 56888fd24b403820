"""``zusage case``: cases as files, in and out, and what a file needs."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import override

from casework import papers
from casework.importing import UnableToImport, file_case
from casework.submission import Authority, Filed
from declarations import texts
from declarations.casefile.choices import Mode
from declarations.casefile.document import json_schema
from declarations.models import Declaration
from declarations.queries import case_file
from kernel.clock import german_day, now
from kernel.codes import normalise
from tenants.binding import bind
from tenants.doors import find_by_slug
from tenants.models import City


def add_to(commands: Any) -> None:
    case = commands.add_parser("case", help="cases as files")
    actions = case.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="file a case from JSON as the journey would")
    importing.add_argument("--city", required=True)
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=run_import)
    exporting = actions.add_parser("export", help="print a filed case as JSON")
    exporting.add_argument("--city", required=True)
    exporting.add_argument("--without-content", action="store_true", help="leave the uploaded files' content out")
    exporting.add_argument("reference")
    exporting.set_defaults(run=run_export)
    schema = actions.add_parser("schema", help="print the JSON Schema of a case file")
    schema.set_defaults(run=run_schema)
    accepting = actions.add_parser("texts", help="print the texts in force as the acceptances of a case file")
    accepting.add_argument("--mode", choices=Mode.values, default=Mode.PREPARE.value)
    accepting.add_argument("--language", choices=["de", "en"], default="de")
    accepting.set_defaults(run=run_texts)


def _city(slug: str) -> City | None:
    city = find_by_slug(slug)
    if city is None:
        _print({"refused": "unknown_city", "problems": [{"path": "--city", "code": "unknown_city", "message": slug}]})
    return city


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def run_import(arguments: argparse.Namespace) -> int:
    city = _city(arguments.city)
    if city is None:
        return 1
    try:
        document = json.loads(arguments.file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        _print({"refused": "unreadable", "problems": [{"path": "", "code": "unreadable", "message": str(error)}]})
        return 1
    language = document.get("language") if isinstance(document, dict) else "de"
    with override(language if language in ("de", "en") else "de"):
        return _file(city, document if isinstance(document, dict) else {})


def _file(city: City, document: dict[str, Any]) -> int:
    try:
        with bind(city), transaction.atomic():
            filed = file_case(document=document, authority=Authority(city.slug, city.authority_code), at=now())
    except UnableToImport as refusal:
        problems = [{"path": item.path, "code": item.code, "message": str(item.message)} for item in refusal.problems]
        _print({"refused": refusal.code, "message": str(refusal.message), "problems": problems})
        return 1
    _print(_answer(filed))
    return 0


def _answer(filed: Filed) -> dict[str, Any]:
    return {
        "reference": filed.reference,
        "code": filed.code,
        "status_link": f"/a/{filed.link_secret}/",
        "awaits_payment": filed.awaits_payment,
    }


def run_export(arguments: argparse.Namespace) -> int:
    city = _city(arguments.city)
    if city is None:
        return 1
    with bind(city), transaction.atomic():
        found = Declaration.objects.filter(reference=normalise(arguments.reference)).first()
        if found is None or not found.sealed_case:
            print("no such case", file=sys.stderr)
            return 1
        case = case_file(found)
        if not arguments.without_content:
            case = papers.with_contents(case, found)
    print(case.model_dump_json(indent=2, exclude_none=True))
    return 0


def run_schema(_arguments: argparse.Namespace) -> int:
    _print(json_schema())
    return 0


def run_texts(arguments: argparse.Namespace) -> int:
    at = now()
    _print([
        {
            "text": text.id, "version": text.version, "language": arguments.language,
            "sha256": text.sha256(arguments.language), "at": at.isoformat(),
        }
        for text in texts.in_force(on=german_day(at), mode=arguments.mode)
    ])  # fmt: skip
    return 0
