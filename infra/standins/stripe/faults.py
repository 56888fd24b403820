"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

``answers``: ``normal``; ``unavailable`` (503, nothing is done); ``broken`` (500 after it is done); ``limited`` (429,
nothing is done); ``lost`` (it is done, the answer never arrives); ``lost_writes`` (so, but questions are answered);
``nonsense`` (200, but not what was asked for). ``answers_left``: for how many calls, empty for ever.
``delay``: seconds before each answer. ``webhooks``: ``on``, ``off`` (kept until switched on), ``twice``, ``reversed``,
``lost`` (never sent). ``debits``: what the banks say to a direct debit ``debit_days`` days later, if that is set.
``refunds``: ``normal``, ``pending`` (known only later), ``refused`` (no money in the account), ``failed`` (the bank sends it
back at once). ``webhook_delay``: seconds before each first delivery.
"""

from __future__ import annotations

from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.http import Response, answer
from infra.standins.stripe.world import World

CHOICES = {
    "answers": ("normal", "unavailable", "broken", "limited", "lost", "lost_writes", "nonsense"),
    "webhooks": ("on", "off", "twice", "reversed", "lost"),
    "debits": ("arrive", "fail"),
    "refunds": ("normal", "pending", "refused", "failed"),
}
NUMBERS = ("answers_left", "delay", "webhook_delay", "debit_days")


class AnswerLost(Exception):
    """The connection is to be dropped without an answer."""


def set_faults(world: World, wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        known = value in CHOICES[name] if name in CHOICES else name in NUMBERS and (not value or float(value) >= 0)
        if not known:
            raise ApiError(400, f"No such fault: {name}={value}")
        world.store.set_switch(name, value)


def current(world: World) -> dict[str, str]:
    return {name: world.store.switch(name) for name in (*CHOICES, *NUMBERS)}


def take(world: World, method: str) -> str:
    """The fault that this call gets; one of a limited number is used up."""
    fault = world.store.switch("answers") or "normal"
    if fault == "lost_writes":
        return "lost" if method == "POST" else "normal"
    left = world.store.switch("answers_left")
    if fault == "normal" or not left:
        return fault
    if int(float(left)) <= 1:
        set_faults(world, {"answers": "normal", "answers_left": ""})
    else:
        world.store.set_switch("answers_left", str(int(float(left)) - 1))
    return fault


def before_work(fault: str) -> None:
    """Refusals of a service that does not even begin."""
    if fault == "unavailable":
        raise ApiError(503, "Out of order on demand.", kind="api_error")
    if fault == "limited":
        raise ApiError(429, "Too many requests hit the API too quickly.", code="rate_limit")


def spoil(fault: str, response: Response) -> Response:
    """After the work: what becomes of its answer."""
    if fault == "lost":
        raise AnswerLost
    if fault == "broken":
        return answer(ApiError(500, "Something went wrong on our end.", kind="api_error").body(), 500)
    return answer({"object": "surprise"}) if fault == "nonsense" else response
