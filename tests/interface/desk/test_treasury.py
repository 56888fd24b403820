"""The treasury's list and the money on the case page: who sees what, who may press what, in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from billing.payments.models import Dispute, Payment, Refund
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, Received

LIST = "/amt/kasse/"


@pytest.fixture
def paid_case(offenbach: Any, case: Callable[..., Received]) -> Received:
    return case(offenbach)


def _propose(kim: Clerk, received: Received, amount: str = "29,00", reason: str = "goodwill") -> Refund:
    answer = kim.send(f"{received.path}erstattung/", amount=amount, reason=reason, remark="Geheimer Vermerk")
    assert answer.headers["Location"] == f"{received.path}?erledigt=refund_propose"
    with bind(received.city):
        return Refund.objects.order_by("-proposed_at")[0]


def _press(person: Clerk, refund: Refund, step: str) -> Any:
    return person.post(f"{LIST}erstattung/{refund.id}/", {"step": step})


def _state(received: Received, refund: Refund) -> str:
    with bind(received.city):
        return str(Refund.objects.values_list("state", flat=True).get(id=refund.id))


def test_a_clerk_proposes_and_the_treasury_releases(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    kim, treasurer = clerk(offenbach), clerk(offenbach, "treasury", "lou")
    refund = _propose(kim, paid_case)
    page = treasurer.text(LIST)
    assert "Vorgeschlagene Erstattungen" in page
    assert "29,00 €" in page
    assert "Mustermann" not in page
    assert "Geheimer Vermerk" not in page
    answer = treasurer.send(LIST, f"{LIST}erstattung/{refund.id}/", button=("step", "release"))
    assert answer.headers["Location"] == f"{LIST}?erledigt=refund_release"
    assert _state(paid_case, refund) == "released"
    assert _press(treasurer, refund, "release").status_code == 302
    told = kim.text(paid_case.path)
    for words in ("Erstattung vorgeschlagen: 29,00", "Erstattung freigegeben: 29,00", "Kim Beispiel", "Lou Beispiel"):
        assert words in told.replace("\u00a0", " "), words


def test_who_proposed_above_the_limit_cannot_release(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    boss = clerk(offenbach, "supervisor")
    refund = _propose(boss, paid_case)
    assert "Freigeben muss eine andere Person." in boss.text(LIST)
    refused = _press(boss, refund, "release")
    assert refused.status_code == 409
    assert "Das muss eine andere Person freigeben." in refused.content.decode()
    assert _state(paid_case, refund) == "proposed"


def test_the_form_says_how_much_can_go_back(offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received) -> None:
    kim = clerk(offenbach)
    _propose(kim, paid_case, amount="10,00")
    again = kim.send(f"{paid_case.path}erstattung/", amount="20,00", reason="paid_twice")
    assert again.status_code == 200
    assert "Höchstens 19,00" in again.content.decode()
    second = kim.send(f"{paid_case.path}erstattung/", amount="1,00", reason="goodwill")
    assert second.status_code == 409
    assert "schon eine Erstattung vorgeschlagen" in second.content.decode()


def test_a_clerk_declines_from_the_case(offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received) -> None:
    kim = clerk(offenbach)
    refund = _propose(kim, paid_case)
    step = f"{paid_case.path}erstattung/{refund.id}/"
    assert kim.send(paid_case.path, step, button=("step", "decline")).status_code == 302
    assert _state(paid_case, refund) == "declined"
    assert kim.post(step, {"step": "release"}).status_code == 404
    assert kim.post(f"{paid_case.path}erstattung/{uuid.uuid4()}/", {"step": "decline"}).status_code == 404


def test_every_task_of_the_treasury_has_words_and_an_age(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    kim, treasurer = clerk(offenbach), clerk(offenbach, "treasury", "lou")
    assert "Es ist nichts zu tun." in treasurer.text(LIST)
    failed = _propose(kim, paid_case, "5,00")
    with bind(offenbach):
        payment = Payment.objects.get()
        Refund.objects.filter(id=failed.id).update(
            state="failed", note="refused", proposed_at=now() - timedelta(days=3)
        )
        Payment.objects.update(attention="refund_failed", created_at=now() - timedelta(days=1, hours=1))
        dispute = Dispute.objects.create(
            provider="stripe", provider_ref="du_1", payment=payment, amount_cents=2900, reason="fraudulent",
            opened_at=now() - timedelta(days=2), due_at=now() + timedelta(days=5),
        )  # fmt: skip
    page = treasurer.text(LIST).replace("\u00a0", " ")
    for words in (
        "Banken fordern Geld zurück", "nicht selbst bezahlt", "(seit 2 Tagen)", "Fehlgeschlagene Erstattungen",
        "Der Zahlungsdienst hat abgelehnt.", "(seit 3 Tagen)", "Zahlungen, die jemand ansehen muss", "(seit 1 Tag)",
    ):  # fmt: skip
        assert words in page, words
    treasurer.send(LIST, f"{LIST}rueckforderung/{dispute.id}/")
    assert "Sie kümmern sich" in treasurer.text(LIST)
    payment_page = f"{LIST}zahlung/{payment.id}/"
    assert "Bezahlt: 29,00 €" in treasurer.text(payment_page).replace("\u00a0", " ")
    done = treasurer.post(f"{payment_page}schritt/", {"step": "looked_after"})
    assert done.headers["Location"] == f"{payment_page}?erledigt=looked_after"
    assert "Hinweis erledigt" in treasurer.text(payment_page)
    assert "Rückforderung der Bank: offen" in kim.text(paid_case.path)


def test_a_lost_dispute_stands_on_the_case_page(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    with bind(offenbach):
        Payment.objects.update(state="charged_back")
    assert "Die Bank hat das Geld zurückgeholt" in clerk(offenbach).text(paid_case.path)


def test_the_payment_order_is_there_once_it_is_released(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    treasurer = clerk(offenbach, "treasury", "lou")
    refund = _propose(clerk(offenbach), paid_case)
    assert treasurer.get(f"{LIST}erstattung/{refund.id}/anordnung.pdf").status_code == 404
    _press(treasurer, refund, "release")
    paper = treasurer.get(f"{LIST}erstattung/{refund.id}/anordnung.pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Cache-Control"] == "no-store"
    file = treasurer.get(f"{LIST}anordnungen.csv").content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("anordnung;freigegeben_am;kassenzeichen")
    assert len(file.splitlines()) == 2


@pytest.mark.parametrize("role", ["clerk", "reader", "editor", "data_protection"])
def test_who_may_not_see_the_money_does_not(
    offenbach: Any, clerk: Callable[..., Clerk], paid_case: Received, role: str
) -> None:
    refund, person = _propose(clerk(offenbach), paid_case), clerk(offenbach, role, "max")
    with bind(offenbach):
        payment = Payment.objects.get().id
    for path in ("", "anordnungen.csv", f"zahlung/{payment}/", f"erstattung/{refund.id}/anordnung.pdf"):
        assert person.get(f"{LIST}{path}").status_code == 403, path
    assert _press(person, refund, "release").status_code == 403
    assert _state(paid_case, refund) == "proposed"


def test_one_citys_treasurer_reaches_nothing_of_the_other(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Clerk], paid_case: Received
) -> None:
    refund, stranger = _propose(clerk(offenbach), paid_case), clerk(wiesbaden, "treasury", "lou")
    assert _press(stranger, refund, "release").status_code == 404
    assert paid_case.reference[:4] not in stranger.text(LIST)
    assert _state(paid_case, refund) == "proposed"
