"""``zusage``: what operators and vendors do from a shell. Each command is a function ``run(arguments) -> exit code``."""

from __future__ import annotations

import argparse
import os
import sys


def parser() -> argparse.ArgumentParser:
    from config.cli import cases, cities, files, running

    top = argparse.ArgumentParser(prog="zusage", description="Verpflichtungserklärungen for every city, one deployment")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (running, cities, cases, files):
        module.add_to(commands)
    return top


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("SECRET_KEY", os.environ.get("SECRET_KEY") or "only-for-commands-that-sign-nothing")
    import django

    django.setup()
    arguments = parser().parse_args(sys.argv[1:])
    code = arguments.run(arguments)
    return int(code or 0)
