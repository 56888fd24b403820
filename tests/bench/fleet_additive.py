"""One column more in every city, beside stock ``migrate_schemas`` with the same migration."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import stock
from tests.bench.figures import Figure, rounded
from tests.bench.fleet import SIZE, grown, some

STOCK = 6
NAME = "9999_bench"
MIGRATION = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("audit", "{before}")]
    operations = [migrations.AddField("auditentry", "bench", models.TextField(null=True))]
"""
UNDO = f"ALTER TABLE audit_auditentry DROP COLUMN bench; DELETE FROM django_migrations WHERE name = '{NAME}'"


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from kernel.clock import now
    from tenants import fleet
    from tenants.release import Release, this_release

    grown(SIZE)
    fleet.migrate(clock=now, resume=None)
    today = this_release()
    step = (("audit", NAME), "ALTER TABLE audit_auditentry ADD COLUMN bench text NULL")
    begun = time.perf_counter()
    outcome = fleet.migrate(clock=now, release=Release((*today.plan, step), today.rights), workers=2)
    ours = (time.perf_counter() - begun) / len(outcome.done)
    if outcome.failures:
        raise AssertionError(outcome.failures)
    theirs = _stock()
    yield Figure(
        f"fleet_additive: own, {len(outcome.done)} cities, each",
        rounded(ours * 1000),
        "ms",
        f"stock, {theirs * 1000:,.0f} ms each (times faster)",
        rounded(theirs / ours),
    )


def _stock() -> float:
    from audit import migrations
    from tests.support.fleet import in_schema

    cities = some(STOCK)
    for city in cities:
        in_schema(city, UNDO)
    with tempfile.TemporaryDirectory(prefix="zusage-bench-") as folder:
        package = Path(folder) / "bench_migrations"
        shutil.copytree(Path(migrations.__path__[0]), package, ignore=shutil.ignore_patterns("__pycache__"))
        before = sorted(path.stem for path in package.glob("0*.py"))[-1]
        (package / f"{NAME}.py").write_text(MIGRATION.format(before=before), "utf-8")
        names = [city.schema_name for city in cities]
        return median(stock.seconds("migrate", names, BENCH_MIGRATIONS="bench_migrations", PYTHONPATH=folder)[1:])
