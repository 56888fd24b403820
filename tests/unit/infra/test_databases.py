"""A database's two roles may what the platform needs, and nobody else may anything."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from infra.local.databases import Urls, create_database, drop_database
from infra.local.postgres import Cluster

NAME = "town"


@pytest.fixture
def urls(cluster: Cluster) -> Iterator[Urls]:
    yield create_database(cluster.admin_url(), NAME)
    drop_database(cluster.admin_url(), NAME)


def roles(cluster: Cluster) -> set[str]:
    with psycopg.connect(cluster.admin_url()) as server:
        return {row[0] for row in server.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'town%'")}


def test_the_owner_makes_schemas_tables_and_city_roles_that_the_login_may_become(urls: Urls) -> None:
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("CREATE ROLE town_city NOLOGIN")
        owner.execute("CREATE SCHEMA city")
        owner.execute("CREATE TABLE city.case_ AS SELECT 1 AS id")
        owner.execute("CREATE TABLE public.city AS SELECT 1 AS id")
        owner.execute("CREATE EXTENSION btree_gist")
        owner.execute("GRANT USAGE ON SCHEMA city TO town_city")
        owner.execute("GRANT SELECT ON city.case_ TO town_city")
        owner.execute("GRANT town_city TO town_login")
    with psycopg.connect(urls.login) as login:
        with pytest.raises(errors.InsufficientPrivilege):
            login.execute("SELECT * FROM city.case_")
        login.rollback()
        login.execute("SET ROLE town_city")
        assert login.execute("SELECT id FROM city.case_").fetchone() == (1,)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE public.mine ()", "CREATE SCHEMA mine", "CREATE TEMP TABLE mine ()"]
)
def test_the_login_makes_nothing(urls: Urls, statement: str) -> None:
    with psycopg.connect(urls.login) as login, pytest.raises((errors.InsufficientPrivilege, errors.UndefinedTable)):
        login.execute(statement.encode())


def test_the_roles_of_one_database_do_not_enter_another(cluster: Cluster, urls: Urls) -> None:
    other = create_database(cluster.admin_url(), "town2")
    try:
        for address in (urls.login, urls.owner):
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(address.removesuffix(NAME) + "town2")
        psycopg.connect(other.login).close()
    finally:
        drop_database(cluster.admin_url(), "town2")


def test_making_it_again_changes_nothing(cluster: Cluster, urls: Urls) -> None:
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 1 AS id")
    assert create_database(cluster.admin_url(), NAME) == urls
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT id FROM kept").fetchone() == (1,)


def test_dropping_takes_the_roles_that_its_owner_made_and_no_others(cluster: Cluster, urls: Urls) -> None:
    create_database(cluster.admin_url(), "town_two")
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE ROLE town_city NOLOGIN")
    drop_database(cluster.admin_url(), NAME)
    assert roles(cluster) == {"town_two_owner", "town_two_login"}
    drop_database(cluster.admin_url(), "town_two")
    assert roles(cluster) == set()


def test_without_a_password_to_derive_from_it_refuses() -> None:
    with pytest.raises(ValueError, match="password"):
        create_database("postgresql://admin@localhost/postgres", NAME)
