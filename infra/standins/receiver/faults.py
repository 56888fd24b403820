"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

``answers``: ``normal``; before anything is kept ``error`` (500), ``limited`` (429), ``rejects`` (422), ``wrong_key`` (401),
``page`` (a website), ``elsewhere`` (a redirect), ``dead`` (the line is cut), ``silent`` (no answer until the caller leaves);
after it is kept ``later`` (202, decided by hand), ``lost`` (the line is cut), ``nonsense``, ``foreign`` (a receipt for
another key), ``half``, ``huge``, ``slow`` (a byte a second). ``answers_left``: for how many calls, empty for ever.
``delay``: seconds before each answer.
"""

from __future__ import annotations

from dataclasses import replace

from infra.standins.receiver.http import Response, answer, page, problem
from infra.standins.receiver.store import Store

BEFORE = ("error", "limited", "rejects", "wrong_key", "page", "elsewhere", "dead", "silent")
AFTER = ("later", "lost", "nonsense", "foreign", "half", "huge", "slow")
ALL = ("normal", *BEFORE, *AFTER)
HUGE = 6_000_000


def take(store: Store) -> str:
    """The fault that this call gets; one of a limited number is used up."""
    fault, left = store.switch("answers") or "normal", store.switch("answers_left")
    if fault != "normal" and left:
        last = int(left) <= 1
        store.set_switch("answers_left", "" if last else str(int(left) - 1))
        if last:
            store.set_switch("answers", "normal")
    return fault


def instead(fault: str) -> Response | None:
    """The answer that is given before anything is kept."""
    return {
        "error": Response(500, b"oops", "text/plain"),
        "limited": problem("too_many", 429),
        "rejects": problem("not_competent", 422),
        "wrong_key": problem("signature_invalid", 401),
        "page": page("<!doctype html><title>Anmeldung</title><p>Bitte melden Sie sich an.</p>"),
        "elsewhere": Response(302, b"", "text/html", {"Location": "http://elsewhere.example/"}),
        "dead": Response(0, b"", closes=True),
    }.get(fault)


def spoil(fault: str, response: Response) -> Response:
    """After the work: what becomes of its answer."""
    length = len(response.body)
    return {
        "lost": Response(0, b"", closes=True),
        "nonsense": answer({"surprise": ["Eingang"]}),
        "foreign": answer({"idempotency_key": "f" * 32, "receipt": "EINGANG-999999", "state": "accepted"}),
        "half": Response(response.status, response.body[: length // 2], announced=length),
        "slow": replace(response, drips=True),
        "huge": Response(200, b'"' + b"x" * (HUGE if fault == "huge" else 0) + b'"'),
    }.get(fault, response)
