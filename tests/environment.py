"""Loaded before Django's settings: a real PostgreSQL and a database of its own for each test process.

The embedded server is shared by whoever runs tests on this machine, and stays for the next run (in CI it is stopped).
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from infra.local.databases import create_database, drop_database
from infra.local.postgres import Cluster

ROOT = Path(__file__).resolve().parents[1]
NAME = f"test_{os.getpid()}"
_cluster = Cluster(ROOT / "build" / "test-postgres", port=55432, durable=False)
_scratch = tempfile.TemporaryDirectory(prefix="zusage-test-")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    prepare()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    dismantle()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that did not run has not passed; nobody shall overlook it."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"!!! {count} SKIPPED: {reason.removeprefix('Skipped: ')}", red=True, bold=True)


def prepare() -> None:
    """The database and the settings of this process. Django may be set up only after it."""
    scratch = Path(_scratch.name)
    _cluster.start()
    urls = create_database(_cluster.admin_url(), NAME)
    os.environ.update(
        DATABASE_URL=urls.login,
        OWNER_DATABASE_URL=urls.owner,
        ADMIN_DATABASE_URL=_cluster.admin_url(NAME),
        SECRET_KEY=secrets.token_hex(32),
        BROKER_URL="memory://",
        KEY_DIR=str(scratch / "keys"),
        STORAGE_DIR=str(scratch / "files"),
        DELIVERY_DIR=str(scratch / "delivered"),
        EID_KEY_DIR=str(scratch / "eid"),
        STRIPE_SECRET_KEY="sk_test_local",
        STRIPE_API_BASE="http://127.0.0.1:9",
        STRIPE_WEBHOOK_SECRET="whsec_" + secrets.token_hex(16),
        DJANGO_SETTINGS_MODULE="config.settings",
        PLATFORM_DOMAIN="localhost",
        SPARE_CITIES="0",
        OPEN_BEFORE_LIVE="1",
        SANDBOXES="1",
    )
    standards = ROOT.parent / "shared" / "standards"
    if standards.is_dir():
        os.environ["XAUSLAENDER_SCHEMA_DIR"] = str(standards / "xauslaender" / "transcribed")


def dismantle() -> None:
    drop_database(_cluster.admin_url(), NAME)
    if os.environ.get("CI") == "true" and "PYTEST_XDIST_WORKER" not in os.environ:
        _cluster.stop()
    _scratch.cleanup()
