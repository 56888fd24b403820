"""Trouble on demand: what every stand-in has (``common.faults``), in the words of the interface, and its own.

``answers`` also knows ``unspecified``: before anything is done, a problem that says nothing. ``amount``: euros that are told
instead of those asked for. ``booking_data``: what each item must bring. ``finds_requests``: ``off`` finds payments by its own
number alone.
"""

from __future__ import annotations

from infra.standins.common.faults import Faults
from infra.standins.xbezahldienste.errors import Problem

FAULTS = Faults(
    before={
        "down": lambda: Problem(503).response(),
        "unspecified": lambda: Problem(400, "UNSPECIFIED").response(),
    },
    choices={"finds_requests": ("on", "off")},
    numbers=("amount",),
    free=("booking_data",),
)
set_faults = FAULTS.set
