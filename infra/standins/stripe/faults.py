"""Trouble on demand: what every stand-in has (``common.faults``), in Stripe's words, and its own.

``answers`` also knows ``unavailable`` (503 in Stripe's form, nothing is done) and ``lost_writes`` (as ``lost``, but questions
are answered); ``broken`` is a 500 after the work is done. ``webhooks``: ``on``, ``off`` (kept until switched on), ``twice``,
``reversed``, ``lost`` (never sent). ``debits``: what the banks say to a direct debit ``debit_days`` days later, if that is set.
``refunds``: ``normal``, ``pending`` (known only later), ``refused`` (no money in the account), ``failed`` (the bank sends it
back at once). ``webhook_delay``: seconds before each first delivery.
"""

from __future__ import annotations

from infra.standins.common.faults import Faults
from infra.standins.common.http import LOST, answer
from infra.standins.stripe.errors import ApiError

FAULTS = Faults(
    before={
        "unavailable": lambda: ApiError(503, "Out of order on demand.", kind="api_error").response(),
        "limited": lambda: ApiError(429, "Too many requests hit the API too quickly.", code="rate_limit").response(),
    },
    after={
        "lost_writes": lambda whole, request: LOST if request.method == "POST" else whole,
        "broken": lambda *_: ApiError(500, "Something went wrong on our end.", kind="api_error").response(),
        "nonsense": lambda *_: answer({"object": "surprise"}),
    },
    choices={
        "webhooks": ("on", "off", "twice", "reversed", "lost"),
        "debits": ("arrive", "fail"),
        "refunds": ("normal", "pending", "refused", "failed"),
    },
    numbers=("webhook_delay", "debit_days"),
)
set_faults = FAULTS.set
