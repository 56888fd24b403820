"""The identity providers that a city can name in its configuration."""

from __future__ import annotations

from collections.abc import Callable

from identity.adapters.saml.configured import bundid
from identity.base import IdentityProvider
from kernel.registry import Registry

providers: Registry[Callable[[], IdentityProvider]] = Registry("identity provider")
providers.register("bundid", bundid)


def provider(name: str) -> IdentityProvider:
    return providers.get(name)()
