"""The two locks: the search path routes, the city's role refuses what escaped."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg.pq import TransactionStatus

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants.binding import LastingTransaction, UnableToSwitchCity, UnboundStatement, bind, bind_public
from tenants.models import City

SENT = re.compile(r'\bQuery\t.*?"(.*)"')


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


def test_the_binding_travels_with_the_first_statement_and_costs_no_message_of_its_own(
    offenbach: Any, tmp_path: Path
) -> None:
    with bind(offenbach), transaction.atomic():
        AuditEntry.objects.count()  # a connection is there
    with _wire(tmp_path / "wire") as sent, bind(offenbach), transaction.atomic():
        AuditEntry.objects.count()
        AuditEntry.objects.count()
    assert [message.split()[0] for message in sent()] == ["BEGIN;", "SELECT", "COMMIT"]
    assert sent()[0].count("SET LOCAL") == 2


def test_a_statement_alone_is_bound_by_the_message_that_carries_it(offenbach: Any, tmp_path: Path) -> None:
    with _wire(tmp_path / "wire") as sent, bind(offenbach):
        AuditEntry.objects.count()
    assert [message.split()[0] for message in sent()] == ["BEGIN;", "COMMIT"]


def test_a_transaction_without_statements_sends_nothing(offenbach: Any, tmp_path: Path) -> None:
    with _wire(tmp_path / "wire") as sent, bind(offenbach), transaction.atomic():
        pass
    assert sent() == []


@pytest.mark.parametrize("writes", [False, True])
def test_a_request_waits_for_the_end_of_its_transaction_only_when_it_wrote(
    offenbach: Any, at: Any, *, writes: bool
) -> None:
    with bind(offenbach) as binding:
        lasting = binding.lasting = LastingTransaction(binding.alias)
        assert AuditEntry.objects.count() == 0
        if writes:
            record(action="test", actor=SYSTEM, at=at)
        lasting.end(undo=False)
    wire = connection.connection.pgconn
    assert (wire.transaction_status == TransactionStatus.IDLE) is writes
    with bind(offenbach):
        assert AuditEntry.objects.count() == int(writes)
    assert wire.transaction_status == TransactionStatus.IDLE


def test_a_request_that_failed_leaves_nothing(offenbach: Any, at: Any) -> None:
    with bind(offenbach) as binding:
        lasting = binding.lasting = LastingTransaction(binding.alias)
        record(action="test", actor=SYSTEM, at=at)
        lasting.end(undo=True)
        binding.lasting = None
        assert AuditEntry.objects.count() == 0


def test_a_connection_whose_last_answer_nobody_heard_is_given_back_in_order(offenbach: Any) -> None:
    for _turn in range(3):
        with bind(offenbach) as binding:
            lasting = binding.lasting = LastingTransaction(binding.alias)
            AuditEntry.objects.count()
            lasting.end(undo=False)
        connection.close()
    with bind(offenbach):
        assert AuditEntry.objects.count() == 0


@contextmanager
def _wire(file: Path) -> Iterator[Callable[[], list[str]]]:
    """What is really sent to the database, as the client library itself writes it down."""
    with bind_public():
        connection.ensure_connection()
    wire = connection.connection.pgconn
    with file.open("w") as log:
        wire.trace(log.fileno())
        yield lambda: SENT.findall(file.read_text())
        wire.untrace()
