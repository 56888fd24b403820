"""Every table is in exactly the right schema, and nothing ties one schema to another."""

from __future__ import annotations

from typing import Any

from tests.architecture.catalogue import ask, columns_of, constraints_of, tables_of

RECORD = "django_migrations"


def test_every_city_has_exactly_the_tables_of_the_cities_apps(cities: Any) -> None:
    from tenants.grants import city_models

    wanted = {model._meta.db_table for model in city_models()} | {RECORD}
    assert len(wanted) > 10
    for city in cities:
        assert tables_of(city.schema_name) == wanted


def test_the_control_database_has_exactly_the_tables_of_the_public_apps(cities: Any) -> None:
    from tenants.grants import public_models

    assert tables_of("public") == {model._meta.db_table for model in public_models()} | {RECORD}


def test_every_model_belongs_to_a_city_or_to_the_control_database(cities: Any) -> None:
    from django.apps import apps

    from tenants.grants import city_models, public_models

    placed = [*city_models(), *public_models()]
    assert len(placed) == len(set(placed))
    assert set(placed) == set(apps.get_models(include_auto_created=True))


def test_both_cities_are_built_alike(cities: Any) -> None:
    one, two = (city.schema_name for city in cities)
    assert columns_of(one) == columns_of(two)
    assert constraints_of(one) == constraints_of(two)


def test_there_is_no_other_schema(cities: Any) -> None:
    found = {name for (name,) in ask("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'")}
    known = {city.schema_name for city in cities} | {"public"}
    assert known <= found
    assert not {name for name in found - known if not name.startswith("c_")}


def test_the_columns_are_those_of_the_models(offenbach: Any) -> None:
    from tenants.grants import city_models

    wanted = {
        (model._meta.db_table, field.column) for model in city_models() for field in model._meta.local_concrete_fields
    }
    found = {(table, column) for table, column, *_ in columns_of(offenbach.schema_name) if table != RECORD}
    assert found == wanted


def test_no_key_crosses_schemas(cities: Any) -> None:
    crossing = ask(
        "SELECT k.conname FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid"
        " WHERE k.contype = 'f' AND a.relnamespace <> b.relnamespace"
    )
    assert crossing == []


def test_there_are_foreign_keys_to_look_at(offenbach: Any) -> None:
    assert any("FOREIGN KEY" in definition for _, _, definition in constraints_of(offenbach.schema_name))


def test_there_is_no_trigger_no_rule_no_view_and_no_function_of_ours(cities: Any) -> None:
    ours = "SELECT oid FROM pg_namespace WHERE nspname = 'public' OR nspname LIKE 'c\\_%'"
    assert ask("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal") == []
    assert ask(f"SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f', 'p') AND relnamespace IN ({ours})") == []
    assert ask(f"SELECT proname FROM pg_proc WHERE pronamespace IN ({ours})") == []
    assert (
        ask(
            f"SELECT r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE c.relnamespace IN ({ours})"
        )
        == []
    )


def test_every_sequence_belongs_to_an_identity_column(cities: Any) -> None:
    """Identity columns copy and shard with their table; a sequence on its own does not."""
    strays = ask(
        "SELECT s.relname FROM pg_class s WHERE s.relkind = 'S' AND NOT EXISTS (SELECT 1 FROM pg_depend d"
        " WHERE d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype = 'i')"
    )
    assert strays == []
