"""The bound city's own connections with its providers: what it published, and what it is just trying.

An account stays reachable after the city has left it: payments that were begun there are asked for there.
"""

from __future__ import annotations

from typing import Any

from billing.payments.models import ProviderSwitch
from billing.payments.states import SwitchStep
from billing.providers.base import Misconfigured
from billing.providers.connections import Connection
from configuration import secrets
from configuration.models import ConfigurationVersion
from kernel.errors import Refusal

RUNNING = (SwitchStep.BEGUN, SwitchStep.TRIED)


def find(provider: str, account: str) -> Connection:
    """``Misconfigured``: the city never had that account there."""
    options = _being_tried(provider, account)
    if options is None:
        options = _published(provider, account)
    if options is None:
        raise Misconfigured("the city has no such account")
    return Connection(account, options, secret)


def secret(name: str) -> bytes:
    """``Misconfigured`` where it is not kept, or cannot be opened any more."""
    try:
        return secrets.read(name)
    except Refusal as refusal:
        raise Misconfigured(f"{refusal.code}: {name}") from None


def _being_tried(provider: str, account: str) -> dict[str, Any] | None:
    rows = ProviderSwitch.objects.filter(new_provider=provider, new_account=account, state__in=RUNNING)
    return rows.values_list("options", flat=True).first()


def _published(provider: str, account: str) -> dict[str, Any] | None:
    """As published last with this account."""
    value = {"provider": provider, "account": account}
    rows = ConfigurationVersion.objects.filter(document__payments__value__contains=value).order_by("-number")
    documents = rows.values_list("document", flat=True)
    found = documents.first()
    return None if found is None else dict(found["payments"]["value"].get("options") or {})
