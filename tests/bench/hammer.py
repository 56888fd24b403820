"""Twenty cities struck from many threads over few connections: how many answers were wrong (none may be).

HAMMER=number strikes more or less often. With a broken binding the database must refuse every statement.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, against, plain
from tests.bench.ground import ROOT

TRANSACTIONS = 200_000
CITIES, THREADS = 20, 16


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from tests.support import bouncer
    from tests.support.hammer import FAULTS

    count = int(os.environ.get("HAMMER", TRANSACTIONS))
    yield from _struck("pool", count, HAMMER_POOL="1")
    if bouncer.program() is None:
        sys.stderr.write(f"hammer: {bouncer.MISSING}\n")
        yield plain("hammer: PgBouncer, NOT INSTALLED, not tried", 0, "transactions")
    else:
        with bouncer.bouncing(os.environ["DATABASE_URL"]) as login:
            yield from _struck("PgBouncer, transaction mode", count, DATABASE_URL=login)
    refused = tried = 0
    for fault in FAULTS:
        found = _hammer(400, "--fault", fault, HAMMER_POOL="1")
        refused, tried = refused + found["refused"], tried + found["refused"] + found["answers"]
    yield against(
        "hammer: refused by the database when the binding is broken", refused, "of", bound=tried, of=f"{tried} tried"
    )


def _struck(name: str, count: int, **environment: str) -> Iterator[Figure]:
    start = time.perf_counter()
    found = _hammer(count, **environment)
    seconds = time.perf_counter() - start
    yield plain(f"hammer: {name}, {CITIES} cities, {THREADS} threads", found["transactions"], "transactions")
    yield plain(f"hammer: {name}, answers looked at", found["answers"], "answers")
    yield plain(f"hammer: {name}, WRONG", found["wrong"] + found["refused"], "answers")
    yield plain(f"hammer: {name}, speed", found["transactions"] / seconds, "transactions per second")


def _hammer(count: int, *arguments: str, **environment: str) -> dict[str, int]:
    """In a process of its own, because a pool is chosen with the settings; on all cores."""
    sizes = ["--cities", str(CITIES), "--threads", str(THREADS), "--transactions", str(count)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hammer", *sizes, *arguments],
        env={
            **os.environ, "DJANGO_SETTINGS_MODULE": "tests.support.pooled", "HAMMER_POOL": "",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}", **environment,
        },
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, int] = json.loads(done.stdout)
    return found
