"""Threads, executors and coroutines: the binding stays where it was made, and whoever has none is refused with an error."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connections, transaction

from audit.models import AuditEntry
from tenants.binding import UnboundStatement, bind


def _in_new_thread(work: Callable[[], object]) -> list[object]:
    found: list[object] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found


@pytest.mark.parametrize("with_context", [False, True])
def test_a_new_thread_starts_unbound(marked: tuple[Any, Any], whose: Callable[[], str], with_context: bool) -> None:
    with bind(marked[0]):
        context = copy_context()
        (found,) = _in_new_thread(lambda: context.run(whose) if with_context else whose())
    assert isinstance(found, UnboundStatement)


def test_a_thread_that_got_the_number_of_an_ended_one_is_another_thread(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    kept: list[Any] = []

    def leave_open() -> int:
        bind(marked[0]).__enter__()
        kept.append(copy_context())
        return threading.get_ident()

    for _attempt in range(50):
        (number,) = _in_new_thread(leave_open)
        (found,) = _in_new_thread(lambda: (threading.get_ident(), _error_of(lambda: kept[-1].run(whose))))
        assert isinstance(found, tuple)
        assert isinstance(found[1], UnboundStatement)
        if found[0] == number:
            return
    pytest.skip("this machine never gave a number again")


def _error_of(work: Callable[[], object]) -> object:
    try:
        return work()
    except Exception as error:
        return error


def test_an_executors_thread_does_not_remember_its_last_city(marked: tuple[Any, Any], whose: Callable[[], str]) -> None:
    def in_city(city: Any) -> str:
        with bind(city):
            return whose()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(in_city, marked[0]).result() == marked[0].slug
        with bind(marked[1]), pytest.raises(UnboundStatement):
            pool.submit(whose).result()
        with bind(marked[1]), pytest.raises(UnboundStatement):
            pool.submit(copy_context().run, whose).result()
        assert pool.submit(in_city, marked[1]).result() == marked[1].slug
        pool.submit(connections.close_all).result()


def test_two_threads_in_transactions_of_two_cities_do_not_meet(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    inside = threading.Barrier(2, timeout=10)

    def work(city: Any) -> list[str]:
        with bind(city), transaction.atomic():
            first = whose()
            inside.wait()
            second = whose()
            inside.wait()
        connections.close_all()
        return [first, second]

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(work, marked)) == [[city.slug] * 2 for city in marked]


def test_asynchronous_queries_are_refused(marked: tuple[Any, Any]) -> None:
    async def directly() -> int:
        return AuditEntry.objects.count()

    async def awaited() -> int:
        return await AuditEntry.objects.acount()

    async def bound_inside() -> int:
        with bind(marked[0]):
            return await AuditEntry.objects.acount()

    for work, error in (
        (directly, SynchronousOnlyOperation),
        (awaited, UnboundStatement),
        (bound_inside, UnboundStatement),
    ):
        with bind(marked[0]), pytest.raises((error, SynchronousOnlyOperation)):
            asyncio.run(work())


def test_work_pushed_out_of_a_coroutine_is_bound_where_it_runs_or_refused(
    marked: tuple[Any, Any], whose: Callable[[], str]
) -> None:
    def in_city(city: Any) -> str:
        with bind(city):
            return whose()

    async def elsewhere(work: Callable[..., str], *given: Any) -> str:
        return await sync_to_async(work, thread_sensitive=False)(*given)

    async def back(work: Callable[..., str], *given: Any) -> str:
        return await sync_to_async(work)(*given)

    with bind(marked[0]):
        with pytest.raises(UnboundStatement):
            async_to_sync(elsewhere)(whose)
        assert async_to_sync(back)(whose) == marked[0].slug
    assert async_to_sync(back)(in_city, marked[1]) == marked[1].slug


def test_coroutines_that_take_turns_keep_their_cities_apart(marked: tuple[Any, Any]) -> None:
    from tenants.binding import current_city

    async def visit(city: Any) -> list[str]:
        seen = []
        with bind(city):
            for _turn in range(20):
                seen.append(current_city())
                await asyncio.sleep(0)
        return seen

    async def both() -> list[list[str]]:
        return await asyncio.gather(*(visit(city) for city in marked))

    assert asyncio.run(both()) == [[city.slug] * 20 for city in marked]
