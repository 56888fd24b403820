"""What the database itself refuses: rights per table, and roles that own nothing."""

from __future__ import annotations

from typing import Any

from tests.architecture.catalogue import ask
from tests.architecture.source import lines_of

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
APPEND_ONLY = {"audit_auditentry", "declarations_erasure", "billing_payments_paymentevent"}


def _rights(role: str, table: str) -> set[str]:
    row = ask("SELECT " + ", ".join("has_table_privilege(%s, %s, %s)" for _ in RIGHTS), *_triples(role, table))[0]
    return {right for right, held in zip(RIGHTS, row, strict=True) if held}


def _triples(role: str, table: str) -> list[str]:
    return [value for right in RIGHTS for value in (role, table, right)]


def test_a_citys_role_may_do_exactly_what_each_model_says(cities: Any) -> None:
    from tenants.binding import city_role
    from tenants.grants import ALL, city_models

    wrong = []
    for city in cities:
        for model in city_models():
            wanted = set(getattr(model, "city_rights", ALL).split(", "))
            held = _rights(city_role(city.schema_name), f'"{city.schema_name}"."{model._meta.db_table}"')
            if held != wanted:
                wrong.append(f"{city.slug} {model._meta.db_table}: {sorted(held)}, not {sorted(wanted)}")
    assert not wrong, lines_of(wrong)


def test_what_must_only_grow_can_only_grow(cities: Any) -> None:
    from tenants.binding import city_role
    from tenants.grants import city_models

    known = {model._meta.db_table for model in city_models()}
    for table in APPEND_ONLY & known:
        for city in cities:
            assert _rights(city_role(city.schema_name), f'"{city.schema_name}"."{table}"') == {"SELECT", "INSERT"}


def test_a_city_reaches_nothing_of_another(cities: Any) -> None:
    from tenants.binding import city_role

    for city in cities:
        for other in cities:
            may = ask("SELECT has_schema_privilege(%s, %s, 'USAGE')", city_role(city.schema_name), other.schema_name)
            assert may == [(city == other,)]


def test_a_city_may_only_ring_and_read_what_is_for_all_cities_in_the_control_database(cities: Any) -> None:
    from tenants.binding import city_role
    from tenants.grants import public_models

    role = city_role(cities[0].schema_name)
    held = {model._meta.db_table: _rights(role, f"public.{model._meta.db_table}") for model in public_models()}
    for_all = ("publication", "peersection", "notice")
    allowed = {"tenants_bell": {"INSERT"}, **{f"configuration_federal_{table}": {"SELECT"} for table in for_all}}
    assert {table: rights for table, rights in held.items() if rights} == allowed


def test_the_operator_reaches_no_city(cities: Any) -> None:
    from tenants.binding import operator_role

    for city in cities:
        assert ask("SELECT has_schema_privilege(%s, %s, 'USAGE')", operator_role(), city.schema_name) == [(False,)]


def test_only_the_owner_owns(cities: Any) -> None:
    owners = ask(
        "SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' OR n.nspname LIKE 'c\\_%'"
    )
    assert owners == ask("SELECT current_user::text")


def test_the_login_role_can_do_nothing_by_itself(cities: Any) -> None:
    from tenants.provisioning import login_role

    [(inherits, is_super, creates, bypasses)] = ask(
        "SELECT rolinherit, rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = %s", login_role()
    )
    assert not any((inherits, is_super, creates, bypasses))
    for schema in ("public", cities[0].schema_name):
        assert ask("SELECT has_schema_privilege(%s, %s, 'USAGE')", login_role(), schema) == [(False,)]
        assert ask("SELECT has_schema_privilege(%s, %s, 'CREATE')", login_role(), schema) == [(False,)]
