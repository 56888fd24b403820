from __future__ import annotations

import ipaddress

from django.conf import settings

from kernel.http import Network


def networks() -> tuple[Network, ...]:
    """The private networks that the operator lets cities' systems stand in."""
    return tuple(ipaddress.ip_network(text) for text in settings.DELIVERY_NETWORKS)
