"""Papers: how long the PDF of a whole declaration takes, once typst is warm."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from tests.bench.figures import Figure, against, percentile, plain, timed

OTHERS = 1000 / 3.6  # milliseconds per document of WeasyPrint, measured once on a smaller paper


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from documents.pdf.contracts import SummaryData
    from documents.pdf.render import render
    from tests.support.papers import SUMMARY

    data = SummaryData.model_validate(SUMMARY)
    start = time.perf_counter()
    made = render("summary", data)
    yield plain("summary: first PDF of the process", (time.perf_counter() - start) * 1000, "ms")
    taken = timed(lambda: render("summary", data), seconds=4)
    yield against(
        "summary: PDF/A-2a and PDF/UA-1, p50",
        percentile(taken, 0.5) * 1000,
        "ms",
        bound=OTHERS,
        of="WeasyPrint, 278 ms",
    )
    yield plain("summary: size", len(made), "bytes")
