"""How a city is connected with a provider where each city has its own: an address, a way of signing in, secrets.

Providers are stateless and know only the account that a call names. What belongs to it is found here, for the city that is
bound: an account that this city never had is not found, so no city reaches another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from billing.providers.base import Misconfigured


@dataclass(frozen=True)
class Connection:
    """``options`` as the city set them; ``secret`` answers a secret by the name that the options call it by.

    It raises ``Misconfigured`` for one that is not kept.
    """

    account: str
    options: Mapping[str, Any]
    secret: Callable[[str], bytes] = field(repr=False)


Find = Callable[[str, str], Connection]
_finders: list[Find] = []


def found_by(find: Find) -> None:
    """Says who knows the cities' connections: ``find(provider, account)``. The last one said counts."""
    _finders[:] = [find]


def connection(provider: str, account: str) -> Connection:
    """Of the bound city. ``Misconfigured`` when it has, and had, no such account at this provider."""
    if not _finders:
        raise Misconfigured("nobody knows how cities are connected")
    return _finders[0](provider, account)
