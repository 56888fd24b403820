"""Commands that set up and run the platform: ``migrate``, ``demo``, ``scheduler``."""

from __future__ import annotations

import argparse
import json
import signal
import time
from typing import Any

from config import demo
from config.cli.fleet import migrate_fleet
from config.scheduler import Scheduler
from kernel.clock import now
from onboarding.rollout.authorities import import_authorities
from tenants.migrate import migrate_public
from tenants.models import Ring


def add_to(commands: Any) -> None:
    migrate = commands.add_parser("migrate", help="bring the database to the code's state (public, then each city)")
    migrate.set_defaults(run=run_migrate)
    demo_command = commands.add_parser("demo", help="make or bring up to date the demo cities and sign-ins")
    demo_command.add_argument("--print", action="store_true", help="print the sign-ins as JSON lines, change nothing")
    demo_command.set_defaults(run=run_demo)
    scheduler = commands.add_parser("scheduler", help="listen to the doorbell and hand due work to the workers")
    scheduler.set_defaults(run=run_scheduler)


def run_migrate(_arguments: argparse.Namespace) -> int:
    migrate_public()
    import_authorities()
    return migrate_fleet(ring=Ring.ALL, workers=2, resume=None)


def run_demo(arguments: argparse.Namespace) -> int:
    if arguments.print:
        for sign_in in demo.sign_ins():
            print(json.dumps(sign_in, ensure_ascii=False))
        return 0
    demo.create_everything(at=now())
    return 0


def run_scheduler(_arguments: argparse.Namespace) -> int:
    scheduler = Scheduler()
    signal.signal(signal.SIGTERM, lambda *_: scheduler.stop())
    signal.signal(signal.SIGINT, lambda *_: scheduler.stop())
    scheduler.run(sleep=time.sleep)
    return 0
