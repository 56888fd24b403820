"""A payment service of the administration with which both cities are connected, each by its own account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from billing.payments.operations import Bill
from configuration import secrets
from infra.standins.xbezahldienste.server import StandIn
from tenants.binding import bind
from tests.contract.billing import payment_service as services
from tests.interface.billing.support import a_bill
from tests.interface.casework.visitors import settings_of

PROVIDER = "xbezahldienste"
ACCOUNTS = {"offenbach": services.OF_OFFENBACH, "wiesbaden": services.OF_WIESBADEN}


def section(standin: StandIn, slug: str, flavour: str = "basic") -> dict[str, Any]:
    told = services.options(standin, flavour, user=slug)
    return {"provider": PROVIDER, "account": ACCOUNTS[slug], "options": told, "page_minutes": 60}


def keep_secrets(standin: StandIn, city: Any, at: Any, flavour: str = "basic") -> None:
    with bind(city), transaction.atomic():
        for name, value in services.secrets(standin, flavour, user=city.slug).items():
            secrets.put(name=name, value=value, by="test", at=at)


@contextmanager
def connected(standin: StandIn, cities: tuple[Any, ...], at: Any, flavour: str = "basic") -> Iterator[None]:
    with ExitStack() as all_of_them:
        for city in cities:
            keep_secrets(standin, city, at, flavour)
            all_of_them.enter_context(settings_of(city, payments=section(standin, city.slug, flavour)))
        yield


def bill(standin: StandIn, declaration_id: UUID, *, at: Any, slug: str = "offenbach", **changes: Any) -> Bill:
    return a_bill(declaration_id, at=at, **{**section(standin, slug), **changes})
