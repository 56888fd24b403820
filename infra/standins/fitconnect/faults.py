"""Trouble on demand: what every stand-in has (``common.faults``), in the words of the service, and its own.

``answers`` also knows, before anything is done, ``refused`` (422) and ``stale`` (401, the token ended). ``key``: what is wrong
with the destination's keys. ``destination``: what is wrong with the destination. ``signature``: what is wrong with the words
of the event log that are written from now on. ``authority``: what the authority's system does with what arrives: ``accepts``
or ``rejects`` at once, or ``waits`` for a button. ``callback``: the address that is rung when the authority has answered.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from infra.standins.common.faults import Faults
from infra.standins.common.http import Response, answer
from infra.standins.fitconnect.errors import Problem

_STATUSES = {"down": 503, "error": 500, "limited": 429, "refused": 422, "stale": 401}


class _Faults(Faults):
    def knows(self, name: str, value: str) -> bool:
        """A bell hangs at a web address."""
        is_address = not value or urlsplit(value).scheme in ("http", "https")
        return super().knows(name, value) and (name != "callback" or is_address)


FAULTS = _Faults(
    before={name: Problem(status, "trouble on demand").response for name, status in _STATUSES.items()},
    after={
        "nonsense": lambda *_: answer({"surprise": ["Zustellung"]}),
        "broken": lambda *_: Response(200, b'{"eventLog": ["'),
    },
    choices={
        "key": (
            "normal", "short", "other_use", "other_number", "private", "bare", "expired", "foreign", "swapped", "listed",
            "revoked", "list_silent", "list_over",
        ),
        "destination": ("normal", "inactive", "other_service", "other_schema", "other_region", "no_email"),
        "signature": (
            "normal", "forged", "by_stranger", "rs256", "other_type", "old_schema", "other_case", "other_issuer",
            "other_tags", "no_tags",
        ),
        "authority": ("accepts", "rejects", "waits"),
    },
    free=("callback",),
)  # fmt: skip
