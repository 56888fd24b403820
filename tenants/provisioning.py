"""Makes a city: schema, role, tables, grants, host name, key. All of it or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from kernel.errors import Refusal
from tenants.binding import OWNER, bind_owner, city_role, database_name, operator_role, safe_name
from tenants.grants import city_grants, operator_grants
from tenants.keys import city_keys
from tenants.models import City, Domain, Stage
from tenants.template import CREATE_RECORD, RECORD, city_plan

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


class UnableToCreateCity(Refusal):
    """The slug, the host name or the authority's number is taken or malformed."""

    code = "unable_to_create_city"


@dataclass(frozen=True)
class NewCity:
    slug: str
    name: str
    land: str
    ags: str
    authority_code: str
    host: str


def login_role() -> str:
    return str(connections["default"].settings_dict["USER"])


def schema_of(slug: str) -> str:
    return safe_name("c_" + slug.replace("-", "_"))


def create_city(new: NewCity, *, at: datetime) -> City:
    """Atomic in the database; the key file is made first and is harmless without its city."""
    _refuse_taken(new)
    schema = schema_of(new.slug)
    keys = [key for key, _script in city_plan()]
    city_keys().create(schema)
    with bind_owner(schema), transaction.atomic(using=OWNER):
        _run(f'CREATE SCHEMA "{schema}"')
        _create_role(city_role(schema))
        _run(CREATE_RECORD)
        apply_steps(keys, at=at)
        _run(";\n".join(city_grants(schema)))
        return _register(new, schema, at)


def _refuse_taken(new: NewCity) -> None:
    if not SLUG.fullmatch(new.slug):
        raise UnableToCreateCity(code="bad_slug", field="slug")
    with bind_owner():
        if City.objects.using(OWNER).filter(slug=new.slug).exists():
            raise UnableToCreateCity(code="slug_taken", field="slug")
        if Domain.objects.using(OWNER).filter(domain=new.host).exists():
            raise UnableToCreateCity(code="host_taken", field="host")
        if City.objects.using(OWNER).filter(authority_code=new.authority_code).exists():
            raise UnableToCreateCity(code="authority_taken", field="authority_code")


def _register(new: NewCity, schema: str, at: datetime) -> City:
    """Rows of ``public`` written by the owner, who is bound to the city's schema here: hence qualified names."""
    city = City(
        schema_name=schema, slug=new.slug, name=new.name, land=new.land, ags=new.ags,
        authority_code=new.authority_code, stage=Stage.ONBOARDING, created_at=at,
    )  # fmt: skip
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_city (schema_name, slug, name, land, ags, authority_code, stage, created_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            [schema, new.slug, new.name, new.land, new.ags, new.authority_code, Stage.ONBOARDING.value, at],
        )
        city.pk = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO public.tenants_domain (domain, is_primary, tenant_id) VALUES (%s, true, %s)",
            [new.host, city.pk],
        )
    city._state.adding = False
    city._state.db = "default"
    return city


def apply_steps(keys: list[tuple[str, str]], *, at: datetime) -> None:
    """Replays the SQL of these migrations in the bound schema and records them."""
    scripts = dict(city_plan())
    for key in keys:
        if scripts[key]:
            _run(scripts[key])
        _run(f"INSERT INTO {RECORD} (app, name, applied) VALUES (%s, %s, %s)", [key[0], key[1], at])


def _create_role(role: str) -> None:
    _run(f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    _run(f'GRANT {role} TO "{login_role()}"')


def _run(sql: str, params: list[Any] | None = None) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql, params)


def prepare_roles() -> None:
    """The operator's role, which cannot read any city. Idempotent."""
    with bind_owner(), transaction.atomic(using=OWNER):
        _create_role(operator_role())
        _run(f'REVOKE ALL ON DATABASE "{database_name()}" FROM PUBLIC')
        _run(f'GRANT CONNECT ON DATABASE "{database_name()}" TO "{login_role()}"')


def grant_public() -> None:
    with bind_owner(), transaction.atomic(using=OWNER):
        _run(";\n".join(operator_grants()))
