"""Saving a long text in the console of a city with two hundred published versions: the whole answer, as ``console.js`` asks
for it, beside the bare statement that writes the same row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from tests.bench.figures import Figure, against, percentile, plain, timed

PATH = "/verwaltung/abschnitt/texts/teil/datenschutz/"
SAVES, VERSIONS = 120, 200
BOUND_MS = 300.0
TEXT = "Wir erklären, was wir speichern. " * 300


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from tests.interface.desk.clerks import hire

    city = cities["offenbach"]
    _long_history(city)
    mika = hire(city, "owner", "bench", Client(headers={"host": "offenbach.localhost"}))
    taken = _saves(mika)
    bare = percentile(timed(lambda: _bare(city)), 0.5) * 1000
    yield against("console: a save, 95th percentile", percentile(taken, 0.95), "ms", bound=BOUND_MS, of="bound 300 ms")
    yield against("console: a save, median", percentile(taken, 0.5), "ms", bound=bare, of="the bare UPDATE of its row")
    yield plain("console: the bare UPDATE of a draft's row", bare, "ms")


def _saves(mika: Any) -> list[float]:
    path, data = mika.filled(PATH)
    taken = []
    for number in range(SAVES):
        data["privacy__de" if "privacy__de" in data else "text"] = f"Absatz {number}\n\n{TEXT}"
        began = time.perf_counter()
        answer = mika.browser.post(path, data, headers={"X-Autosave": "1"})
        taken.append((time.perf_counter() - began) * 1000)
        data["stand"] = answer.json()["stand"]
    return taken


def _bare(city: Any) -> None:
    from configuration.models import DraftSection
    from tenants.binding import bind

    with bind(city), transaction.atomic():
        changed = DraftSection.objects.filter(name="texts").update(value={"privacy": {"de": TEXT, "en": ""}})
    assert changed == 1


def _long_history(city: Any) -> None:
    from configuration import versions
    from configuration.models import ConfigurationVersion
    from tenants.binding import bind

    now = datetime.now(UTC)
    with bind(city):
        first = versions.final()
        ConfigurationVersion.objects.bulk_create([
            ConfigurationVersion(
                number=first.number + step, document=first.document, valid_from=now - timedelta(minutes=300 - step),
                published_at=now, author="Mika", reason="Schritt",
            )
            for step in range(1, VERSIONS)
        ])  # fmt: skip
