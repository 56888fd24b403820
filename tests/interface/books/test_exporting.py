"""What the cash system is given: every movement once, sums that agree, bytes that stay, nothing when something is wrong."""

from __future__ import annotations

import csv
import io
import threading
import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.books import exporting, queries
from billing.books.config import CashFile
from billing.books.models import Batch, BatchFile, BatchLine
from billing.books.refusals import UnableToExport
from billing.payments.models import Payment, PaymentEvent, Refund
from tenants.binding import bind
from tests.interface.books.support import booked, day_of, refunded, set_books
from tests.support.cleaning import clean

FIXED: dict[str, Any] = {
    "shape": "fixed",
    "encoding": "cp1252",
    "line_ending": "crlf",
    "name": "ZUSAGE{batch}.dat",
    "head": [
        {"source": "text", "text": "K", "width": 1},
        {"source": "batch", "width": 5, "align": "right", "pad": "0"},
        {"source": "until", "width": 8, "date_format": "%Y%m%d"},
    ],
    "columns": [
        {"source": "kind", "width": 1},
        {"source": "reference", "width": 20},
        {"source": "amount", "width": 9, "align": "right", "pad": "0", "decimals": "cents", "unsigned": True},
        {"source": "sign", "width": 1, "words": {"plus": "H", "minus": "S"}},
        {"source": "day", "width": 8, "date_format": "%d%m%Y"},
        {"source": "text", "text": "Gebühr €", "width": 10},
    ],
    "foot": [
        {"source": "text", "text": "E", "width": 1},
        {"source": "count", "width": 6, "align": "right", "pad": "0"},
        {"source": "sum", "width": 12, "align": "right", "pad": "0", "decimals": "cents"},
    ],
}


def content(batch: Batch, kind: str) -> bytes:
    found = queries.file_of(batch.id, kind)
    assert found is not None
    assert sha256(bytes(found.content)).hexdigest() == found.sha256
    return bytes(found.content)


def test_a_fixed_width_file_is_written_to_the_byte(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_books(monkeypatch, cash_file=FIXED)
    payment = booked(at, cash_reference="VE7K3M9QXT")
    refunded(payment, 1000, at + timedelta(days=1))
    batch = exporting.export(until=day_of(at, 1), by=7, at=at + timedelta(days=2))
    lines = [
        "K0000120261123",
        "EVE7K3M9QXT          000002900H22112026Gebühr €  ",
        "AVE7K3M9QXT          000001000S23112026Gebühr €  ",
        "E000002000000001900",
    ]
    assert content(batch, "cash") == "".join(f"{line}\r\n" for line in lines).encode("cp1252")
    assert batch.files.get(kind="cash").name == "ZUSAGE1.dat"


def test_a_csv_file_as_described(in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [
        {"source": "line", "title": "Nr"},
        {"source": "reference", "title": "Kassenzeichen"},
        {"source": "amount", "title": "Betrag", "decimals": "point"},
        {"source": "provider", "title": "Weg", "words": {"counter": 'Schalter; "bar"'}},
    ]
    described = {"shape": "csv", "columns": columns, "titles": True, "line_ending": "lf", "encoding": "iso-8859-15"}
    set_books(monkeypatch, cash_file=described)
    booked(at, cents=123456, cash_reference="VE1")
    batch = exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    assert content(batch, "cash") == b'Nr;Kassenzeichen;Betrag;Weg\n1;VE1;1234.56;"Schalter; ""bar"""\n'


def test_both_tables_hold_the_same_and_excel_keeps_long_numbers(in_offenbach: Any, at: datetime) -> None:
    payment = booked(at, cash_reference="0012345678901234567")
    refunded(payment, 900, at)
    batch = exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    german = content(batch, "german").decode("utf-8-sig")
    assert content(batch, "german").startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(german, newline=""), delimiter=";"))
    assert rows[1][4] == '="0012345678901234567"'
    assert [row[6] for row in rows[1:]] == ["29,00", "-9,00", "20,00"]
    machine = list(csv.DictReader(io.StringIO(content(batch, "machine").decode())))
    assert [(row["kind"], row["amount_cents"], row["cash_reference"]) for row in machine] == [
        ("receipt", "2900", "0012345678901234567"), ("refund", "-900", "0012345678901234567"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"columns": [{"source": "reference", "width": 3}]}, "too_narrow", "reference"),
        ({"foot": [{"source": "sum", "width": 2, "title": "Summe"}]}, "too_narrow", "Summe"),
        ({"columns": [{"source": "text", "text": "Ⅻ", "width": 3}]}, "not_in_encoding", "text"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_written(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch, change: Any, code: str, field: str
) -> None:
    set_books(monkeypatch, cash_file={**FIXED, **change})
    booked(at)
    with pytest.raises(UnableToExport) as refused:
        exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    assert (refused.value.code, refused.value.params["field"]) == (code, field)
    assert (Batch.objects.count(), BatchLine.objects.count(), BatchFile.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {**FIXED, "columns": []},
        {**FIXED, "columns": [{"source": "reference"}]},
        {**FIXED, "columns": [{"source": "sum", "width": 9}]},
        {**FIXED, "head": [{"source": "reference", "width": 20}]},
        {**FIXED, "encoding": "latin-9"},
        {**FIXED, "name": "../x"},
        {**FIXED, "name": "x{number}"},
        {**FIXED, "columns": [{"source": "day", "width": 8, "date_format": "%H"}]},
        {**FIXED, "columns": [{"source": "text", "text": "a\nb", "width": 8}]},
        {**FIXED, "separator": ""},
    ],
)
def test_a_description_that_makes_no_sense_is_never_published(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        CashFile.model_validate(wrong)


def test_a_day_that_is_not_over_and_nothing_new_are_refused(in_offenbach: Any, at: datetime) -> None:
    booked(at)
    for until, later, code in ((day_of(at), at, "not_over"), (day_of(at, -1), at, "nothing_new")):
        with pytest.raises(UnableToExport, match=code):
            exporting.export(until=until, by=7, at=later)
    exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    with pytest.raises(UnableToExport, match="nothing_new"):
        exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))


def test_the_same_bytes_again_whatever_happened_since(
    in_offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_books(monkeypatch, cash_file=FIXED)
    payment = booked(at)
    batch = exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    before = {kind: content(batch, kind) for kind in ("cash", "german", "machine")}
    set_books(monkeypatch)
    Payment.objects.filter(id=payment.id).update(method="card")
    refunded(payment, 100, at + timedelta(days=1))
    exporting.export(until=day_of(at, 1), by=7, at=at + timedelta(days=2))
    assert {kind: content(batch, kind) for kind in before} == before


def test_two_people_at_once_make_one_export(offenbach: Any, at: datetime) -> None:
    with bind(offenbach):
        for _ in range(5):
            booked(at)
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def one() -> None:
        together.wait()
        try:
            with bind(offenbach):
                exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
            outcomes.append("made")
        except UnableToExport as refusal:
            outcomes.append(refusal.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("made") == 1
    assert set(outcomes) <= {"made", "somebody_else", "nothing_new"}
    with bind(offenbach):
        assert (Batch.objects.count(), BatchLine.objects.count()) == (1, 5)


def test_money_that_went_back_at_the_provider_itself_is_told_once(in_offenbach: Any, at: datetime) -> None:
    """Wholly refunded there: what no refund of ours explains is one line; while ours is under way, none."""
    payment = booked(at, state="refunded")
    PaymentEvent.objects.create(payment=payment, at=at + timedelta(hours=1), kind="refunded", source="poll")
    under_way = booked(at, state="refunded")
    made = refunded(under_way, 2900, at + timedelta(days=1))
    Refund.objects.filter(id=made.id).update(state="released", settled_at=None)
    lost = booked(at, state="charged_back")
    batch = exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    assert (batch.count, batch.sum_cents) == (5, 2900)
    assert sorted(batch.rows.filter(payment=lost).values_list("kind", "cents")) == [
        ("chargeback", -2900), ("receipt", 2900),
    ]  # fmt: skip
    Refund.objects.filter(id=made.id).update(state="done", settled_at=at + timedelta(days=1))
    assert exporting.export(until=day_of(at, 1), by=7, at=at + timedelta(days=2)).sum_cents == -2900


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.integers(1, 100_000), st.integers(0, 9)),
        st.tuples(st.just("refund"), st.integers(1, 100_000), st.integers(0, 9)),
        st.tuples(st.just("export"), st.integers(0, 0), st.integers(0, 9)),
        st.tuples(st.just("bank"), st.integers(0, 0), st.integers(0, 9)),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_exports_add_up_to_payments_less_refunds(cities_once: Any, steps: list[tuple[str, int, int]]) -> None:
    """Whatever was paid, sent back or taken back, late or in time, and exported whenever: nothing twice, nothing lost."""
    city, at = cities_once
    clean((city,))
    with bind(city):
        _play(steps, at)
        last = at + timedelta(days=30)
        _export_if_any(last)
        lines = list(BatchLine.objects.values_list("kind", "subject", "cents"))
        received = sum(payment.amount_cents for payment in Payment.objects.all())
        back = sum(refund.amount_cents for refund in Refund.objects.all())
        taken = -sum(cents for kind, _, cents in lines if kind == "chargeback")
        owed = sum(
            payment.amount_cents - sum(refund.amount_cents for refund in payment.refunds.all())
            for payment in Payment.objects.filter(state="charged_back").prefetch_related("refunds")
        )
        assert len({(kind, subject) for kind, subject, _ in lines}) == len(lines)
        assert taken == owed
        assert sum(cents for _, _, cents in lines) == received - back - taken
        assert sum(batch.sum_cents for batch in Batch.objects.all()) == received - back - taken
        assert queries.sum_of(since=None, until=day_of(last)) == received - back - taken
        for batch in Batch.objects.all():
            rows = list(csv.DictReader(io.StringIO(content(batch, "machine").decode())))
            assert sum(int(row["amount_cents"]) for row in rows) == batch.sum_cents
            assert batch.count == len(rows) == batch.rows.count()


def _play(steps: list[tuple[str, int, int]], at: datetime) -> None:
    for number, (step, cents, day) in enumerate(steps):
        moment = at + timedelta(days=day, minutes=number)
        payments = list(Payment.objects.order_by("id"))
        if step == "pay":
            booked(moment, cents=cents)
        elif step == "refund" and payments:
            payment = payments[cents % len(payments)]
            left = payment.amount_cents - sum(refund.amount_cents for refund in payment.refunds.all())
            if left > 0 and payment.state == "paid":
                refunded(payment, min(cents, left), moment)
        elif step == "bank" and payments:
            payment = payments[day % len(payments)]
            if not payment.refunds.exists():
                Payment.objects.filter(id=payment.id).update(state="charged_back")
                PaymentEvent.objects.create(payment=payment, at=moment, kind="charged_back", source="poll")
        elif step == "export":
            _export_if_any(moment)


def _export_if_any(moment: datetime) -> None:
    if exporting.waiting(until=day_of(moment)):
        exporting.export(until=day_of(moment), by=7, at=moment + timedelta(days=1))


@pytest.fixture(scope="module")
def cities_once(two_cities: Any) -> Any:
    from tests.conftest import AT

    yield two_cities[0], AT
    clean(two_cities)


def test_another_city_has_neither_the_lines_nor_the_files(cities: tuple[Any, Any], at: datetime) -> None:
    with bind(cities[0]):
        booked(at)
        batch = exporting.export(until=day_of(at), by=7, at=at + timedelta(days=1))
    with bind(cities[1]):
        assert (queries.batches(), queries.file_of(batch.id, "german"), exporting.waiting(until=day_of(at))) == (
            [],
            None,
            [],
        )
        assert queries.file_of(uuid.uuid4(), "german") is None
