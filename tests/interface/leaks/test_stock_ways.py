"""django-tenants' own ways into a tenant leak between threads (measured: 44 % wrong answers). Here each is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django_tenants.utils import schema_context, tenant_context

from tenants.binding import UnboundStatement, bind

connection: Any = connections["default"]


def _enter(city: Any) -> None:
    with city:
        pass


def _schema_context(city: Any) -> None:
    with schema_context(city.schema_name):
        pass


def _schema_context_of_public(_city: Any) -> None:
    with schema_context("public"):
        pass


def _decorated(city: Any) -> None:
    schema_context(city.schema_name)(lambda: None)()


def _tenant_context(city: Any) -> None:
    with tenant_context(city):
        pass


WAYS: list[Callable[[Any], object]] = [
    _enter,
    _schema_context,
    _schema_context_of_public,
    _decorated,
    _tenant_context,
    lambda city: city.__exit__(None, None, None),
    lambda city: city.activate(),
    lambda city: type(city).deactivate(),
    lambda city: city.create_schema(),
    lambda city: connection.set_tenant(city),
    lambda city: connection.set_schema(city.schema_name),
    lambda city: connection.set_schema("public"),
    lambda city: connection.set_schema_to_public(),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("inside_a_city", [False, True])
def test_it_is_refused_with_the_way_that_there_is_instead(
    way: Callable[[Any], object], inside_a_city: bool, marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    home, other = marked
    if not inside_a_city:
        with pytest.raises(UnboundStatement, match=r"bind\(city\)|tenants\.provisioning"):
            way(other)
        return
    with bind(home):
        with pytest.raises(UnboundStatement, match=r"bind\(city\)|tenants\.provisioning"):
            way(other)
        assert whose() == home.slug
        assert connection.schema_name == home.schema_name
