"""Trouble on demand: what every stand-in has (``common.faults``), in the words of the interface, and its own.

``answers`` also knows, before anything is kept, ``rejects`` (422), ``wrong_key`` (401) and ``dead`` (the line is cut); after
it is kept ``foreign`` (a receipt for another key). ``authority``: ``accepts`` what arrives at once, or ``waits`` for a button
(202).
"""

from __future__ import annotations

from infra.standins.common.faults import Faults
from infra.standins.common.http import LOST, answer
from infra.standins.receiver.errors import problem

FAULTS = Faults(
    before={
        "limited": lambda: problem("too_many", 429),
        "rejects": lambda: problem("not_competent", 422),
        "wrong_key": lambda: problem("signature_invalid", 401),
        "dead": lambda: LOST,
    },
    after={
        "nonsense": lambda *_: answer({"surprise": ["Eingang"]}),
        "foreign": lambda *_: answer({"idempotency_key": "f" * 32, "receipt": "EINGANG-999999", "state": "accepted"}),
    },
    choices={"authority": ("accepts", "waits")},
)
