"""The fee at the desk: taken, receipted, voided, listed, decided; by whom it may be, and in which city."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import CITY_ROLES
from billing.payments.models import Payment
from declarations.models import Declaration
from declarations.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.interface.casework.visitors import settings_of
from tests.interface.desk.clerks import Received
from tests.support import cases


@pytest.fixture
def unpaid(cities: Any, at: Any) -> Callable[..., Received]:
    """``unpaid(city)``: sealed, waiting for its fee."""

    def made(city: Any, **changes: Any) -> Received:
        filed = cases.file(city, at=at, **changes)
        return Received(city, filed.case_id, filed.reference, filed.link_secret, filed.code)

    return made


def payment_of(case: Received) -> Payment:
    with bind(case.city):
        return Payment.objects.get(declaration_id=case.id)


def take(kim: Any, case: Received, method: str = "cash") -> Any:
    return kim.send(f"{case.path}gebuehr/annehmen/", method=method, received="on")


def test_cash_at_the_desk_receives_a_case_that_waited_for_it(offenbach: Any, clerk: Any, unpaid: Any) -> None:
    kim, case = clerk(offenbach), unpaid(offenbach)
    assert "29,00" in kim.text(f"{case.path}gebuehr/annehmen/")
    assert take(kim, case).status_code == 302
    assert case.state == State.SUBMITTED
    page = kim.text(case.path)
    assert "29,00 € , bezahlt" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Gebühr am Schalter angenommen: bar" in page
    payment = payment_of(case)
    assert (payment.method, payment.taken_by) == ("cash", kim.id)


def test_a_double_click_takes_it_once_and_says_no_wrong_word(offenbach: Any, clerk: Any, unpaid: Any) -> None:
    kim, case = clerk(offenbach), unpaid(offenbach)
    filled = kim.filled(f"{case.path}gebuehr/annehmen/", method="card", received="on")
    assert [kim.post(*filled).status_code for _click in range(2)] == [302, 302]
    assert payment_of(case).method == "card"
    answer = kim.browser.post(filled[0], filled[1] | {"token": "0b0c0d0e-0000-4000-8000-000000000001"})
    assert answer.status_code == 409


def test_the_receipt_is_a_paper_with_number_amount_basis_and_role(offenbach: Any, clerk: Any, unpaid: Any) -> None:
    from casework import payment_papers

    kim, case = clerk(offenbach, "supervisor"), unpaid(offenbach)
    take(kim, case)
    payment = payment_of(case)
    address = f"{case.path}gebuehr/{payment.id}/quittung/"
    assert "//dateien.localhost" in kim.get(address)["Location"]
    assert "//dateien.localhost" in kim.get(address)["Location"]
    cases.work(offenbach, at=now())
    with bind(offenbach):
        from documents.models import Document

        assert Document.objects.filter(kind="payment_receipt").count() == 1
        data = payment_papers.data_of(payment)
    said = " ".join(f"{pair.label} {pair.value}" for pair in data.facts)
    assert (data.number, data.amount) == (payment.cash_reference, "29,00 €")
    assert "§ 47 Abs. 1 Nr. 12 AufenthV" in said
    assert "Zahlungsart bar" in said
    assert "Teamleitung" in said
    assert "§ 2b Abs. 1 UStG" in data.tax_note
    assert "Kim" not in said


def test_a_mistaken_entry_is_voided_by_who_made_it_and_the_fee_is_open_again(
    offenbach: Any, clerk: Any, unpaid: Any
) -> None:
    kim, lou, case = clerk(offenbach), clerk(offenbach, name="lou"), unpaid(offenbach)
    take(kim, case)
    page = f"{case.path}gebuehr/{payment_of(case).id}/stornieren/"
    refused = lou.send(page, mistake="wrong_case")
    assert refused.status_code == 409
    assert "jemand anderes gemacht" in refused.content.decode()
    assert kim.send(page, mistake="wrong_case").status_code == 302
    text = kim.text(case.path)
    assert "Storniert: beim falschen Fall gebucht" in text
    assert "Gebühr annehmen" in text
    assert "Buchung am Schalter storniert" in text
    listed = kim.text("/amt/kasse/tag/")
    assert "Storno: beim falschen Fall gebucht" in listed
    assert "0,00 €" in listed.replace("\N{NO-BREAK SPACE}", " ")


def test_a_clerk_sees_the_own_till_and_the_treasury_all(
    offenbach: Any, wiesbaden: Any, clerk: Any, unpaid: Any
) -> None:
    kim, lou = clerk(offenbach), clerk(offenbach, name="lou")
    mine, theirs, elsewhere = unpaid(offenbach), unpaid(offenbach), unpaid(wiesbaden)
    take(kim, mine), take(lou, theirs, "card"), take(clerk(wiesbaden), elsewhere)
    own = kim.text("/amt/kasse/tag/")
    assert payment_of(mine).cash_reference in own
    assert payment_of(theirs).cash_reference not in own
    everything = clerk(offenbach, "treasury").text("/amt/kasse/tag/alle/")
    for case in (mine, theirs):
        assert payment_of(case).cash_reference in everything
    assert payment_of(elsewhere).cash_reference not in everything
    assert "Mustermann" not in everything
    assert kim.get("/amt/kasse/tag/alle/").status_code == 403


def test_the_list_of_a_long_day_costs_as_many_statements_as_that_of_a_short_one(
    offenbach: Any, clerk: Any, unpaid: Any
) -> None:
    kim, counted = clerk(offenbach), []
    for _more in range(2):
        for _number in range(2):
            take(kim, unpaid(offenbach))
        with CaptureQueriesContext(connection) as sent:
            kim.get("/amt/kasse/tag/")
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 10


@pytest.mark.parametrize("role", sorted(CITY_ROLES))
def test_each_page_of_the_money_asks_for_its_permission(offenbach: Any, clerk: Any, unpaid: Any, role: str) -> None:
    person, case = clerk(offenbach, role), unpaid(offenbach)
    for path, permission in (
        (f"{case.path}gebuehr/", "case.decide"),
        (f"{case.path}gebuehr/annehmen/", "payment.take"),
        ("/amt/kasse/tag/", "payment.take"),
        ("/amt/kasse/tag/alle/", "money.see"),
    ):
        assert person.get(path).status_code == (200 if permission in CITY_ROLES[role] else 403), path
    if "payment.take" not in CITY_ROLES[role]:
        assert person.browser.post(f"{case.path}gebuehr/annehmen/", {"method": "cash"}).status_code == 403
    assert case.state == State.SEALED


def test_a_clerk_waives_a_fee_and_the_sponsor_is_told(offenbach: Any, clerk: Any, unpaid: Any) -> None:
    from tests.interface.desk.clerks import seen_by_sponsor

    kim, case = clerk(offenbach), unpaid(offenbach)
    page = f"{case.path}gebuehr/"
    missing = kim.send(page, kind="waived", reason="Bürgergeld in Aussicht")
    assert "Wählen Sie bitte den Grund aus" in missing.content.decode()
    done = kim.send(page, kind="waived", ground="means", reason="Drachenfutter")
    assert done.status_code == 302
    assert case.state == State.SUBMITTED
    text = kim.text(case.path)
    assert "Über die Gebühr entschieden: erlassen, § 53 Abs. 2 AufenthV, zu zahlen: 0,00" in text
    assert "Drachenfutter" in text
    told = seen_by_sponsor(case)
    assert "Die Gebühr ist Ihnen erlassen" in told
    assert "Drachenfutter" not in told


def test_the_half_for_minors_is_chosen_beforehand_but_a_person_decides(offenbach: Any, clerk: Any, unpaid: Any) -> None:
    kim, case = clerk(offenbach), unpaid(offenbach, guest__birth={"birth_date": "2012-03-04"})
    page = f"{case.path}gebuehr/"
    assert "Alle Gäste sind minderjährig." in kim.text(page)
    assert "29,00 € , noch nicht bezahlt" in kim.text(case.path).replace("\N{NO-BREAK SPACE}", " ")
    assert kim.send(page, reason="Geburtsdatum aus dem Pass").status_code == 302
    assert "14,50 € , noch nicht bezahlt" in kim.text(case.path).replace("\N{NO-BREAK SPACE}", " ")
    take(kim, case)
    assert payment_of(case).amount_cents == 1450


def test_once_it_is_paid_the_page_says_that_the_way_is_a_refund(offenbach: Any, clerk: Any, case: Any) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    answer = kim.send(f"{received.path}gebuehr/", kind="waived", ground="means", reason="zu spät")
    assert answer.status_code == 409
    assert "geht als Erstattung zurück" in answer.content.decode()
    assert "zu spät" in answer.content.decode()


def test_at_pickup_the_desk_is_reminded_and_the_sponsor_knows_how_to_pay(
    offenbach: Any, clerk: Any, unpaid: Any, at: Any
) -> None:
    from tests.interface.desk.clerks import seen_by_sponsor

    with settings_of(offenbach, fees={"when": "at_pickup"}):
        case = unpaid(offenbach)
        _filed_under_the_last_version(case)
        told = seen_by_sponsor(case).replace("\N{NO-BREAK SPACE}", " ")
        assert "Die Gebühr von 29,00 € bezahlen Sie bei der Abholung, bar oder mit Karte." in told
        with bind(offenbach):
            Declaration.objects.filter(id=case.id).update(state=State.ISSUED)
        kim = clerk(offenbach)
        assert "offen, wird bei der Übergabe bezahlt" in kim.text(case.path)
        assert "Die Gebühr ist noch offen" in kim.text(f"{case.path}uebergeben/")
        take(kim, case)
        assert "Die Gebühr ist noch offen" not in kim.text(f"{case.path}uebergeben/")


def _filed_under_the_last_version(case: Received) -> None:
    """As if it had been filed while the city's last version was in force."""
    from configuration.models import ConfigurationVersion

    with bind(case.city):
        last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
        Declaration.objects.filter(id=case.id).update(
            configuration=last, state=State.SUBMITTED, submitted_at=now(), draft_digest=None
        )  # fmt: skip


def test_another_citys_payment_is_neither_voided_nor_receipted(
    offenbach: Any, wiesbaden: Any, clerk: Any, unpaid: Any
) -> None:
    case = unpaid(offenbach)
    take(clerk(offenbach), case)
    stranger, own, payment = clerk(wiesbaden, "supervisor"), unpaid(wiesbaden), payment_of(case)
    for base in (case.path, own.path):
        assert stranger.get(f"{base}gebuehr/{payment.id}/quittung/").status_code == 404
        assert stranger.browser.post(f"{base}gebuehr/{payment.id}/stornieren/", {}).status_code == 404
    assert payment_of(case).state == "paid"
