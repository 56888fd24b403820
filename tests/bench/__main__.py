"""``python -m tests.bench``; the variable ONLY names one part, or some with commas between them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

from tests.bench.figures import Figure, table, write
from tests.bench.ground import ROOT, ground

PARTS = (
    "pages", "message", "fit_connect", "worksheet", "summary", "encryption", "tenancy", "hammer",
    "city_creation", "fleet_noop", "fleet_additive", "export", "memory", "appointments", "webhooks", "books", "delivery",
    "saving",
)  # fmt: skip
Part = Callable[[dict[str, Any]], Iterator[Figure]]


def main() -> int:
    only = os.environ.get("ONLY", "")
    if only and not set(only.split(",")) <= set(PARTS):
        sys.stderr.write(f"There is no part {only!r}. There are: {', '.join(PARTS)}\n")
        return 2
    figures: list[Figure] = []
    with ground() as cities:
        _one_core()
        for name in only.split(",") if only else PARTS:
            start = time.perf_counter()
            part: Part = import_module(f"tests.bench.{name}").measure
            figures += part(cities)
            sys.stderr.write(f"{name}: {time.perf_counter() - start:.1f} s\n")
    print(table(figures))
    write(figures, ROOT / "build" / "bench.json")
    return 0


def _one_core() -> None:
    """This process works on one core; the database may use the others."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    sys.exit(main())
