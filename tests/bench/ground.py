"""What is measured on: a PostgreSQL of its own that waits for its disk, a fresh database, the two demo cities."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NAME = f"bench_{os.getpid()}"


@contextmanager
def ground() -> Iterator[dict[str, Any]]:
    """The cities by slug. Everything is forgotten afterwards; the server stops."""
    from infra.local.databases import create_database, drop_database
    from infra.local.postgres import Cluster

    cluster = Cluster(ROOT / "build" / "bench-postgres", port=55433)
    cluster.start()
    try:
        urls = create_database(cluster.admin_url(), NAME)
        with tempfile.TemporaryDirectory(prefix="zusage-bench-") as scratch:
            _environment(Path(scratch), login=urls.login, owner=urls.owner)
            yield _cities()
            _hang_up()
        drop_database(cluster.admin_url(), NAME)
    finally:
        cluster.stop()


def _environment(scratch: Path, *, login: str, owner: str) -> None:
    os.environ.update(
        DATABASE_URL=login,
        OWNER_DATABASE_URL=owner,
        SECRET_KEY=secrets.token_hex(32),
        KEY_DIR=str(scratch / "keys"),
        STORAGE_DIR=str(scratch / "files"),
        DELIVERY_DIR=str(scratch / "delivered"),
        EID_KEY_DIR=str(scratch / "eid"),
        STRIPE_SECRET_KEY="sk_test_local",
        STRIPE_WEBHOOK_SECRET="whsec_local",
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        PLATFORM_DOMAIN="localhost",
    )
    standards = ROOT.parent / "shared" / "standards"
    if standards.is_dir():
        os.environ.setdefault("XAUSLAENDER_SCHEMA_DIR", str(standards / "xauslaender" / "transcribed"))


def _cities() -> dict[str, Any]:
    import django

    django.setup()
    from config.demo import create_demo_cities
    from kernel.clock import now
    from tenants.migrate import migrate_public

    migrate_public()
    return create_demo_cities(at=now())


def _hang_up() -> None:
    from django.db import connections

    connections.close_all()
