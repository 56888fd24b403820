"""Which connectors there are. The sandboxes are citizens like the others: a city chooses them by configuration."""

from __future__ import annotations

from typing import Any

from connectors.adapters.fit_connect.adapter import FitConnect
from connectors.adapters.folder.adapter import FolderConnector
from connectors.adapters.gateway.adapter import GatewayConnector
from connectors.adapters.mailbox.adapter import MailboxConnector
from connectors.adapters.rest_pull.adapter import RestPull
from connectors.adapters.rest_push.adapter import RestPush
from connectors.adapters.sandbox_accepts.adapter import AcceptingSandbox
from connectors.adapters.sandbox_explodes.adapter import ExplodingSandbox
from connectors.adapters.sandbox_refuses.adapter import RefusingSandbox
from connectors.base import Connector
from kernel.registry import Registry

CONNECTORS: Registry[Connector[Any]] = Registry("connector")

for _connector in (
    FolderConnector(),
    FitConnect(),
    GatewayConnector(),
    MailboxConnector(),
    RestPush(),
    RestPull(),
    AcceptingSandbox(),
    RefusingSandbox(),
    ExplodingSandbox(),
):
    CONNECTORS.register(_connector.name, _connector)


def connector(name: str) -> Connector[Any]:
    """The connector of that name. An unknown name is a ``KeyError``."""
    return CONNECTORS.get(name)
