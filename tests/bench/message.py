"""A case as the message 130201: built, and checked against the schema where its files are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from tests.bench.figures import Figure, percentile, plain, timed


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from connectors.render_file import render_case
    from connectors.xauslaender import schema
    from kernel.clock import now
    from tests.support.cases import document, small_pdf

    at = now()
    case, summary = document(at=at), small_pdf()

    def build() -> bytes:
        return render_case(case, summary=summary, at=at)

    made = build()
    building = percentile(timed(build), 0.5) * 1000
    yield plain("message: build 130201, p50", building, "ms")
    yield plain("message: size", len(made), "bytes")
    if not settings.XAUSLAENDER_SCHEMA_DIR:
        return
    checking = percentile(timed(lambda: schema.validate(made)), 0.5) * 1000
    yield plain("message: validate 130201, p50", checking, "ms")
    yield plain("message: build and validate", building + checking, "ms")
