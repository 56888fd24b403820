"""``python -m tests.chaos.part worker|scheduler``: a process of the platform as it is, only in a hurry, whose cities
post to the receiver of the run."""

from __future__ import annotations

import sys
from typing import Any


def main() -> None:
    from tests.chaos.haste import hurry, hurry_more

    hurry()
    from config.celery import app

    app.loader.import_default_modules()
    hurry_more()
    _receiver()
    if sys.argv[1] == "scheduler":
        from config.cli import main as zusage

        sys.argv = ["zusage", "scheduler"]
        zusage()
    else:
        ways = ["--pool=threads", "--concurrency=4", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        app.worker_main(["worker", "--loglevel=WARNING", *ways])


def _receiver() -> None:
    from connectors import attachments
    from tests.support.case_files import files
    from tests.support.posting import register

    made: Any = files()
    register()
    attachments.provide(lambda _case: made)


if __name__ == "__main__":
    main()
