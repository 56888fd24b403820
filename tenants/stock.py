"""What django-tenants offers and we refuse: its ways into a tenant hold for the session, some for all threads at once."""

from __future__ import annotations

from typing import Any, NoReturn

from tenants.binding import USE_BIND, UnboundStatement, current


class NoStockEntry:
    """Before ``TenantMixin`` in the bases. ``with city:`` keeps the previous tenant on the class, for all threads."""

    def __enter__(self) -> NoReturn:
        raise UnboundStatement(USE_BIND)

    def __exit__(self, *_: Any) -> NoReturn:
        raise UnboundStatement(USE_BIND)

    def activate(self) -> NoReturn:
        raise UnboundStatement(USE_BIND)

    @classmethod
    def deactivate(cls) -> NoReturn:
        raise UnboundStatement(USE_BIND)

    def create_schema(self, *_: Any, **__: Any) -> NoReturn:
        raise UnboundStatement("cities are made by tenants.provisioning")


class CacheByCity(dict[Any, Any]):
    """In the place of the cache of content types, whose numbers differ from city to city."""

    def __getitem__(self, alias: Any) -> Any:
        return super().__getitem__((current().schema, alias))

    def setdefault(self, alias: Any, default: Any = None) -> Any:
        return super().setdefault((current().schema, alias), default)


def keep_content_types_apart() -> None:
    """All managers of the model, also those that Django makes later as copies of the declared ones."""
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415  models can be read only now

    cache = CacheByCity()
    managers: list[Any] = [*ContentType._meta.local_managers, ContentType.objects]
    for manager in managers:
        manager._cache = cache
