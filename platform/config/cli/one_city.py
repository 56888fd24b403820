"""What commands about one city share: finding it, working in it, and saying no."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from kernel.errors import Refusal
from tenants.binding import bind
from tenants.doors import find_by_slug

Run = Callable[[argparse.Namespace], int]


def no(text: str) -> int:
    print(f"{text}; nothing was changed", file=sys.stderr)
    return 1


def in_city(work: Run) -> Run:
    """Bound to the city ``slug`` of the arguments. Answers 1 and says why when there is none or the work is refused."""

    def run(arguments: argparse.Namespace) -> int:
        city = find_by_slug(arguments.slug)
        if city is None:
            return no("there is no such city")
        try:
            with bind(city):
                return work(arguments)
        except Refusal as refusal:
            return no(refusal.code)

    return run
