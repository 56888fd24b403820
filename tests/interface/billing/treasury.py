"""A payment service of the administration with which both cities are connected, each by its own account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from billing.payments.config import PaymentsSection
from billing.payments.operations import Bill
from configuration import secrets
from configuration.models import ConfigurationVersion
from configuration.operations import publish_section
from infra.standins.xbezahldienste.server import StandIn
from tenants.binding import OWNER, bind, bind_owner
from tests.contract.billing import payment_service as services
from tests.interface.billing.support import a_bill

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
def as_it_was(city: Any) -> Iterator[None]:
    """What the city published meanwhile is gone when it is over."""
    with bind(city):
        last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
    try:
        yield
    finally:
        with bind_owner(), connections[OWNER].cursor() as cursor:
            table = f'"{city.schema_name}".configuration_configurationversion'
            cursor.execute(f"DELETE FROM {table} WHERE number > %s", [last])


def publish(city: Any, at: datetime, payments: dict[str, Any]) -> None:
    """In force the day before ``at``."""
    with bind(city), transaction.atomic():
        section = PaymentsSection.model_validate(payments)
        publish_section(section=section, author="test", at=at - timedelta(days=1), reason="test")


@contextmanager
def connected(standin: StandIn, cities: tuple[Any, ...], at: Any, flavour: str = "basic") -> Iterator[None]:
    with ExitStack() as all_of_them:
        for city in cities:
            keep_secrets(standin, city, at, flavour)
            all_of_them.enter_context(as_it_was(city))
            publish(city, at, section(standin, city.slug, flavour))
        yield


def bill(standin: StandIn, declaration_id: UUID, *, at: Any, slug: str = "offenbach", **changes: Any) -> Bill:
    return a_bill(declaration_id, at=at, **{**section(standin, slug), **changes})
