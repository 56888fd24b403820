"""In a city whose operator is controller, contents go some days after the confirmed handover, and never before; elsewhere not."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tenants.binding import bind
from tests.support import cases
from tests.support.returned import FIXED, QUESTION, STATUS, There, arrive, said, there
from tests.support.roles import ON_BEHALF, ONLINE, confirm_all, forget, publish, second_message

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def without_schemas(settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""


@pytest.fixture
def case(offenbach: Any, wiesbaden: Any, at: datetime) -> There:
    """Offenbach's operator is controller, Wiesbaden is itself; each has a case that arrived."""
    publish(offenbach, at=at, **ONLINE)
    publish(wiesbaden, at=at, **ON_BEHALF)
    return there(offenbach, at=at)


def answer(case: There, at: datetime) -> None:
    from casework import requests

    with bind(case.city), transaction.atomic():
        requests.answer(
            request_id=requests.open_of(case.id)[0].id, case_id=case.id, text="Hier.", has_papers=False, at=at
        )


def booked(case: There, *, starts_at: datetime, at: datetime, state: str = "booked") -> Any:
    from appointments.models import Booking

    ends_at = starts_at + timedelta(minutes=20)
    with bind(case.city):
        return Booking.objects.create(
            case_id=case.id, state=state, purpose="signing", office="x", seat=1, starts_at=starts_at, ends_at=ends_at,
            busy_from=starts_at, busy_until=ends_at, via="desk", created_at=at, changed_at=at,
        )  # fmt: skip


def paid(case: There, at: datetime, **refund: Any) -> Any:
    from billing.payments.models import Payment, Refund

    with bind(case.city):
        row = Payment.objects.create(
            declaration_id=case.id, amount_cents=2900, provider="counter", state="paid", lines=[], account="",
            cash_reference=uuid.uuid4().hex[:12], idempotency_key=uuid.uuid4().hex, language="de", success_url="",
            cancel_url="", created_at=at, expires_at=at, paid_at=at,
        )  # fmt: skip
        if refund:
            Refund.objects.create(
                payment=row, amount_cents=2900, reason="withdrawn_early", proposed_at=at, idempotency_key=uuid.uuid4().hex,
                **refund,
            )  # fmt: skip
    return row


def test_contents_go_after_the_days_with_key_ledger_and_trail_and_the_other_city_keeps_its_case(
    case: There, wiesbaden: Any, at: datetime
) -> None:
    from audit.models import AuditEntry
    from declarations.models import CaseKey, Erasure

    theirs = there(wiesbaden, at=at)
    assert forget(case.city, at=at + 7 * DAY - timedelta(seconds=1)) == 0
    assert forget(case.city, at=at + 7 * DAY) == 1
    assert forget(wiesbaden, at=at + 400 * DAY) == 0
    assert (case.state, theirs.state) == ("erased", "with_authority_system")
    with bind(case.city):
        assert not CaseKey.objects.filter(case_id=case.id).exists()
        assert Erasure.objects.get(case_id=case.id).reason == "handed_over"
        trail = list(AuditEntry.objects.filter(case_id=case.id).order_by("id").values_list("action", "actor_kind"))
    assert trail[-2:] == [("declaration.archived", "system"), ("declaration.erased", "system")]
    row = case.row
    assert (row.sealed_case, row.sealed_answers, row.sponsor_digest, row.reference) == (None, None, "", case.reference)


def test_the_citys_own_days_hold(case: There, at: datetime) -> None:
    publish(case.city, at=at + 2 * DAY, retention={"handed_over_days": 20})
    assert forget(case.city, at=at + 19 * DAY) == 0
    assert forget(case.city, at=at + 20 * DAY) == 1


@pytest.mark.parametrize("days", [0, 31, -1, None])
def test_the_days_are_bounded(case: There, at: datetime, days: Any) -> None:
    from configuration.document import UnableToConfigure

    with pytest.raises(UnableToConfigure):
        publish(case.city, at=at, retention={"handed_over_days": days})


@pytest.mark.parametrize("state", ["queued", "in_flight", "handed_over", "failed", "rejected", "paused", "parked"])
def test_nothing_goes_before_every_message_is_confirmed(case: There, at: datetime, state: str) -> None:
    second_message(case.city, case.id, at=at, state=state)
    assert forget(case.city, at=at + 300 * DAY) == 0
    confirm_all(case.city, case.id, at=at + 301 * DAY)
    assert forget(case.city, at=at + 307 * DAY) == 0
    assert forget(case.city, at=at + 308 * DAY) == 1


def test_a_case_that_never_left_and_one_in_the_mailbox_stay(case: There, at: datetime) -> None:
    from connectors.models import Delivery

    there(case.city, at=at, left=False)
    with bind(case.city):
        Delivery.objects.filter(declaration_id=case.id).update(connector="mailbox")
    assert forget(case.city, at=at + 300 * DAY) == 0


def test_a_case_that_is_worked_on_the_desk_stays(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    publish(wiesbaden, at=at, legal={"role": "online_service"}, casework={"way": "own_desk"})
    there(wiesbaden, at=at, state="in_review")
    there(wiesbaden, at=at, state="handed_over")
    assert forget(wiesbaden, at=at + 300 * DAY) == 0


def test_the_role_of_the_day_of_filing_decides_whatever_comes_later(case: There, wiesbaden: Any, at: datetime) -> None:
    theirs = there(wiesbaden, at=at)
    publish(case.city, at=at + 2 * DAY, **ON_BEHALF)
    publish(wiesbaden, at=at + 2 * DAY, **ONLINE)
    assert (forget(case.city, at=at + 8 * DAY), forget(wiesbaden, at=at + 8 * DAY)) == (1, 0)
    assert theirs.state == "with_authority_system"


def test_a_configuration_from_before_the_role_existed_is_on_behalf(offenbach: Any, at: datetime) -> None:
    from django.db import connections

    from configuration.legal import Legal
    from configuration.queries import of_number
    from tenants.binding import OWNER, bind_owner

    number = publish(offenbach, at=at, **ONLINE)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        table = f'"{offenbach.schema_name}".configuration_configurationversion'
        cursor.execute(f"UPDATE {table} SET document = document - 'legal' - 'retention' WHERE number = %s", [number])
    there(offenbach, at=at)
    with bind(offenbach):
        assert of_number(number).section(Legal).role == "on_behalf"
    assert forget(offenbach, at=at + 300 * DAY) == 0


def test_a_question_keeps_the_case_until_its_answer_is_confirmed_there(case: There, at: datetime) -> None:
    arrive(case.city, said(case, "130102", QUESTION.format("Wo?")), at=at + DAY)
    assert forget(case.city, at=at + 20 * DAY) == 0
    answer(case, at + 20 * DAY)
    assert forget(case.city, at=at + 40 * DAY) == 0, "nobody has sent the answer"
    cases.work(case.city, at=at + 40 * DAY)
    assert forget(case.city, at=at + 60 * DAY) == 0, "it is not confirmed"
    confirm_all(case.city, case.id, at=at + 60 * DAY)
    assert forget(case.city, at=at + 66 * DAY) == 0
    assert forget(case.city, at=at + 67 * DAY) == 1


def test_what_came_back_and_could_not_be_carried_out_waits_for_a_person(case: There, at: datetime) -> None:
    row = arrive(case.city, said(case, "130102", QUESTION.format("Wo?"), author="azr:999999"), at=at + DAY)
    assert row.state == "refused"
    assert forget(case.city, at=at + 30 * DAY) == 0


def test_a_withdrawal_goes_there_first(case: There, at: datetime) -> None:
    from casework import withdrawal

    with bind(case.city), transaction.atomic():
        withdrawal.withdraw(case_id=case.id, at=at + DAY)
    assert forget(case.city, at=at + 30 * DAY) == 0
    cases.work(case.city, at=at + 30 * DAY)
    assert forget(case.city, at=at + 60 * DAY) == 0
    confirm_all(case.city, case.id, at=at + 60 * DAY)
    assert forget(case.city, at=at + 67 * DAY) == 1


def test_what_the_authority_says_and_its_appointment_keep_the_case(case: There, at: datetime) -> None:
    other = there(case.city, at=at)
    arrive(case.city, said(case, "130104", STATUS.format("07")), at=at + 5 * DAY)
    arrive(case.city, said(other, "130105", FIXED), at=at + 5 * DAY)
    over = datetime.fromisoformat("2026-12-18T09:00:00+00:00")
    assert forget(case.city, at=at + 11 * DAY) == 0
    assert forget(case.city, at=at + 12 * DAY) == 1
    assert (case.state, other.state) == ("erased", "with_authority_system")
    assert forget(case.city, at=over + 7 * DAY - timedelta(seconds=1)) == 0
    assert forget(case.city, at=over + 7 * DAY) == 1


@pytest.mark.parametrize("state", ["held", "offered", "booked", "arrived"])
def test_a_visit_that_lies_ahead_keeps_the_case(case: There, at: datetime, state: str) -> None:
    from appointments.models import Booking

    starts_at = at + 30 * DAY
    with bind(case.city), transaction.atomic():
        row = booked(case, starts_at=starts_at, at=at, state="booked")
        Booking.objects.filter(id=row.id).update(state=state, held_until=at + DAY)
    assert forget(case.city, at=starts_at + 7 * DAY) == 0
    assert forget(case.city, at=starts_at + 8 * DAY) == 1


def test_whoever_is_invited_to_book_can_do_so(case: There, at: datetime) -> None:
    from appointments import inviting
    from appointments.needs import Purpose

    with bind(case.city), transaction.atomic():
        until = inviting.invite(case_id=case.id, purpose=Purpose.SIGNING, at=at).expires_at
    assert forget(case.city, at=until - DAY) == 0
    assert forget(case.city, at=until) == 1


def test_open_money_keeps_the_case(case: There, at: datetime) -> None:
    from billing.payments.models import Payment, Refund

    row = paid(case, at, state="approved")
    assert forget(case.city, at=at + 30 * DAY) == 0
    with bind(case.city):
        Refund.objects.update(state="done")
        Payment.objects.filter(id=row.id).update(state="pending")
    assert forget(case.city, at=at + 30 * DAY) == 0
    with bind(case.city):
        Payment.objects.filter(id=row.id).update(state="paid")
    assert forget(case.city, at=at + 30 * DAY) == 1


@pytest.mark.parametrize("when", ["after_decision", "at_pickup"])
def test_a_fee_that_falls_due_later_is_waited_for_and_not_for_ever(
    offenbach: Any, wiesbaden: Any, at: datetime, when: str
) -> None:
    from declarations.models import Declaration

    publish(offenbach, at=at, **ONLINE, fees={"when": when})
    unpaid, came = there(offenbach, at=at), there(offenbach, at=at)
    paid(came, at)
    assert forget(offenbach, at=at + 10 * DAY) == 1
    assert (unpaid.state, came.state) == ("with_authority_system", "erased")
    with bind(offenbach):
        Declaration.objects.filter(id=unpaid.id).update(state="refused", changed_at=at + 20 * DAY)
    assert forget(offenbach, at=at + 49 * DAY) == 0
    assert forget(offenbach, at=at + 50 * DAY) == 1


def test_a_rehearsal_is_left_to_the_rehearsal(case: There, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    from casework import handed_over

    monkeypatch.setattr(handed_over, "in_rehearsal", lambda: True)
    assert forget(case.city, at=at + 300 * DAY) == 0


def test_each_case_is_counted_once_though_two_periods_name_it(case: There, at: datetime) -> None:
    from casework import retention
    from casework.retention_config import RetentionRules
    from declarations.models import Declaration

    with bind(case.city):
        Declaration.objects.filter(id=case.id).update(state="refused")
        rules = RetentionRules(refused_days=30)
        told = retention.counted(rules, at=at + 40 * DAY)
    assert told["handed_over_days"] == 1
    assert sum(told.values()) == 1


def test_the_mailed_link_says_where_to_ask_and_opens_nothing(case: There, at: datetime, browse: Any) -> None:
    browser = browse(case.city)
    address = f"/a/{case.link}/"
    assert browser.post(address, {"code": case.code}).status_code == 302
    assert forget(case.city, at=at + 7 * DAY) == 1
    for visitor in (browser, browse(case.city)):
        for page in (visitor.get(address), visitor.post(address, {"code": case.code})):
            words = page.content.decode()
            assert page.status_code == 200
            assert "Ihr Antrag ist bei der Behörde" in words
            assert "Stadt Offenbach am Main" in words
            assert case.reference[:4] in words
            assert 'name="code"' not in words
    for page in ("zurueckziehen/", "mitnehmen/", "angaben.json"):
        instead = browser.post(f"{address}{page}") if page == "mitnehmen/" else browser.get(f"{address}{page}")
        assert (instead.status_code, instead["Location"]) == (302, address)


def test_other_erased_cases_have_no_page(case: There, at: datetime, browse: Any) -> None:
    from declarations.models import Declaration

    publish(case.city, at=at + 2 * DAY, retention={"withdrawn_days": 30})
    with bind(case.city):
        Declaration.objects.filter(id=case.id).update(state="withdrawn")
    assert forget(case.city, at=at + 40 * DAY) == 1
    assert browse(case.city).get(f"/a/{case.link}/").status_code == 404


def test_the_notice_says_the_days(case: There, wiesbaden: Any, at: datetime) -> None:
    def notice(city: Any) -> str:
        return Client(SERVER_NAME=f"{city.slug}.localhost").get("/datenschutz/").content.decode()

    assert "löschen wir hier 7 Tage nachdem die Behörde den Empfang bestätigt hat" in notice(case.city)
    assert "Entwurf löschen wir" in notice(case.city)
    assert "den Empfang bestätigt" not in notice(wiesbaden)
    publish(case.city, at=at, casework={"way": "own_desk"})
    assert "den Empfang bestätigt" not in notice(case.city)


def test_only_what_was_handed_over_keeps_its_link() -> None:
    from declarations.operations import left_of

    assert "link_digest" not in left_of("handed_over")
    assert {"link_digest", "draft_digest", "sealed_case", "sealed_access"} <= set(left_of("retention"))
    assert {"draft_digest", "sealed_case", "sealed_access"} <= set(left_of("handed_over"))
