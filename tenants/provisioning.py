"""Makes a city: schema, role, tables, grants, host name, key. All of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connections, transaction

from kernel.errors import Refusal
from tenants import routing, spares
from tenants.binding import OWNER, bind_owner, cities_role, database_name, operator_role, safe_name
from tenants.grants import common_grants, operator_grants
from tenants.keys import city_keys
from tenants.listening import announce
from tenants.models import City, Ring, Stage
from tenants.release import Release, this_release

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
ROLES_LOCK = 0x5A757361  # "Zusa"


class UnableToCreateCity(Refusal):
    """bad_slug, slug_taken, host_taken, authority_taken, door_taken, twin_taken."""

    code = "unable_to_create_city"


@dataclass(frozen=True)
class NewCity:
    """``doors`` are (kind, external id) of what arrives for it without naming it. ``twin_of`` is its city's number."""

    slug: str
    name: str
    land: str
    ags: str
    authority_code: str
    host: str
    ring: str = Ring.ALL.value
    stage: str = Stage.ONBOARDING.value
    twin_of: int | None = None
    doors: tuple[tuple[str, str], ...] = ()


Furnish = Callable[[City], None]
REGISTER = """
    WITH city AS (
        INSERT INTO public.tenants_city (
            schema_name, slug, name, land, ags, authority_code, stage, stage_since, ring, applied, created_at, twin_of_id
        ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
    ), door AS (
        INSERT INTO public.tenants_door (kind, external_id, city_id)
        SELECT kind, external_id, id FROM city, unnest(%s::text[], %s::text[]) AS doors (kind, external_id)
    )
    INSERT INTO public.tenants_domain (domain, is_primary, tenant_id) SELECT %s, true, id FROM city RETURNING tenant_id
"""


def login_role() -> str:
    return str(connections["default"].settings_dict["USER"])


def schema_of(slug: str) -> str:
    return safe_name("c_" + slug.replace("-", "_"))


def create_city(new: NewCity, *, at: datetime, furnish: Furnish | None = None, release: Release | None = None) -> City:
    """All or nothing, from a spare where there is one. The row is written first: whoever makes the same city meanwhile
    waits, and is then refused.

    ``furnish`` writes what belongs into the new schema, as the owner and in the same transaction: the configuration.
    Refused: ``UnableToCreateCity``.
    """
    if not SLUG.fullmatch(new.slug):
        raise UnableToCreateCity(code="bad_slug", field="slug")
    release = release or this_release()
    schema = schema_of(new.slug)
    with bind_owner(schema), transaction.atomic(using=OWNER):
        city = register(new, schema, release.state, at)
        with own_key(schema):
            if not spares.take(schema, state=release.state):
                _run(release.creation(schema, login=login_role(), at=at))
            if furnish is not None:
                furnish(city)
            announce()  # its address may have been asked for already, and kept as unknown
    routing.forget()
    return city


@contextmanager
def own_key(schema: str) -> Iterator[None]:
    """The city's key, taken away again when the city could not be made. A key that was there before stays."""
    made = city_keys().create(schema)
    try:
        yield
    except BaseException:
        if made:
            city_keys().destroy(schema)
        raise


TAKEN = {
    "tenants_domain_domain": ("host_taken", "host"),
    "tenants_door_unique": ("door_taken", "doors"),
    "tenants_city_twin_of": ("twin_taken", "twin_of"),
    "tenants_city_authority_code": ("authority_taken", "authority_code"),
    "tenants_city_slug": ("slug_taken", "slug"),
    "tenants_city_schema_name": ("slug_taken", "slug"),
}


def register(new: NewCity, schema: str, state: str, at: datetime) -> City:
    """Joins the owner's transaction. The owner is bound to the city's schema here: hence the names with ``public``."""
    city = City(
        schema_name=schema, slug=new.slug, name=new.name, land=new.land, ags=new.ags,
        authority_code=new.authority_code, stage=new.stage, stage_since=at, ring=new.ring, applied=state,
        created_at=at, twin_of_id=new.twin_of,
    )  # fmt: skip
    try:
        with connections[OWNER].cursor() as cursor:  # no savepoint: whoever is refused gives up the whole transaction
            cursor.execute(REGISTER, [
                schema, city.slug, city.name, city.land, city.ags, city.authority_code, city.stage, at, city.ring,
                state, at, new.twin_of, [kind for kind, _ in new.doors], [ref for _, ref in new.doors], new.host,
            ])  # fmt: skip
            city.pk = cursor.fetchone()[0]
    except IntegrityError as error:
        raise _taken(error) from None
    city._state.adding = False
    city._state.db = "default"
    return city


def _taken(error: IntegrityError) -> UnableToCreateCity:
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
    code, field = next((found for start, found in TAKEN.items() if name.startswith(start)), ("refused", "city"))
    return UnableToCreateCity(code=code, field=field)


def _create_role(role: str) -> None:
    _run(f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")


def _run(sql: str, params: list[Any] | None = None) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql, params)


def prepare_roles() -> None:
    """The operator's role, which cannot read any city, and the one that all cities are members of. Idempotent."""
    with bind_owner(), transaction.atomic(using=OWNER):
        _run("SELECT pg_advisory_xact_lock(%s)", [ROLES_LOCK])  # rights on the database are one row
        _create_role(operator_role())
        _run(f'GRANT {operator_role()} TO "{login_role()}"')
        _create_role(cities_role())
        _run(f'REVOKE ALL ON DATABASE "{database_name()}" FROM PUBLIC')
        _run(f'GRANT CONNECT ON DATABASE "{database_name()}" TO "{login_role()}"')


def grant_public() -> None:
    with bind_owner(), transaction.atomic(using=OWNER):
        _run(";\n".join([*operator_grants(), *common_grants()]))
