"""Many cities at once over few connections: no wrong answer; and with a broken binding no answer at all.

The same with 20 cities and 200,000 transactions is ``make bench ONLY=hammer``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.databases import Urls, create_database, drop_database
from tests.support import bouncer
from tests.support.hammer import FAULTS, UNSEEN

ROOT = Path(__file__).resolve().parents[3]
TRANSACTIONS, FEW = 3000, 400


@pytest.fixture(scope="module")
def database() -> Iterator[Urls]:
    """One of its own: the hammer makes cities."""
    admin, name = os.environ["ADMIN_DATABASE_URL"], f"hammer_{os.getpid()}"
    yield create_database(admin, name)
    drop_database(admin, name)


def _hammer(urls: Urls, *arguments: str, login: str = "", pool: bool = True, **changed: str) -> dict[str, int]:
    """In a process of its own, because a pool is chosen with the settings."""
    environment = {
        **os.environ,
        "DATABASE_URL": login or urls.login,
        "OWNER_DATABASE_URL": urls.owner,
        "HAMMER_POOL": "1" if pool else "",
        "DJANGO_SETTINGS_MODULE": "tests.support.pooled",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
        **changed,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.hammer", *arguments],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _is_right(found: dict[str, int], *, least: int = TRANSACTIONS) -> None:
    assert found["transactions"] >= least
    assert found["answers"] >= least
    assert (found["wrong"], found["refused"]) == (0, 0)


@pytest.mark.parametrize("pool", [True, False])
def test_no_wrong_answer_while_connections_are_given_back_after_every_second_city(database: Urls, pool: bool) -> None:
    """Nearly every transaction needs a new connection, so there are fewer of them."""
    _is_right(_hammer(database, f"--transactions={FEW}", pool=pool, CITIES_PER_CONNECTION="2"), least=FEW)


def test_no_wrong_answer_through_the_pool(database: Urls) -> None:
    _is_right(_hammer(database, f"--transactions={TRANSACTIONS}"))


def test_no_wrong_answer_through_pgbouncer_in_transaction_mode(database: Urls) -> None:
    if bouncer.program() is None:
        pytest.skip(bouncer.MISSING)
    with bouncer.bouncing(database.login) as login:
        _is_right(_hammer(database, f"--transactions={TRANSACTIONS}", login=login, pool=False))


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_with_a_broken_binding_the_database_refuses_everything(database: Urls, fault: str) -> None:
    found = _hammer(database, "--transactions=200", f"--fault={fault}")
    assert found["refused"] >= 200
    assert (found["answers"], found["wrong"]) == (0, 0)


def test_the_hammer_sees_a_wrong_answer_when_there_is_one(database: Urls) -> None:
    found = _hammer(database, "--transactions=200", f"--fault={UNSEEN}")
    assert found["wrong"] == found["answers"] > 0
