"""Which providers there are. The adapter is made at first use, so that its library is loaded only where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from billing.providers.base import Misconfigured, PaymentProvider
from kernel.registry import Registry

STRIPE, REHEARSAL, XBEZAHLDIENSTE = "stripe", "rehearsal", "xbezahldienste"
PROVIDERS: Registry[Callable[[], PaymentProvider]] = Registry("payment provider")


def _stripe() -> PaymentProvider:
    from billing.providers.stripe.adapter import from_settings  # noqa: PLC0415  loads the library at first use only

    return from_settings()


def _rehearsal() -> PaymentProvider:
    from billing.providers.rehearsal.adapter import RehearsalProvider  # noqa: PLC0415  like the others

    return RehearsalProvider()


def _xbezahldienste() -> PaymentProvider:
    from billing.providers.xbezahldienste.adapter import XBezahldienste  # noqa: PLC0415  like the others

    return XBezahldienste()


PROVIDERS.register(STRIPE, _stripe)
PROVIDERS.register(REHEARSAL, _rehearsal)
PROVIDERS.register(XBEZAHLDIENSTE, _xbezahldienste)


@cache
def provider(name: str) -> PaymentProvider:
    """The provider of that name, one per process. ``Misconfigured`` when there is none, or nothing to reach it with."""
    if name not in PROVIDERS:
        raise Misconfigured(f"no payment provider {name!r}")
    return PROVIDERS.get(name)()


# Of these nobody hears unless they are asked; known without loading their libraries.
SILENT = frozenset({XBEZAHLDIENSTE})


def tells(name: str) -> bool:
    return name not in SILENT
