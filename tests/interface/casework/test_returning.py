"""What comes back from the authority's system changes the case once, reaches the sponsor, and is believed only when it may be."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.support import cases
from tests.support.incoming import file
from tests.support.returned import FIXED, QUESTION, STATUS, There, arrive, said, there


@pytest.fixture(autouse=True)
def without_schemas(settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""


@pytest.fixture
def case(offenbach: Any, wiesbaden: Any, at: datetime) -> There:
    """Offenbach's; Wiesbaden has one too."""
    there(wiesbaden, at=at)
    return there(offenbach, at=at)


def mails(city: Any) -> list[str]:
    from notifications.models import Mail

    with bind(city):
        return list(Mail.objects.order_by("queued_at", "id").values_list("template", flat=True))


def deliveries(case: There) -> list[Any]:
    from connectors.models import Delivery

    with bind(case.city):
        return list(Delivery.objects.filter(declaration_id=case.id).order_by("place"))


def asked(case: There) -> list[Any]:
    from casework import requests

    with bind(case.city):
        return requests.views_of(case.row)


def answer(case: There, text: str, at: datetime) -> None:
    from casework import requests

    with bind(case.city), transaction.atomic():
        requests.answer(request_id=requests.open_of(case.id)[0].id, case_id=case.id, text=text, has_papers=False, at=at)
    cases.work(case.city, at=at)


def test_a_question_becomes_the_sponsors_with_its_day_and_a_mail(case: There, at: datetime) -> None:
    body = QUESTION.format("Bitte schicken Sie den Mietvertrag.") + "<x:fristdatum>2026-12-15</x:fristdatum>"
    row = arrive(case.city, said(case, "130102", body), at=at)
    assert (row.state, row.error, row.declaration_id, row.message_type) == ("carried_out", "", case.id, "130102")
    [view] = asked(case)
    assert (view.text, view.due_on, view.is_open) == ("Bitte schicken Sie den Mietvertrag.", date(2026, 12, 15), True)
    assert case.state == "documents_requested"
    assert case.row.due_on == date(2026, 12, 15)
    assert mails(case.city) == ["news"]


def test_without_a_day_the_citys_period_counts(case: There, at: datetime) -> None:
    arrive(case.city, said(case, "130102", QUESTION.format("Wann?")), at=at)
    assert asked(case)[0].due_on == (at + timedelta(days=14)).date()


def test_the_answer_goes_out_once_as_a_message_with_words_and_files(
    case: There, at: datetime, tmp_path: Any, settings: Any
) -> None:
    from audit.operations import SPONSOR
    from connectors.delivering import deliver_due
    from documents.operations import accept_upload

    settings.DELIVERY_DIR = tmp_path
    number = uuid.uuid4()
    arrive(case.city, said(case, "130102", QUESTION.format("Wo?"), number=number), at=at)
    later = at + timedelta(hours=1)
    with bind(case.city):
        for kind, when in (("housing_proof", at - timedelta(hours=1)), ("other", later)):
            accept_upload(
                case_id=case.id, kind=kind, name=f"{kind}.pdf", content=cases.small_pdf(), by=SPONSOR, at=when
            )
    answer(case, "Hier ist er.", later)
    assert case.state == "with_authority_system"
    with bind(case.city):
        assert deliver_due(clock=lambda: later) == 1
        assert deliver_due(clock=lambda: later + timedelta(hours=3)) == 0
    sent = deliveries(case)[-1]
    assert (sent.message_type, sent.answers, sent.state) == ("130103", number, "delivered")
    [message] = tmp_path.rglob("*.xml")
    told = message.read_text()
    assert f"<xauslaender:ausloeserUUID>{number}</xauslaender:ausloeserUUID>" in told
    assert "Hier ist er." in told
    assert ("other.pdf" in told, "housing_proof.pdf" in told) == (True, False)
    assert not list(tmp_path.rglob("*.pdf")), "an answer has no summary"


@pytest.mark.parametrize("code", ["01", "02", "05", "06", "07", "99"])
def test_a_status_is_told_and_decides_nothing(code: str, case: There, at: datetime) -> None:
    from casework import authority_messages
    from casework.models import Decision

    arrive(case.city, said(case, "130104", STATUS.format(code) + file("anhang")), at=at)
    assert case.state == "with_authority_system"
    assert mails(case.city) == ["news"]
    with bind(case.city):
        [view] = authority_messages.of_case(case.row)
        assert not Decision.objects.exists()
    assert len(str(view.text)) > 20
    assert view.files[0].document is not None


def test_a_file_that_cannot_be_opened_is_named_and_keeps_nothing_else_back(case: There, at: datetime) -> None:
    from casework import authority_messages

    arrive(case.city, said(case, "130104", STATUS.format("07") + file("anhang", b"%PDF-1.7 nonsense")), at=at)
    with bind(case.city):
        [view] = authority_messages.of_case(case.row)
    assert (view.files[0].document, bool(view.files[0].refused)) == (None, True)
    assert mails(case.city) == ["news"]


def test_an_appointment_is_mailed_with_its_calendar_file_and_takes_no_slot_of_ours(
    case: There, at: datetime, mailoutbox: Any
) -> None:
    from appointments.models import Booking
    from notifications.models import Mail
    from notifications.operations import send

    hint = "<x:weitereHinweise>Frau Mustermann, bringen Sie den Ausweis mit.</x:weitereHinweise>"
    arrive(case.city, said(case, "130105", FIXED + hint), at=at)
    with bind(case.city):
        send(mail_id=Mail.objects.get().id, at=at)
        assert not Booking.objects.exists()
    [mail] = mailoutbox
    assert "Freitag, 18. Dezember 2026, 09:30 Uhr, bis 10:00" in mail.body
    assert "Berliner Straße 100" in mail.body
    assert "Mustermann" not in mail.body + mail.subject
    [calendar] = [part for part in mail.attachments if part.get_content_type() == "text/calendar"]
    assert "DTSTART;TZID=Europe/Berlin:20261218T093000" in calendar.get_payload(decode=True).decode()


def test_an_appointment_that_is_a_link_alone_is_told_without_a_time(case: There, at: datetime, mailoutbox: Any) -> None:
    from notifications.models import Mail
    from notifications.operations import send

    url = "<x:onlinevergabe>https://termine.example/x?t=geheim</x:onlinevergabe>"
    arrive(case.city, said(case, "130105", url), at=at)
    with bind(case.city):
        send(mail_id=Mail.objects.get().id, at=at)
    [mail] = mailoutbox
    assert "geheim" not in mail.body
    assert not [part for part in mail.attachments if not isinstance(part, tuple)]


def test_not_competent_ends_the_case_here_and_proposes_the_money_back(
    offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    from billing.payments.models import Refund

    case = there(offenbach, at=at, state="sealed")
    cases.pay(offenbach, case.id, at=at)
    with bind(offenbach):
        from declarations.models import Declaration

        Declaration.objects.filter(id=case.id).update(state="with_authority_system")
    body = "<x:hinweis>Wir sind nicht zuständig.</x:hinweis><x:zustaendigeABH>Wiesbaden</x:zustaendigeABH>"
    arrive(offenbach, said(case, "130109", body), at=at + timedelta(minutes=1))
    assert case.state == "forwarded"
    with bind(offenbach):
        refund = Refund.objects.get()
        assert (refund.reason, refund.state, refund.amount_cents) == ("wrong_authority", "proposed", 2900)
    assert mails(offenbach)[-1] == "news"


def test_withdrawing_sends_the_message_behind_the_declaration_once(case: There, at: datetime) -> None:
    from casework import withdrawal

    for _time in range(2):
        with bind(case.city), transaction.atomic():
            withdrawal.withdraw(case_id=case.id, at=at)
        cases.work(case.city, at=at)
    assert [(one.message_type, one.place) for one in deliveries(case)] == [("130201", 1), ("130111", 2)]
    arrive(case.city, said(case, "130107", "<x:rueckmeldung>Zur Kenntnis.</x:rueckmeldung>"), at=at)
    arrive(case.city, said(case, "130104", STATUS.format("03")), at=at)
    assert case.state == "withdrawn"
    assert mails(case.city) == ["news", "news"]


def test_what_never_left_is_not_taken_back_there(offenbach: Any, at: datetime) -> None:
    from casework import handing_over, withdrawal

    case = there(offenbach, at=at, state="submitted", left=False)
    with bind(offenbach), transaction.atomic():
        withdrawal.withdraw(case_id=case.id, at=at)
        assert not handing_over.queue_if_due(case.row, moment="received", at=at)
    cases.work(offenbach, at=at)
    assert deliveries(case) == []


def wrong(case: There, other: There, at: datetime) -> dict[str, bytes]:
    question = QUESTION.format("Was?")
    return {
        "case_unknown": said(case, "130102", question, reference="0000000000AA"),
        "other_author": said(case, "130102", question, author="azr:030700"),
        "other_reader": said(case, "130102", question).replace(b"alp:", b"lap:"),
        "answers_unknown": said(case, "130102", question, answers=str(other.delivery)),
        "not_withdrawn": said(case, "130107"),
        "doctype": b"<!DOCTYPE a>" + said(case, "130102", question).partition(b"?>")[2],
    }


@pytest.mark.parametrize(
    "code", ["case_unknown", "other_author", "other_reader", "answers_unknown", "not_withdrawn", "doctype"]
)
def test_what_may_not_be_believed_changes_nothing_and_stays_visible(
    code: str, case: There, wiesbaden: Any, at: datetime
) -> None:
    from connectors import condition

    other = there(wiesbaden, at=at)
    row = arrive(case.city, wrong(case, other, at)[code], at=at)
    assert (row.state, row.error) == ("refused", code)
    assert (case.state, asked(case), mails(case.city)) == ("with_authority_system", [], [])
    with bind(case.city):
        [view] = condition.returned(only_open=True)
    assert (view.error, view.readable) == (code, True)


def test_another_citys_case_id_is_unknown_here_and_nothing_happens_there(
    case: There, wiesbaden: Any, at: datetime
) -> None:
    other = there(wiesbaden, at=at)
    for body in (
        said(other, "130104", STATUS.format("07")),
        said(other, "130104", STATUS.format("07"), author="azr:030600"),
    ):
        row = arrive(case.city, body, at=at)
        assert (row.state, row.error, row.declaration_id) == ("refused", "case_unknown", None)
    assert mails(wiesbaden) == []
    assert other.state == "with_authority_system"


def test_a_trial_about_a_real_case_is_not_acted_on(offenbach: Any, at: datetime) -> None:
    case = there(offenbach, at=at, test=False)
    row = arrive(offenbach, said(case, "130104", STATUS.format("07")), at=at)
    assert (row.error, mails(offenbach)) == ("test_message", [])
    assert arrive(offenbach, said(case, "130104", STATUS.format("07"), test=""), at=at).error == ""


def test_the_same_message_twice_is_nothing_new_and_its_number_belongs_to_it(case: There, at: datetime) -> None:
    number = uuid.uuid4()
    for _time in range(2):
        row = arrive(case.city, said(case, "130102", QUESTION.format("Wo?"), number=number), at=at)
        assert row.state == "carried_out"
    assert (len(asked(case)), mails(case.city)) == (1, ["news"])
    row = arrive(case.city, said(case, "130104", STATUS.format("07"), number=number), at=at)
    assert row.error == "message_id_reused"


def test_a_city_that_decides_here_is_asked_nothing_from_there(wiesbaden: Any, at: datetime) -> None:
    case = there(wiesbaden, at=at, state="approved")
    assert arrive(wiesbaden, said(case, "130102", QUESTION.format("Wo?")), at=at).error == "worked_here"
    assert arrive(wiesbaden, said(case, "130109"), at=at).error == "worked_here"
    assert arrive(wiesbaden, said(case, "130105", FIXED), at=at).error == ""
    assert case.state == "approved"


@pytest.mark.parametrize(
    ("kind", "code"), [("000002", "sent_back"), ("000020", "wanted_again"), ("000030", "not_for_them")]
)
def test_a_message_of_ours_that_was_not_taken_becomes_a_task(kind: str, code: str, case: There, at: datetime) -> None:
    from connectors.models import Delivery

    body = "<x:grund><code>X001</code></x:grund>"
    row = arrive(case.city, said(case, kind, body, reference=""), at=at)
    assert (row.state, row.error, row.declaration_id) == ("refused", code, case.id)
    assert deliveries(case)[0].state == "delivered"
    with bind(case.city):
        Delivery.objects.filter(id=case.delivery).update(state="handed_over", next_try_at=at, settled_at=None)
    row = arrive(case.city, said(case, kind, body, reference=""), at=at)
    assert (row.state, row.error) == ("carried_out", "")
    assert (deliveries(case)[0].state, deliveries(case)[0].error) == ("rejected", code)
    assert mails(case.city) == []


def test_an_erased_case_is_gone(case: There, at: datetime) -> None:
    from declarations.models import Declaration
    from declarations.sealing import destroy_key

    with bind(case.city):
        Declaration.objects.filter(id=case.id).update(state="erased", sealed_case=None)
        destroy_key(case.id)
    row = arrive(case.city, said(case, "130104", STATUS.format("07")), at=at)
    assert (row.error, row.declaration_id) == ("case_gone", None)
