"""Files are made by workers, once, whoever dies; what fails waits and stops nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.db import connections, transaction

from billing.invoicing import issuing, papers, tasks
from billing.invoicing.drafting import draw_up
from billing.invoicing.models import Dispatch, Invoice, Making, Paper
from config.invoicing import hand_on
from tenants.binding import bind, bind_public
from tenants.tasks import PublicTask
from tests.support.invoicing import ALEX, ROBIN, a_contract, a_payer, a_plan

SOON = timedelta(minutes=1)


@pytest.fixture
def issued(cities: Any, at: datetime) -> Iterator[list[int]]:
    """One invoice for each city, issued and committed. Bound to ``public``."""
    with bind_public():
        with transaction.atomic():
            for number, city in enumerate(cities):
                a_contract(city, a_plan(f"Tarif {number}"), a_payer(email=f"kasse{number}@stadt.example"))
            draw_up(run="2026-10", by=ROBIN, at=at)
            numbers = sorted(Invoice.objects.values_list("pk", flat=True))
            for number in numbers:
                issuing.issue(invoice_id=number, by=ALEX, at=at)
        yield numbers


def test_an_invoice_that_is_out_is_due_for_its_files_until_they_are_there(issued: list[int], at: datetime) -> None:
    assert papers.anything_due(at=at)
    assert papers.make_due(at=at) == 2
    assert papers.make_due(at=at) == 0
    assert not papers.anything_due(at=at)
    assert Paper.objects.count() == 4


def test_what_takes_the_draft_back_takes_its_work_back(issued: list[int], at: datetime) -> None:
    before = Making.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        note = issuing.cancel(invoice_id=issued[0], by=ROBIN, at=at)
        issuing.issue(invoice_id=note.pk, by=ALEX, at=at)
        raise RuntimeError
    assert Making.objects.count() == before


@pytest.mark.parametrize("dies_at", [1, 2, 3])
def test_whoever_dies_leaves_the_invoice_due_and_nothing_half(
    issued: list[int], at: datetime, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    made, real = [], papers.make

    def make(invoice: Invoice, kind: str) -> bytes:
        made.append(kind)
        if len(made) == dies_at:
            raise KeyboardInterrupt
        return real(invoice, kind)

    with monkeypatch.context() as patched:
        patched.setattr(papers, "make", make)
        with pytest.raises(KeyboardInterrupt):
            papers.make_due(at=at)
    assert Paper.objects.count() in (0, 2)
    assert Making.objects.filter(done_at=None).count() == 2 - Paper.objects.count() // 2
    papers.make_due(at=at)
    assert Paper.objects.count() == 4


def test_one_that_cannot_be_made_waits_and_the_other_is_made(
    issued: list[int], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = papers.make

    def make(invoice: Invoice, kind: str) -> bytes:
        if invoice.pk == issued[0] and kind == "xml":
            raise ValueError
        return real(invoice, kind)

    with monkeypatch.context() as patched:
        patched.setattr(papers, "make", make)
        assert papers.make_due(at=at) == 2
        assert papers.make_due(at=at) == 0, "not before its pause is over"
    broken = Making.objects.get(invoice=issued[0])
    assert (broken.error, broken.attempts, broken.due_at) == ("ValueError", 1, at + SOON)
    assert set(Paper.objects.values_list("invoice", flat=True)) == {issued[1]}
    assert papers.make_due(at=at + SOON) == 1
    assert Making.objects.get(invoice=issued[0]).error == ""


def test_two_workers_share_what_is_due(issued: list[int], at: datetime) -> None:
    tried: list[int] = []

    def work() -> None:
        with bind_public():
            tried.append(papers.make_due(at=at))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(tried) == 2
    assert Paper.objects.count() == 4


def test_the_scheduler_hands_on_what_is_due_and_nothing_else(
    issued: list[int], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str] = []
    monkeypatch.setattr(tasks.make_papers, "send", lambda: handed.append("papers"))
    monkeypatch.setattr(tasks.send_mails, "send", lambda: handed.append("mails"))
    hand_on(at=at)
    assert handed == ["papers"]
    papers.make_due(at=at)
    Dispatch.objects.create(
        invoice_id=issued[0], edition=1, way="mail", address="kasse@stadt.example", asked_by=1, asked_name="Robin",
        asked_at=at, due_at=at, moved_at=at,
    )  # fmt: skip
    hand_on(at=at)
    assert handed == ["papers", "mails"]


def test_a_task_of_the_operator_reads_no_city(offenbach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it is started inside a city's work."""
    seen: list[str] = []

    def make_due(*, at: datetime) -> int:
        seen.append(_role())
        return 0

    monkeypatch.setattr(papers, "make_due", make_due)
    with bind(offenbach):
        tasks.make_papers.apply(throw=True)
    tasks.make_papers.apply(throw=True)
    assert {role.rpartition("_")[2] for role in seen} == {"operator"}


def _role() -> str:
    from django.db import connection

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_a_task_of_the_operator_goes_through_a_real_worker_with_its_own_role(cities: Any) -> None:
    seen: list[str] = []
    app = Celery("operator", broker="memory://", set_as_current=False)
    app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False, broker_connection_retry_on_startup=True)

    def look() -> None:
        seen.append(_role())

    probe = app.task(base=PublicTask, name="probe.role")(look)
    with start_worker(
        app, pool="threads", concurrency=2, perform_ping_check=False, shutdown_timeout=20, loglevel="CRITICAL"
    ):
        with bind(cities[0]):
            probe.send()
        deadline = time.monotonic() + 20
        while not seen and time.monotonic() < deadline:
            time.sleep(0.01)
    app.close()
    assert [role.rpartition("_")[2] for role in seen] == ["operator"]
