"""The way to a server that a city named: resolved once, looked at, and only then connected to."""

from __future__ import annotations

import asyncio
import socket

from connectors.adapters.gateway.options import Server
from connectors.base import Misconfigured
from kernel.http import Network, is_odd_place


async def reached(server: Server, networks: tuple[Network, ...] | None) -> socket.socket:
    """A connected socket. ``networks``: as in ``kernel.http.Manner``. It is connected to the very address that was looked
    at, so a name that leads elsewhere a moment later gains nothing.

    ``Misconfigured``: ``address_refused``, where the name leads to no place that may be called. Else ``OSError``.
    """
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    places = [place for place in found if not is_odd_place(str(place[4][0]), server.host, networks)]
    if not places:
        raise Misconfigured("address_refused")
    for family, kind, protocol, _name, address in places[:-1]:
        try:
            return await _connected(family, kind, protocol, address)
        except OSError:
            continue
    family, kind, protocol, _name, address = places[-1]
    return await _connected(family, kind, protocol, address)


async def _connected(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    made.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(made, address)
    except BaseException:
        made.close()
        raise
    return made
