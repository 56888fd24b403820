"""Rights per table, from the models: a city's role may do only what the model says, and owns nothing.

A model may declare ``city_rights`` (or ``operator_rights``), for example ``"SELECT, INSERT"`` for what is append-only.
A model of ``public`` may declare ``common_rights``: what every city may do with it. Without them it may do nothing.
"""

from __future__ import annotations

from itertools import groupby

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from tenants.binding import cities_role, city_role, operator_role

ALL = "SELECT, INSERT, UPDATE, DELETE"


def _app_is(names: list[str], model: type[Model]) -> bool:
    config = apps.get_app_config(model._meta.app_label)
    return config.name in names or f"{config.__module__}.{type(config).__name__}" in names


def city_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if _app_is(settings.TENANT_APPS, model)]


def public_models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if _app_is(settings.SHARED_APPS, model)]


Rights = tuple[tuple[str, str], ...]


def city_rights() -> Rights:
    """(rights, table) for each of a city's tables, in an order that does not change."""
    pairs = {(str(getattr(model, "city_rights", ALL)), model._meta.db_table) for model in city_models()}
    return tuple(sorted(pairs))


def city_grants(schema: str, rights: Rights) -> list[str]:
    """What the city's role may do, one statement per kind of right. Table names are ours; the schema's name was checked."""
    role = city_role(schema)
    lines = [f'GRANT USAGE ON SCHEMA "{schema}" TO {role}', f"GRANT {cities_role()} TO {role}"]
    for kind, pairs in groupby(rights, key=lambda pair: pair[0]):
        tables = ", ".join(f'"{schema}"."{table}"' for _, table in pairs)
        lines.append(f"GRANT {kind} ON {tables} TO {role}")
    return lines


def common_grants() -> list[str]:
    """What every city may do in ``public``: ring, and read what holds for all. Given to one role that all cities' roles
    are members of, so that no list grows."""
    role = cities_role()
    lines = [f"GRANT USAGE ON SCHEMA public TO {role}"]
    for model in public_models():
        rights = getattr(model, "common_rights", "")
        if rights:
            lines.append(f'GRANT {rights} ON public."{model._meta.db_table}" TO {role}')
    return lines


def operator_grants() -> list[str]:
    role = operator_role()
    lines = [f"GRANT USAGE ON SCHEMA public TO {role}"]
    for model in public_models():
        rights = getattr(model, "operator_rights", ALL)
        lines.append(f'GRANT {rights} ON public."{model._meta.db_table}" TO {role}')
    return lines
