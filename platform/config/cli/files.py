"""Commands that judge files without a database: ``zusage creditcheck`` and ``zusage xauslaender render``."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.summaries import summary_of
from connectors.render_file import render_case
from connectors.xauslaender.files import UnableToRender
from creditcheck.csv_batch import check_rows
from kernel.clock import now


def add_to(commands: Any) -> None:
    credit = commands.add_parser("creditcheck", help="check a CSV of incomes; one JSON line per row")
    credit.add_argument("file", type=Path)
    credit.set_defaults(run=run_creditcheck)
    xauslaender = commands.add_parser("xauslaender", help="the exchange format XAusländer")
    actions = xauslaender.add_subparsers(dest="action", required=True, metavar="ACTION")
    render = actions.add_parser("render", help="the message 130201 of a case file, on standard output")
    render.add_argument("file", type=Path)
    render.set_defaults(run=run_render)


def run_creditcheck(arguments: argparse.Namespace) -> int:
    try:
        text = arguments.file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        print(json.dumps({"error": "unreadable", "details": _details(error)}, ensure_ascii=False), file=sys.stderr)
        return 1
    with io.StringIO(text, newline="") as lines:
        for row in check_rows(lines):
            print(json.dumps(row, ensure_ascii=False, default=str))
    return 0


def run_render(arguments: argparse.Namespace) -> int:
    try:
        document = json.loads(arguments.file.read_text("utf-8"))
        at = now()
        xml = render_case(document, at=at, summary=summary_of(document, at=at))
    except UnableToRender as refusal:
        print(json.dumps({"error": refusal.code}), file=sys.stderr)
        return 1
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        print(json.dumps({"error": "not_a_case_file", "details": _details(error)}, ensure_ascii=False), file=sys.stderr)
        return 1
    sys.stdout.buffer.write(xml)
    return 0


def _details(error: Exception) -> list[dict[str, Any]]:
    if isinstance(error, OSError | UnicodeDecodeError):
        return [{"path": "", "reason": str(error)}]
    if isinstance(error, ValidationError):
        return [{"path": ".".join(map(str, item["loc"])), "reason": item["msg"]} for item in error.errors()]
    line = getattr(error, "lineno", 0)
    return [{"path": f"line {line}", "reason": getattr(error, "msg", "")}]
