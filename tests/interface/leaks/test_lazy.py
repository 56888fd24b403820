"""What is evaluated later than it was written: outside its city it is refused, inside another it gets nothing of the first."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse

from audit.models import AuditEntry
from tenants.binding import UnboundStatement, bind, current_or_none


def _marks(entries: Any) -> list[str]:
    return [entry.details["city"] for entry in entries]


def test_a_queryset_evaluated_outside_its_city_is_refused(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]):
        entries = AuditEntry.objects.filter(action="mark")
    with pytest.raises(UnboundStatement):
        list(entries)


def test_a_queryset_evaluated_in_another_city_sees_none_of_the_first(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]):
        entries = AuditEntry.objects.filter(action="mark")
    with bind(marked[1]):
        assert _marks(entries) == [marked[1].slug]


def test_a_deferred_field_is_not_fetched_outside_its_city(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]):
        entry = AuditEntry.objects.defer("details").get(action="mark")
    with pytest.raises(UnboundStatement):
        _ = entry.details


def test_an_iterator_that_was_begun_in_a_city_does_not_read_on_outside(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]):
        rows = AuditEntry.objects.filter(action="mark").iterator(chunk_size=1)
    with pytest.raises(UnboundStatement):
        next(rows)


def test_a_cursor_opened_in_one_city_speaks_for_the_city_that_is_bound(marked: tuple[Any, Any]) -> None:
    ask = "SELECT details ->> 'city' FROM audit_auditentry WHERE action = 'mark'"
    with bind(marked[0]):
        outside = connection.cursor()
        with transaction.atomic():
            inside = connection.cursor()
    for cursor in (outside, inside):
        with pytest.raises(UnboundStatement):
            cursor.execute(ask)
        with bind(marked[1]):
            cursor.execute(ask)
            assert cursor.fetchall() == [(marked[1].slug,)]
            with transaction.atomic():
                cursor.execute(ask)
                assert cursor.fetchall() == [(marked[1].slug,)]


@pytest.mark.parametrize("way", ["execute", "executemany", "callproc", "copy", "stream"])
def test_every_way_of_a_cursor_asks_for_the_binding(marked: tuple[Any, Any], way: str) -> None:
    with bind(marked[0]):
        cursor = connection.cursor()
    arguments = {"executemany": ("SELECT %s", [[1]]), "callproc": ("now",)}.get(way, ("SELECT 1",))
    with pytest.raises(UnboundStatement):
        getattr(cursor, way)(*arguments)


def test_copy_belongs_to_a_transaction_and_reads_its_own_city(marked: tuple[Any, Any]) -> None:
    ask = "COPY (SELECT details ->> 'city' FROM audit_auditentry WHERE action = 'mark') TO STDOUT"
    with bind(marked[0]), pytest.raises(UnboundStatement), connection.cursor() as cursor:
        cursor.copy(ask)
    with bind(marked[1]), transaction.atomic(), connection.cursor() as cursor, cursor.copy(ask) as rows:
        assert [row for (row,) in rows.rows()] == [marked[1].slug]


def test_a_cursor_of_a_connection_that_was_given_back_is_refused(marked: tuple[Any, Any]) -> None:
    """With a pool that connection may be another thread's by now, inside another city's transaction."""
    with bind(marked[0]):
        cursor = connection.cursor()
        connection.close()
        with pytest.raises(UnboundStatement, match="given back"):
            cursor.execute("SELECT 1")
        AuditEntry.objects.count()
        with pytest.raises(UnboundStatement, match="given back"):
            cursor.execute("SELECT 1")


def test_a_cursor_on_the_server_ends_with_its_transaction(marked: tuple[Any, Any]) -> None:
    ask = "SELECT details ->> 'city' FROM audit_auditentry WHERE action = 'mark'"
    with bind(marked[0]):
        with pytest.raises(UnboundStatement, match="transaction"):
            connection.chunked_cursor()
        with transaction.atomic():
            cursor = connection.chunked_cursor()
            cursor.execute(ask)
            assert cursor.fetchmany(1) == [(marked[0].slug,)]
            name = cursor.cursor.name
    with bind(marked[1]), transaction.atomic(), connection.cursor() as other:
        other.execute("SELECT count(*) FROM pg_cursors")
        assert other.fetchone() == (0,)
        with pytest.raises(Exception, match="does not exist"), transaction.atomic():
            other.execute(f'FETCH ALL FROM "{name}"')
    cursor.cursor._closed = True


def test_a_streamed_answer_that_reads_late_is_refused(marked: tuple[Any, Any]) -> None:
    with bind(marked[0]):
        entries = AuditEntry.objects.all()
        answer = StreamingHttpResponse(map(str, (row for part in [entries] for row in part)))
    with pytest.raises(UnboundStatement):
        b"".join(answer)


def test_a_copied_context_does_not_outlive_its_binding(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    with bind(marked[0]):
        kept = copy_context()
        assert kept.run(whose) == marked[0].slug
    with pytest.raises(UnboundStatement, match="ended"):
        kept.run(whose)
    with bind(marked[1]), pytest.raises(UnboundStatement, match="ended"):
        kept.run(whose)


def _binding(city: Any, whose: Callable[[], str]) -> Generator[str, None, None]:
    with bind(city):
        while True:
            yield whose()


def test_generators_that_bind_never_leave_a_city_behind(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    """A generator shares the context of whoever asks it, so the one that began first cannot end first."""
    first, second = (_binding(city, whose) for city in marked)
    assert (next(first), next(second)) == (marked[0].slug, marked[1].slug)
    with pytest.raises(UnboundStatement, match="out of order"):
        first.close()
    second.close()
    with pytest.raises(UnboundStatement):
        whose()
    with bind(marked[1]):
        assert whose() == marked[1].slug
    assert current_or_none() is None or current_or_none().ended  # type: ignore[union-attr]  # there, or the line before fails


def test_a_forgotten_generator_does_not_unbind_the_one_who_is_working(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    kept = copy_context()
    forgotten = _binding(marked[0], whose)
    assert kept.run(next, forgotten) == marked[0].slug
    with bind(marked[1]):
        with pytest.raises(UnboundStatement):
            forgotten.close()
        del forgotten
        gc.collect()
        assert whose() == marked[1].slug


def test_the_databases_own_word_when_python_is_bypassed(marked: tuple[Any, Any]) -> None:
    """Past all of our cursors, on the bare connection: the login itself may do nothing."""
    with bind(marked[0]):
        AuditEntry.objects.count()
    import psycopg

    for table in (f'"{marked[0].schema_name}".audit_auditentry', "public.tenants_city", "audit_auditentry"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)):
            connection.connection.execute(f"SELECT * FROM {table}")
