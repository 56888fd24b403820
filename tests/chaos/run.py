"""``python -m tests.chaos.run``: deliveries of many cities while worker, broker, database and receiver are killed.

SIGKILL at random moments, each part started again soon after; once everything was struck often enough, peace, and then
it is counted: what never arrived, what arrived twice. Everything is of the run's own; prints its figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from infra.local import ports
from infra.local.children import Child
from infra.local.databases import create_database
from infra.local.postgres import Cluster
from infra.local.valkey import Broker

ROOT = Path(__file__).resolve().parents[2]
LONGEST_REST = 15.0  # seconds without a blow
PATIENCE = 240.0  # seconds of peace, in which everything must have arrived


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--cities", type=int, default=10)
    parser.add_argument("--blows", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    seed = given.seed or secrets.randbelow(10**6)
    home = ROOT / "build" / f"chaos-{os.getpid()}"
    try:
        with ExitStack() as house:
            run = Run(house, home, random.Random(seed))  # noqa: S311  repeatable
            found = run.through(given.cities, given.deliveries, given.blows)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps({"seed": seed, **found}))
    return 0 if not (found["lost"] or found["twice"] or found["unlike"]) else 1


class Run:
    """The parts by name, and how each is killed and started again."""

    def __init__(self, house: ExitStack, home: Path, chance: random.Random) -> None:
        self.home, self.chance, self.struck = home, chance, Counter[str]()
        self.cluster = Cluster(home / "postgres", port=55500, settings={"fsync": "off"})  # processes die, not the disk
        house.callback(self.cluster.stop)
        self.cluster.start()
        self.broker = Broker(home / "valkey", port=56500)
        house.callback(self.broker.stop)
        self.broker.start()
        self.port = next(port for port in range(8800, 8900) if ports.is_free(port))
        self.arrived = home / "arrived"
        self.arrived.touch()
        self._set_up()
        self.children: dict[str, Child] = {}
        house.callback(self._end)

    def _end(self) -> None:
        for child in self.children.values():
            child.end()

    def _set_up(self) -> None:
        urls = create_database(self.cluster.admin_url(), "chaos")
        os.environ.update(
            DATABASE_URL=urls.login, OWNER_DATABASE_URL=urls.owner, BROKER_URL=self.broker.url,
            SECRET_KEY=secrets.token_hex(32), KEY_DIR=str(self.home / "keys"), STORAGE_DIR=str(self.home / "files"),
            DELIVERY_DIR=str(self.home / "delivered"), EID_KEY_DIR=str(self.home / "eid"),
            STRIPE_SECRET_KEY="sk_test_local", STRIPE_WEBHOOK_SECRET="whsec_local", SPARE_CITIES="0",
            DJANGO_SETTINGS_MODULE="config.settings", PLATFORM_DOMAIN="localhost", XAUSLAENDER_SCHEMA_DIR="",
            PYTHONPATH=f"{ROOT}:{ROOT / 'platform'}", RECEIVER_DELAY="0.03", OPEN_BEFORE_LIVE="1",
        )  # fmt: skip
        from tests.chaos.haste import hurry, hurry_more

        hurry()
        import django

        django.setup()
        hurry_more()
        from tenants.migrate import migrate_public

        migrate_public()

    def through(self, cities: int, deliveries: int, blows: int) -> dict[str, Any]:
        from tests.chaos.cities import make, state_of_all

        made = make(cities, deliveries, port=self.port)
        begun = time.monotonic()
        for name in ("receiver", "worker-1", "worker-2", "scheduler"):
            self._start(name)
        self._strike(blows, lambda: len(self.arrived.read_text().splitlines()), deliveries)
        struck_for = time.monotonic() - begun
        states = self._wait(lambda: state_of_all(made), deliveries)
        return self._judge(states, deliveries) | {
            "deliveries": deliveries, "cities": cities, "struck": dict(sorted(self.struck.items())),
            "seconds_of_blows": round(struck_for, 1), "seconds": round(time.monotonic() - begun, 1),
        }  # fmt: skip

    def _start(self, name: str) -> None:
        part = name.partition("-")[0]
        command = [sys.executable, "-m", "tests.chaos.part", part]
        if part == "receiver":
            command = [sys.executable, "-m", "tests.support.posting", str(self.port), str(self.arrived)]
        self.children[name] = Child(name, command, environment=os.environ, logs=self.home / "log")

    def _strike(self, blows: int, arrived: Callable[[], int], deliveries: int) -> None:
        """Spread over the deliveries, so that they fall on work; each at the latest after ``LONGEST_REST``."""
        victims = ["worker-1", "worker-2", "receiver", "broker", "database", "scheduler"]
        for number in range(blows):
            if number % len(victims) == 0:  # each is struck once before one is struck again
                self.chance.shuffle(victims)
            until = time.monotonic() + LONGEST_REST
            while arrived() * (blows + 1) < deliveries * (number + 1) and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(self.chance.uniform(0, 0.5))
            victim = victims[number % len(victims)]
            self.struck[victim] += 1
            self._kill(victim)

    def _kill(self, victim: str) -> None:
        if victim == "database":
            _kill_all(self.cluster.data / "postmaster.pid")
            self.cluster.start()
        elif victim == "broker":
            os.kill(int(self.broker.note.read_text()), signal.SIGKILL)
            if self.chance.random() < 0.5:  # the broker's disk is lost with it
                time.sleep(0.1)
                shutil.rmtree(self.home / "valkey" / "appendonlydir", ignore_errors=True)
            self.broker.start()
        else:
            self.children[victim].end()
            time.sleep(self.chance.uniform(0, 0.5))
            self._start(victim)

    def _wait(self, look: Callable[[], Counter[str]], deliveries: int) -> Counter[str]:
        deadline = time.monotonic() + PATIENCE
        while True:
            for name, child in self.children.items():
                if not child.is_running():
                    self._start(name)
            states = look()
            if states["delivered"] == deliveries or time.monotonic() > deadline:
                return states
            time.sleep(0.5)

    def _judge(self, states: Counter[str], deliveries: int) -> dict[str, Any]:
        """A case under two keys, or a key with two contents, is a second delivery; a line of the file is an arrival."""
        lines = [line.split(" ") for line in self.arrived.read_text().splitlines()]
        cases = Counter(reference for _key, reference, _digest in lines)
        keys = {key for key, _reference, _digest in lines}
        return {
            "lost": deliveries - len(cases), "twice": sum(number > 1 for number in cases.values()),
            "unlike": len(lines) - len(keys), "states": dict(states),
        }  # fmt: skip


def _kill_all(note: Path) -> None:
    """The postmaster and all its backends at once, as when the machine's memory runs out."""
    leader = int(note.read_text().split(maxsplit=1)[0])
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    for process in (leader, *map(int, children)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    sys.exit(main())
