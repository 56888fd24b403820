"""The two locks: the search path routes, the city's role refuses what escaped."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants.binding import UnableToSwitchCity, UnboundStatement, bind, bind_public
from tenants.models import City


def test_what_one_city_writes_the_other_does_not_see(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    with bind(offenbach):
        record(action="test", actor=SYSTEM, at=at)
        assert AuditEntry.objects.count() == 1
    with bind(wiesbaden):
        assert AuditEntry.objects.count() == 0


def test_the_database_refuses_a_statement_that_names_another_citys_schema(offenbach: Any, wiesbaden: Any) -> None:
    with (
        bind(offenbach),
        pytest.raises(ProgrammingError, match="permission denied for schema"),
        connection.cursor() as c,
    ):
        c.execute(f'SELECT count(*) FROM "{wiesbaden.schema_name}".audit_auditentry')


def test_public_work_cannot_read_a_city(offenbach: Any) -> None:
    with bind_public(), pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{offenbach.schema_name}".audit_auditentry')


def test_a_city_cannot_read_the_control_tables(offenbach: Any) -> None:
    with bind(offenbach), pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.tenants_city")


def test_an_unbound_statement_is_refused_before_it_is_sent(cities: Any) -> None:
    with pytest.raises(UnboundStatement):
        City.objects.count()


def test_a_switch_inside_a_transaction_is_refused(offenbach: Any, wiesbaden: Any) -> None:
    with bind(offenbach), transaction.atomic():
        AuditEntry.objects.count()
        with pytest.raises(UnableToSwitchCity), bind(wiesbaden):
            AuditEntry.objects.count()


def test_the_binding_does_not_follow_into_another_thread(offenbach: Any) -> None:
    import contextvars

    seen: list[BaseException] = []

    def read() -> None:
        try:
            AuditEntry.objects.count()
        except BaseException as error:
            seen.append(error)

    with bind(offenbach):
        thread = threading.Thread(target=contextvars.copy_context().run, args=(read,))
        thread.start()
        thread.join()
    assert isinstance(seen[0], UnboundStatement)


def test_nothing_of_the_binding_stays_on_the_connection(offenbach: Any) -> None:
    with bind(offenbach), transaction.atomic():
        AuditEntry.objects.count()
    row = connection.connection.execute("SELECT current_user = session_user, current_setting('search_path')").fetchone()
    assert row == (True, '"$user", public')


def test_the_trail_can_only_grow(offenbach: Any, at: Any) -> None:
    with bind(offenbach):
        record(action="test", actor=SYSTEM, at=at)
        with pytest.raises(ProgrammingError, match="permission denied"):
            AuditEntry.objects.update(action="other")
        with pytest.raises(ProgrammingError, match="permission denied"):
            AuditEntry.objects.all().delete()


def test_a_transaction_costs_one_statement_for_its_binding(offenbach: Any) -> None:
    sent: list[str] = []
    real = connection.connection.execute

    class Spy:
        def __getattr__(self, name: str) -> Any:
            return getattr(connection_object, name)

        def execute(self, sql: Any, *args: Any) -> Any:
            sent.append(str(sql))
            return real(sql, *args)

    connection_object = connection.connection
    connection.connection = Spy()
    try:
        with bind(offenbach), transaction.atomic():
            AuditEntry.objects.count()
            AuditEntry.objects.count()
    finally:
        connection.connection = connection_object
    assert len(sent) == 1
    assert sent[0].startswith("BEGIN; SELECT set_config('role'")
