"""Which providers there are. The adapter is made at first use, so that its library is loaded only where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from kernel.registry import Registry

from billing.providers.base import PaymentProvider

PROVIDERS: Registry[Callable[[], PaymentProvider]] = Registry("payment provider")


def _stripe() -> PaymentProvider:
    from billing.providers.stripe.adapter import from_settings

    return from_settings()


PROVIDERS.register("stripe", _stripe)


@cache
def provider(name: str) -> PaymentProvider:
    """The provider of that name, one per process. An unknown name is a ``KeyError``."""
    return PROVIDERS.get(name)()
