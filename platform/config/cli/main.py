"""``zusage``: what operators and vendors do from a shell. Each command is a function ``run(arguments) -> exit code``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    from config.cli import cases, cities, connector, federal, files, fleet, operator, running

    top = argparse.ArgumentParser(prog="zusage", description="Verpflichtungserklärungen for every city, one deployment")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (running, cities, fleet, cases, files, connector, federal, operator):
        module.add_to(commands)
    return top


def find_local_platform() -> None:
    """Without a database in the environment: the platform that ``make run`` started in this folder, if there is one."""
    if os.environ.get("DATABASE_URL"):
        return
    var = Path(os.environ.get("VAR_DIR", Path(__file__).resolve().parents[3] / "var"))
    try:
        lines = (var / "environment").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        name, _sign, value = line.partition("=")
        os.environ.setdefault(name, value)


def main() -> int:
    find_local_platform()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", os.environ.get("SECRET_KEY") or "only-for-commands-that-sign-nothing")
    import django

    django.setup()
    from django.db import OperationalError

    arguments = parser().parse_args(sys.argv[1:])
    try:
        code = arguments.run(arguments)
    except OperationalError:
        print("The database does not answer. Is the platform running (make run)?", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    return int(code or 0)
