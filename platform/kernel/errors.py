"""Refusals: what the product says no to, foreseen and explained to a person."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A foreseen "no". Subclasses are named ``UnableTo…`` and stand beside the function that raises them.

    ``code`` is stable and machine-readable; ``message`` is a (lazy) text for the person, and never holds personal data.
    """

    code = "refused"

    def __init__(self, message: Any = "", *, code: str | None = None, **params: Any) -> None:
        super().__init__(code or self.code)
        self.message = message
        self.params = params
        if code is not None:
            self.code = code
