"""A bar on standard error, when a person looks at it: standard output stays for the report."""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 30


class Progress:
    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total, self._done = total, 0
        self._stream = stream or sys.stderr
        self._shown = total > 0 and self._stream.isatty()
        self._draw()

    def step(self) -> None:
        self._done += 1
        self._draw()

    def clear(self) -> None:
        """Makes room for a line of the report."""
        self._write("\r\x1b[K")

    def _draw(self) -> None:
        if self._shown:
            full = WIDTH * self._done // self._total
            self._write(f"\r[{'#' * full}{' ' * (WIDTH - full)}] {self._done} of {self._total}")

    def _write(self, text: str) -> None:
        if self._shown:
            self._stream.write(text)
            self._stream.flush()
