"""The binding against everything that a transaction can go through: switches, savepoints, hooks, errors, lost connections."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, transaction

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants.binding import LastingTransaction, UnableToSwitchCity, UnboundStatement, bind, bind_public
from tenants.models import City

LOST = (OperationalError, InterfaceError)


def _settings() -> tuple[str, bool]:
    """Path of the session, and whether it works under its own name."""
    found = connection.connection.execute("SELECT current_setting('search_path'), current_user = session_user")
    row: tuple[str, bool] = found.fetchone()
    return row


def _cut() -> None:
    """The server ends our connection, as in a failover."""
    number = connection.connection.info.backend_pid
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"], autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s, 2000)", [number])


@pytest.mark.parametrize("inner", [0, 1])
@pytest.mark.parametrize("savepoint", [False, True])
def test_a_switch_inside_a_transaction_is_refused_and_the_rest_goes_on(
    marked: tuple[Any, Any], whose: Callable[[], str], inner: int, savepoint: bool
) -> None:
    other = [lambda: bind(marked[1]), bind_public][inner]
    with bind(marked[0]), transaction.atomic():
        assert whose() == marked[0].slug
        with transaction.atomic(savepoint=savepoint), pytest.raises(UnableToSwitchCity), other():
            whose()
        assert whose() == marked[0].slug


def test_the_same_city_may_be_bound_again_inside(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    with bind(marked[0]), transaction.atomic():
        with bind(marked[0]):
            assert whose() == marked[0].slug
        assert whose() == marked[0].slug


def test_nested_cities_each_see_their_own_and_the_outer_comes_back(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    first, second = marked
    with bind(first):
        with bind(second), transaction.atomic():
            assert whose() == second.slug
            with bind(second):
                assert whose() == second.slug
        assert whose() == first.slug
        with bind_public():
            assert City.objects.count() >= 2
        assert whose() == first.slug


def test_an_error_leaves_nothing_behind(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    first, second = marked
    with pytest.raises(ZeroDivisionError), bind(first), transaction.atomic():
        assert whose() == first.slug
        raise ZeroDivisionError
    assert _settings() == ('"$user", public', True)
    with pytest.raises(UnboundStatement):
        whose()
    with bind(second):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert whose() == second.slug
    assert _settings() == ('"$user", public', True)


def test_savepoints_come_and_go_within_the_city(marked: tuple[Any, Any], whose: Callable[[], str], at: Any) -> None:
    with bind(marked[0]), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(action="lost", actor=SYSTEM, at=at)
            raise ZeroDivisionError
        assert whose() == marked[0].slug
        kept = transaction.savepoint()
        record(action="lost too", actor=SYSTEM, at=at)
        transaction.savepoint_rollback(kept)
        assert list(AuditEntry.objects.values_list("action", flat=True)) == ["mark"]
    with bind(marked[1]):
        assert whose() == marked[1].slug


def test_hooks_of_a_commit_run_in_the_city_that_committed(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    heard: list[str] = []
    with bind(marked[0]):
        with bind(marked[1]), transaction.atomic():
            transaction.on_commit(lambda: heard.append(whose()))
        with transaction.atomic():
            transaction.on_commit(lambda: heard.append(whose()))
    assert heard == [marked[1].slug, marked[0].slug]


def test_a_transaction_that_outlives_its_binding_can_do_nothing_more(marked: tuple[Any, Any], at: Any) -> None:
    heard: list[str] = []
    left_open = transaction.atomic()
    with bind(marked[0]):
        left_open.__enter__()
        transaction.on_commit(lambda: heard.append(str(AuditEntry.objects.count())), robust=True)
        record(action="late", actor=SYSTEM, at=at)
    with pytest.raises(UnboundStatement):
        AuditEntry.objects.count()
    with pytest.raises(UnableToSwitchCity), bind(marked[1]):
        AuditEntry.objects.count()
    left_open.__exit__(None, None, None)
    assert heard == []


def test_a_city_without_its_role_serves_nothing_and_poisons_nothing(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    ghost = City(schema_name="c_ghost", slug="ghost")
    with bind(ghost):
        for _turn in range(2):
            with pytest.raises(DatabaseError, match="does not exist"):
                AuditEntry.objects.count()
            with pytest.raises(DatabaseError), transaction.atomic():
                AuditEntry.objects.count()
    with bind(marked[0]):
        assert whose() == marked[0].slug
    assert _settings() == ('"$user", public', True)


def test_a_connection_lost_in_mid_transaction_comes_back_bound_anew(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    first, second = marked
    with pytest.raises(LOST), bind(first), transaction.atomic():
        assert whose() == first.slug
        _cut()
        whose()
    close_old_connections()
    with bind(second):
        assert whose() == second.slug
        with transaction.atomic():
            assert whose() == second.slug
    assert _settings() == ('"$user", public', True)


def test_closing_inside_a_transaction_never_goes_on_unbound(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    first, second = marked
    with bind(first):
        with pytest.raises((*LOST, DatabaseError)), transaction.atomic():
            assert whose() == first.slug
            connection.close()
            whose()
        assert whose() == first.slug
    with bind(second), transaction.atomic():
        assert whose() == second.slug


@pytest.mark.parametrize("noticed", [False, True])
@pytest.mark.parametrize("unanswered", [False, True])
def test_a_health_check_between_two_requests_finds_the_lost_connection(
    marked: tuple[Any, Any], whose: Callable[[], str], *, noticed: bool, unanswered: bool
) -> None:
    with bind(marked[0]) as binding:
        assert whose() == marked[0].slug
        before = connection.connection.info.backend_pid
        if unanswered:
            binding.lasting = LastingTransaction(binding.alias)
            assert whose() == marked[0].slug
            binding.lasting.end(undo=False)
            binding.lasting = None
        _cut()
        if noticed:
            connection.connection.pgconn.finish()
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]
    close_old_connections()
    with bind(marked[1]), transaction.atomic():
        assert whose() == marked[1].slug
        assert connection.connection.info.backend_pid != before


def test_a_transaction_by_hand_is_refused(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]), pytest.raises(UnboundStatement, match="atomic"):
        connection.set_autocommit(False)
    with pytest.raises(UnboundStatement), transaction.atomic():
        pass


@pytest.mark.parametrize("command", [["dumpdata"], ["flush", "--no-input"], ["inspectdb"], ["migrate", "--no-input"]])
def test_djangos_own_commands_without_a_binding_touch_nothing(
    marked: tuple[Any, Any], whose: Callable[[], str], command: list[str], capsys: Any
) -> None:
    with suppress(UnboundStatement, CommandError):  # refused, or nothing to be seen
        call_command(*command)
    assert "mark" not in capsys.readouterr().out
    for city in marked:
        with bind(city):
            assert whose() == city.slug
