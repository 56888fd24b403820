"""A federal value holds from its day on and not before, in every city and every process; what is filed keeps its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Timer
from typing import Any

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.db.utils import IntegrityError

from billing.fees.federal import fee_cents, fee_on
from casework import checks, paying
from configuration.federal import operations, queries
from configuration.federal.models import Draft, Publication
from configuration.federal.operations import UnableToPublish
from creditcheck.federal import StandardNeedLevel, law_on
from declarations import texts
from declarations.models import Declaration
from declarations.releases import Texts
from kernel.clock import german_day
from tenants.binding import bind, bind_public
from tenants.listening import listener
from tests.support import cases
from tests.support import federal as support
from tests.support.federal import ALEX, ROBIN, TABLE
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("federal")
WATCHER = """
import sys, time, datetime, django
django.setup()
from billing.fees.federal import fee_cents
from tenants.binding import bind
from tenants.doors import find_by_slug
city, day, last = find_by_slug(sys.argv[1]), datetime.date.fromisoformat(sys.argv[2]), None
while True:
    with bind(city):
        cents = fee_cents(day)
    if cents != last:
        print(cents, flush=True)
        last = cents
    time.sleep(0.02)
"""


@pytest.fixture
def day(at: datetime) -> date:
    """The first day of what these tests publish."""
    return german_day(at) + timedelta(days=10)


def test_a_fee_is_quoted_from_its_day_on_in_both_cities(cities: Any, browse: Any, at: datetime, day: date) -> None:
    published = support.publish("fee", day, {"amount": "31.50"}, at=at)
    assert published.edition == 1
    for city in cities:
        for moment, amount in ((at + timedelta(days=9), "29,00"), (at + timedelta(days=10), "31,50")):
            with time_machine.travel(moment, tick=True):
                assert f"{amount}\xa0€" in browse(city).get("/").content.decode()
        with bind(city):
            assert (fee_cents(day - timedelta(days=1)), fee_cents(day)) == (2900, 3150)
            assert fee_on(day).source == "BGBl. 2027 I Nr. 1"


def test_a_filed_case_keeps_its_fee_though_it_is_paid_after_the_change(offenbach: Any, at: datetime, day: date) -> None:
    before = cases.file(offenbach, at=at)
    support.publish("fee", day, {"amount": "31.50"}, at=at)
    later = at + timedelta(days=11)
    after = cases.file(offenbach, at=later)
    for filed, cents in ((before, 2900), (after, 3150)):
        with bind(offenbach):
            assert paying.quote_of(Declaration.objects.get(id=filed.case_id), at=later).total_cents == cents
        cases.pay(offenbach, filed.case_id, at=later)
        cases.work(offenbach, at=later)
        with bind(offenbach):
            case = Declaration.objects.get(id=filed.case_id)
            assert case.state == "submitted"
            assert paying.quote_of(case, at=later).total_cents == cents


def test_the_worksheet_goes_by_the_table_and_the_need_of_the_day_of_the_check(
    cities: Any, at: datetime, day: date
) -> None:
    support.publish("garnishment", day, TABLE, at=at)
    support.publish("standard_need", day, {"valid_to": "2027-12-31", "amount": "600.00"}, at=at)
    for city in cities:
        filed = cases.file(city, at=at)
        with bind(city):
            case = Declaration.objects.get(id=filed.case_id)
            today, then = checks.worksheet_of(case, at=at), checks.worksheet_of(case, at=at + timedelta(days=10))
        assert (today.table_valid_from, then.table_valid_from) == (date(2026, 7, 1), day)
        assert (today.need, then.need) == (Decimal("281.50"), Decimal("300.00"))
        assert today.attachable != then.attachable
        assert "BGBl. 2027 I Nr. 1" in {line.source_note for line in then.lines}


def test_a_frozen_worksheet_stays_as_it_was(offenbach: Any, at: datetime, day: date) -> None:
    filed = cases.file(offenbach, at=at)
    with bind(offenbach), transaction.atomic():
        case = Declaration.objects.get(id=filed.case_id)
        record = checks.store(case=case, result="PROVEN", reason="Reicht.", by=1, at=at)
    support.publish("garnishment", day, TABLE, at=at)
    with bind(offenbach):
        assert checks.view_of(record).worksheet.table_valid_from == date(2026, 7, 1)


def test_a_lands_own_value_holds_for_its_cities_alone(offenbach: Any, at: datetime, day: date) -> None:
    assert offenbach.land == "HE"
    support.publish("standard_need", day, {"valid_to": "2027-12-31", "amount": "601.00"}, at=at, land="HE")
    support.publish("standard_need", day, {"valid_to": "2027-12-31", "amount": "666.00"}, at=at, land="BY")
    with bind(offenbach):
        assert law_on(day).needs[0].amount == Decimal("601.00")
    with bind_public():
        assert law_on(day).needs[0].amount == Decimal("563.00")
        bavarian = queries.value(StandardNeedLevel, day, "BY")
        assert bavarian is not None
        assert bavarian.amount == Decimal("666.00")


def test_released_texts_take_the_mark_off_and_what_was_accepted_is_still_found(
    offenbach: Any, at: datetime, day: date
) -> None:
    (release,) = Texts.shipped()
    raw = release.value.model_dump(mode="json") | {"version": "2026-12-1", "state": "released"}
    support.publish("texts", day, raw, at=at)
    with bind(offenbach):
        assert texts.any_draft(on=day - timedelta(days=1))
        assert not texts.any_draft(on=day)
        for version, state in (("2026-08-entwurf-1", "draft"), ("2026-12-1", "released")):
            found = texts.find("declaration", version)
            assert found is not None
            assert found.state == state


def test_another_process_hears_of_it_at_once(offenbach: Any, at: datetime, day: date) -> None:
    arguments = [sys.executable, "-c", WATCHER, "offenbach", day.isoformat()]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as watcher:
        assert watcher.stdout is not None
        try:
            assert watcher.stdout.readline() == "2900\n"
            time.sleep(0.5)  # it listens by now; what it kept is good for long
            began = time.monotonic()
            support.publish("fee", day, {"amount": "31.50"}, at=at)
            Timer(queries.KEEP_SECONDS_UNHEARD, watcher.kill).start()  # who hears nothing would be waited for long
            assert watcher.stdout.readline() == "3150\n"
            assert time.monotonic() - began < queries.KEEP_SECONDS_UNHEARD - 1  # heard, not merely run out
        finally:
            watcher.kill()


def test_a_publication_that_is_taken_back_changes_nothing(offenbach: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    with bind_public(), transaction.atomic():
        operations.publish(draft_id=row.pk, seen=support.seen_by(row), by=ALEX, at=at)
        transaction.set_rollback(True)
    time.sleep(0.1)
    with bind(offenbach):
        assert fee_cents(day) == 2900


def test_reading_costs_no_statement(offenbach: Any, day: date) -> None:
    end = time.monotonic() + 5
    while not listener.hears() and time.monotonic() < end:
        time.sleep(0.02)
    with bind(offenbach):
        fee_cents(day)
        assert statements(lambda: (fee_cents(day), law_on(day), texts.any_draft(on=day))) == 0


def test_what_was_being_read_while_something_was_published_is_not_kept(offenbach: Any, day: date) -> None:
    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        queries.forget()
        return found

    queries.forget()
    with bind(offenbach):
        with connection.execute_wrapper(meanwhile):
            fee_cents(day)
        assert statements(lambda: fee_cents(day)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.configuration_federal_publication (kind) VALUES ('fee')",
        "UPDATE public.configuration_federal_publication SET source = ''",
        "DELETE FROM public.configuration_federal_publication",
        "SELECT * FROM public.configuration_federal_draft",
    ],
)
def test_a_city_can_only_read_what_is_published(cities: Any, at: datetime, day: date, statement: str) -> None:
    support.publish("fee", day, {"amount": "31.50"}, at=at)
    for city in cities:
        with (
            bind(city), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(),
            connection.cursor() as cursor,
        ):  # fmt: skip
            cursor.execute(statement)


def test_what_is_published_never_changes(cities: Any, at: datetime, day: date) -> None:
    row = support.publish("fee", day, {"amount": "31.50"}, at=at)
    with bind_public():
        for change in (
            lambda: Publication.objects.update(source="anders"),
            lambda: Publication.objects.all().delete(),
            lambda: Draft.objects.filter(pk=row.draft_id).update(value={}),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                change()


def test_the_database_itself_wants_two_people(cities: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    values = {name: getattr(row, name) for name in operations.COPIED}
    with bind_public(), pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Publication.objects.create(
            draft=row, edition=1, **values, approved_by=ROBIN.id, approved_name=ROBIN.name, approved_at=at
        )


def _refused(work: Callable[[], Any]) -> UnableToPublish:
    with pytest.raises(UnableToPublish) as refusal:
        work()
    with bind_public():
        assert not Publication.objects.exists()
    return refusal.value


def test_the_same_person_cannot_publish(cities: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    assert _refused(lambda: support.approve(row, at=at, by=ROBIN)).code == "same_person"


def test_a_draft_whose_day_has_come_can_no_longer_be_published(cities: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    refusal = _refused(lambda: support.approve(row, at=at + timedelta(days=10)))
    assert [fault.path for fault in refusal.faults] == ["valid_from"]


def test_what_was_withdrawn_cannot_be_published(cities: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    with bind_public(), transaction.atomic():
        operations.withdraw(draft_id=row.pk, by=ROBIN, at=at)
    assert _refused(lambda: support.approve(row, at=at)).code == "not_open"


def test_who_saw_another_difference_must_look_again(cities: Any, at: datetime, day: date) -> None:
    first = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    second = support.draft(support.wanted("fee", day, {"amount": "32.00"}), at=at)
    with bind_public():
        seen = support.seen_by(second)
    support.approve(first, at=at)
    with pytest.raises(UnableToPublish) as refusal:
        support.approve(second, at=at, seen=seen)
    assert refusal.value.code == "changed_meanwhile"
    assert support.approve(second, at=at).edition == 2
    with bind_public():
        assert fee_cents(day) == 3200


def test_a_draft_is_published_once(cities: Any, at: datetime, day: date) -> None:
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    support.approve(row, at=at)
    with pytest.raises(UnableToPublish) as refusal:
        support.approve(row, at=at)
    assert refusal.value.code == "not_open"


MALFORMED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a day that has been": ({"since": -1}, "valid_from", "zu früh"),
    "a day that has begun, for a fee": ({"since": 0}, "valid_from", "zu früh"),
    "a day too far": ({"since": 4000}, "valid_from", "fünf Jahre"),
    "no amount": ({"raw": {}}, "value.amount", "fehlt"),
    "an unknown field": ({"raw": {"amount": "31", "postage": "1"}}, "value.postage", "gibt es hier nicht"),
    "no number": ({"raw": {"amount": "dreißig"}}, "value.amount", "Betrag"),
    "a fraction of a cent": ({"raw": {"amount": "31.005"}}, "value.amount", "zwei Stellen"),
    "a negative amount": ({"raw": {"amount": "-1"}}, "value.amount", "größer als null"),
    "nothing new": ({"raw": {"amount": "29.00"}}, "value", "ohnehin gilt"),
    "a Land, for a fee": ({"land": "HE"}, "land", "ganz Deutschland"),
    "no Land": ({"land": "XX"}, "land", "Kürzel"),
    "no source": ({"source": " "}, "source", "fehlt"),
    "no reason": ({"reason": ""}, "reason", "fehlt"),
    "a long reason": ({"reason": "x" * 401}, "reason", "zu lang"),
    "an unknown kind": ({"kind": "weather"}, "kind", "gibt es nicht"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_refused_with_field_and_reason(cities: Any, at: datetime, name: str) -> None:
    changes, path, reason = MALFORMED[name]
    given: dict[str, Any] = {"kind": "fee", "since": 10, "raw": {"amount": "31.50"}} | changes
    since = german_day(at) + timedelta(days=given.pop("since"))
    what = support.wanted(given.pop("kind"), since, given.pop("raw"), **given)
    faults = _refused(lambda: support.draft(what, at=at)).faults
    assert [(fault.path, reason in str(fault.reason)) for fault in faults] == [(path, True)]
    with bind_public():
        assert not Draft.objects.exists()


def test_a_table_may_begin_today_but_not_end_before_it_begins(cities: Any, at: datetime) -> None:
    today = german_day(at)
    refusal = _refused(
        lambda: support.draft(
            support.wanted("garnishment", today, TABLE | {"valid_to": "2026-01-01", "further_dependant": "700.00"}),
            at=at,
        )
    )
    assert [fault.path for fault in refusal.faults] == ["value.valid_to", "value.further_dependant"]
    support.draft(support.wanted("garnishment", today, TABLE), at=at)


def test_texts_need_a_version_of_their_own_and_the_declaration(cities: Any, at: datetime, day: date) -> None:
    (release,) = Texts.shipped()
    raw = release.value.model_dump(mode="json") | {"state": "released"}
    refusal = _refused(lambda: support.draft(support.wanted("texts", day, raw), at=at))
    assert [fault.path for fault in refusal.faults] == ["value.version"]
    rest = raw | {"version": "2026-12-1", "texts": [*raw["texts"][1:], raw["texts"][1]]}
    refusal = _refused(lambda: support.draft(support.wanted("texts", day, rest), at=at))
    assert [fault.path for fault in refusal.faults] == [f"value.texts.{len(rest['texts']) - 1}.id", "value.texts"]


def test_a_value_of_an_unknown_kind_disturbs_nobody(offenbach: Any, at: datetime, day: date) -> None:
    """A later release published it, and an earlier one reads the table."""
    row = support.draft(support.wanted("fee", day, {"amount": "31.50"}), at=at)
    values = {name: getattr(row, name) for name in operations.COPIED} | {"kind": "later"}
    with bind_public():
        Publication.objects.create(draft=row, edition=1, **values, approved_by=2, approved_name="A", approved_at=at)
    queries.forget()
    with bind(offenbach):
        assert fee_cents(day) == 2900
