"""Trouble on demand: what every stand-in has (``common.faults``), in the words of ZMS, and its own.

``captcha``: ``on`` demands one. ``per_mail``: bookings per address, empty: any. ``envelope``: ``off`` answers without
``{meta, data}``, as the source of ZMS has it.
"""

from __future__ import annotations

from infra.standins.common.faults import Faults
from infra.standins.zms.errors import ApiError

FAULTS = Faults(
    before={
        "down": lambda: ApiError("zmsClientCommunicationError").response(),
        "error": lambda: ApiError("internalError").response(),
        "limited": lambda: ApiError("rateLimitExceeded").response(),
    },
    choices={"captcha": ("off", "on"), "envelope": ("on", "off")},
    numbers=("per_mail",),
)
