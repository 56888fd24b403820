"""A short run of ``make chaos``: everything is killed while cities deliver. Nothing is lost, nothing arrives twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_whatever_is_killed_every_delivery_arrives_and_none_twice() -> None:
    words = ["--deliveries", "40", "--cities", "4", "--blows", "8"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.run", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=420
    )
    assert done.stdout, "the run came to nothing"
    found = json.loads(done.stdout)
    print(f"chaos: {done.stdout}")
    assert (found["lost"], found["twice"], found["unlike"]) == (0, 0, 0), found
    assert found["states"] == {"delivered": 40}, found
