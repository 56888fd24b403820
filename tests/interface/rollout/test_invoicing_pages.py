"""The operator's pages for invoicing: from a tariff to money on the account, by two people."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from billing.invoicing import tasks
from billing.invoicing.models import Contract, Invoice, Payer, Plan
from kernel.money import euros
from onboarding.rollout.models import OperatorAction
from tenants.binding import bind_public
from tests.support.invoicing import SELLER, a_contract, a_payer, a_plan, counted

PLAN = {
    "name": "Grundtarif", "setup": "2.500", "yearly_s": "1.200", "yearly_m": "2.400", "yearly_l": "4.800", "yearly_xl": "9.600",
    "case": "3,90", "counted": "submitted", "valid_from_0": "1", "valid_from_1": "1", "valid_from_2": "2026",
}  # fmt: skip
PAYER = {
    "kind": "data_centre", "name": "ekom21 KGRZ", "street": "Carlo-Mierendorff-Straße 11", "postcode": "35398",
    "town": "Gießen", "leitweg_id": "04011000-1234512345-06", "email": "rechnung@ekom.example",
}  # fmt: skip
CONTRACT = {
    "city": "offenbach", "size": "M", "rhythm": "monthly", "starts_on_0": "1", "starts_on_1": "10", "starts_on_2": "2026",
    "notice_months": "3", "with_setup": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def that_day(at: datetime, settings: Any) -> Iterator[None]:
    settings.INVOICE_SELLER = SELLER.model_dump_json()
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield


@pytest.fixture
def robin(signed_in: Callable[..., Client]) -> Client:
    return signed_in("ops")


@pytest.fixture
def finn(robin: Client, signed_in: Callable[..., Client]) -> Client:
    """The second person, who keeps the accounts."""
    return signed_in("finance", who="Finn Konto")


def _text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def _sent(browser: Client, address: str, told: dict[str, str]) -> str:
    answer = browser.post(address, told)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_from_a_tariff_to_money_on_the_account(robin: Client, finn: Client, offenbach: Any, at: datetime) -> None:
    for address in ("/abrechnung/", "/abrechnung/vertraege/", "/abrechnung/tarife/", "/abrechnung/nutzung/"):
        assert "Abrechnung" in _text(robin, address)
    _sent(robin, "/abrechnung/tarife/neu/", PLAN)
    _sent(robin, "/abrechnung/zahler/neu/", PAYER)
    with bind_public():
        keys = {"plan": str(Plan.objects.get().pk), "payer": str(Payer.objects.get().pk)}
    _sent(robin, "/abrechnung/vertraege/neu/", CONTRACT | keys)
    page = _text(robin, "/abrechnung/vertraege/")
    assert "ekom21 KGRZ" in page
    assert "2.400,00 €" in page
    with bind_public():
        counted(offenbach, date(2026, 10, 1), [2] * 31, at=at)
    usage = _text(robin, "/abrechnung/nutzung/?monat=2026-10")
    assert "62 eingegangen, 31 ausgestellt" in usage
    after = _sent(robin, "/abrechnung/laeufe/2026-10/entwerfen/", {})
    assert "Neu: 1. Schon da: 0. Nichts zu berechnen: 0." in _text(robin, after)
    with bind_public():
        invoice = Invoice.objects.get()
    address = f"/abrechnung/rechnungen/{invoice.pk}/"
    assert "Ausstellen muss jemand anderes" in _text(robin, address)
    assert robin.post(f"{address}ausstellen/").status_code == 409
    _sent(finn, f"{address}ausstellen/", {})
    said = _text(finn, address)
    for text in (
        "Rechnung Z2026-00001",
        "62",
        "241,80 €",
        "Umsatzsteuer",
        "22. Dezember 2026",
        "Robin Ops",
        "Finn Konto",
    ):
        assert text in said, text
    assert "Z2026-00001" in _text(robin, "/abrechnung/")
    run = "/abrechnung/laeufe/2026-10/"
    assert "0 von 1 Rechnungen fertig" in _text(robin, run)
    assert "werden gerade erstellt" in _text(robin, address)
    assert _goes_back(finn, f"{address}datei/pdf/") == address
    assert _goes_back(finn, f"{run}herunterladen/") == run
    _make_papers()
    assert "werden gerade erstellt" not in _text(robin, address)
    for kind, begin in (("pdf", b"%PDF"), ("xml", b"<?xml")):
        assert finn.get(f"{address}datei/{kind}/").content.startswith(begin)
    with zipfile.ZipFile(BytesIO(finn.get("/abrechnung/laeufe/2026-10/herunterladen/").content)) as bundle:
        assert len(bundle.namelist()) == 3
    money = f"{invoice.gross_cents // 100},{invoice.gross_cents % 100:02d}"
    day = {"received_on_0": "20", "received_on_1": "11", "received_on_2": "2026"}
    assert robin.post(f"{address}zahlung/", {"amount": money, **day}).status_code == 403, "only who keeps the accounts"
    _sent(finn, f"{address}zahlung/", {"amount": money, **day})
    assert "Bezahlt" in _text(finn, address)
    assert "Alles, was ausgestellt wurde, ist bezahlt" in _text(finn, "/abrechnung/")
    with bind_public():
        told = list(OperatorAction.objects.order_by("id").values_list("action", flat=True))
    assert told == [f"invoicing.{name}" for name in ("plan", "payer", "contract", "drawn_up", "issued", "transfer")]
    assert "Zahlungseingang vermerkt" in _text(robin, "/protokoll/")


def test_a_late_invoice_says_for_how_long(robin: Client, finn: Client, offenbach: Any, at: datetime) -> None:
    number = _issued(robin, finn, offenbach)
    with time_machine.travel(at + timedelta(days=40), tick=True):
        robin.post("/anmelden/", {"email": "ops@zusage.example", "password": "Probe-2026-Zusage"})
        assert "10 Tage überfällig" in _text(robin, "/abrechnung/")
    assert number == "Z2026-00001"


def test_a_credit_note_is_drawn_up_by_one_and_let_out_by_another(robin: Client, finn: Client, offenbach: Any) -> None:
    _issued(robin, finn, offenbach)
    with bind_public():
        invoice = Invoice.objects.get()
    note = _sent(finn, f"/abrechnung/rechnungen/{invoice.pk}/gutschrift/", {})
    assert finn.post(f"{note}ausstellen/").status_code == 409
    _sent(robin, f"{note}ausstellen/", {})
    assert "Durch Gutschrift aufgehoben" in _text(robin, f"/abrechnung/rechnungen/{invoice.pk}/")


def test_a_draft_can_be_put_away(robin: Client, offenbach: Any) -> None:
    with bind_public():
        _contract(offenbach)
    robin.post("/abrechnung/laeufe/2026-10/entwerfen/")
    with bind_public():
        invoice = Invoice.objects.get()
    _sent(robin, f"/abrechnung/rechnungen/{invoice.pk}/verwerfen/", {})
    assert "Verworfen" in _text(robin, f"/abrechnung/rechnungen/{invoice.pk}/")
    assert "Noch keine Rechnung" in _text(robin, "/abrechnung/laeufe/2026-10/")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"leitweg_id": "04011000-1234512345-07"}, "Die Leitweg-ID stimmt nicht"), ({"postcode": "3539"}, "fünf Ziffern"),
     ({"email": ""}, "E-Mail-Adresse oder das Portal"), ({"vat_id": "DE1"}, "neun Ziffern")],
)  # fmt: skip
def test_a_payer_says_what_is_wrong(robin: Client, changes: dict[str, str], said: str) -> None:
    answer = robin.post("/abrechnung/zahler/neu/", PAYER | changes)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    with bind_public():
        assert not Payer.objects.exists()


def test_a_second_contract_at_the_same_time_is_refused_and_the_first_can_be_ended(
    robin: Client, offenbach: Any
) -> None:
    with bind_public():
        contract = _contract(offenbach)
    keys = {"plan": str(contract.plan_id), "payer": str(contract.payer_id)}
    answer = robin.post("/abrechnung/vertraege/neu/", CONTRACT | keys)
    assert "in dieser Zeit schon einen Vertrag" in answer.content.decode()
    end = {"ends_on_0": "30", "ends_on_1": "9", "ends_on_2": "2026", "notice_months": "3", "payer": keys["payer"]}
    _sent(robin, f"/abrechnung/vertraege/{contract.pk}/", end)
    _sent(robin, "/abrechnung/vertraege/neu/", CONTRACT | keys)
    with bind_public():
        assert Contract.objects.count() == 2


@pytest.mark.parametrize("run", ["2026-11", "2026"])
def test_what_is_not_over_is_not_drawn_up(robin: Client, run: str) -> None:
    assert "noch nicht vorbei" in _text(robin, f"/abrechnung/laeufe/{run}/")
    assert robin.post(f"/abrechnung/laeufe/{run}/entwerfen/").status_code == 409


def test_without_the_operators_own_data_the_page_says_which_setting_lacks(robin: Client, settings: Any) -> None:
    settings.INVOICE_SELLER = ""
    answer = robin.post("/abrechnung/laeufe/2026-10/entwerfen/")
    assert answer.status_code == 409
    assert "INVOICE_SELLER" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["laeufe/x/", "laeufe/2026-13/herunterladen/", "rechnungen/9/", "zahler/9/", "vertraege/9/"]
)
def test_what_is_not_there_is_not_found(robin: Client, address: str) -> None:
    assert robin.get(f"/abrechnung/{address}").status_code == 404


def test_support_sees_no_invoices_and_an_auditor_changes_none(signed_in: Callable[..., Client]) -> None:
    support, auditor = signed_in("support"), signed_in("auditor")
    assert support.get("/abrechnung/").status_code == 403
    assert "Abrechnung" not in support.get("/").content.decode()
    assert auditor.get("/abrechnung/").status_code == 200
    for address in (
        "tarife/neu/",
        "zahler/neu/",
        "vertraege/neu/",
        "laeufe/2026-10/entwerfen/",
        "rechnungen/1/ausstellen/",
    ):
        assert auditor.post(f"/abrechnung/{address}").status_code == 403


def test_an_invoice_is_sent_once_and_again_only_if_somebody_wants_it(
    robin: Client, finn: Client, offenbach: Any, mailoutbox: list[Any]
) -> None:
    _issued(robin, finn, offenbach)
    address = _address()
    assert robin.post(f"{address}schicken/", {"nr": "1"}).status_code == 409, "its files are not made yet"
    _make_papers()
    assert "An rechnung@offenbach.example schicken" in _text(robin, address)
    for browser in (robin, robin, finn):
        _sent(browser, f"{address}schicken/", {"nr": "1"})
    assert "wartet auf den Versand" in _text(robin, address)
    assert robin.post(f"{address}schicken/", {"nr": "2"}).status_code == 409, "it is still under way"
    _send_mails()
    assert len(mailoutbox) == 1
    said = _text(robin, address)
    assert "per E-Mail an rechnung@offenbach.example, verschickt (Robin Ops)" in said
    assert "Noch einmal an rechnung@offenbach.example schicken" in said
    assert "verschickt" in _text(robin, "/abrechnung/laeufe/2026-10/")
    _sent(finn, f"{address}schicken/", {"nr": "2"})
    _send_mails()
    assert len(mailoutbox) == 2
    with bind_public():
        assert OperatorAction.objects.filter(action="invoicing.sent").count() == 2


def test_a_whole_run_is_sent_with_one_click_and_not_twice(
    robin: Client, finn: Client, offenbach: Any, wiesbaden: Any, mailoutbox: list[Any]
) -> None:
    with bind_public(), transaction.atomic():
        a_contract(wiesbaden, a_plan("Anderer"), a_payer(email="kasse@wiesbaden.example"))
    _issued(robin, finn, offenbach)
    with bind_public():
        second = Invoice.objects.get(state="draft")
    _sent(finn, f"/abrechnung/rechnungen/{second.pk}/ausstellen/", {})
    _make_papers()
    run = "/abrechnung/laeufe/2026-10/"
    assert "2 Rechnungen per E-Mail schicken" in _text(robin, run)
    assert "2 Rechnungen gehen per E-Mail hinaus" in _text(robin, _sent(robin, f"{run}schicken/", {}))
    assert _sent(robin, f"{run}schicken/", {}).endswith("?verschickt=0")
    _send_mails()
    assert sorted(mail.to[0] for mail in mailoutbox) == ["kasse@wiesbaden.example", "rechnung@offenbach.example"]


def test_an_invoice_for_a_portal_is_noted_by_the_person_who_uploaded_it(
    robin: Client, finn: Client, offenbach: Any
) -> None:
    with bind_public():
        contract = _contract(offenbach)
    told = {"payer": str(contract.payer_id), "notice_months": "3", "portal": "OZG-RE"}
    _sent(robin, f"/abrechnung/vertraege/{contract.pk}/", told)
    assert "OZG-RE" in _text(robin, "/abrechnung/vertraege/")
    _issue(robin, finn)
    address = _address()
    _make_papers()
    assert f"{address}uebergeben/?nr=1" in _text(robin, address)
    assert robin.post(f"{address}schicken/", {"nr": "1"}).status_code == 409
    form = f"{address}uebergeben/?nr=1"
    day = {"handed_on_0": "22", "handed_on_1": "11", "handed_on_2": "2026"}
    assert "noch nicht ausgestellt" in robin.post(form, day | {"handed_on_0": "21"}).content.decode()
    assert "in der Zukunft" in robin.post(form, day | {"handed_on_0": "23"}).content.decode()
    for _click in range(2):
        _sent(robin, form, day)
    said = _text(robin, address)
    assert said.count("22. November 2026: über OZG-RE übergeben (Robin Ops)") == 1
    assert "am 22. November 2026 über OZG-RE übergeben" in _text(robin, "/abrechnung/laeufe/2026-10/")


def test_money_in_parts_and_too_much_is_said(robin: Client, finn: Client, offenbach: Any, at: datetime) -> None:
    _issued(robin, finn, offenbach)
    address = _address()
    with bind_public():
        gross = Invoice.objects.get().gross_cents
    day = {"received_on_0": "22", "received_on_1": "11", "received_on_2": "2026"}
    _sent(finn, f"{address}zahlung/", {"amount": "100", **day})
    left = f"Noch offen: {euros(gross - 10_000)}".replace("\xa0", " ")
    for page in (address, "/abrechnung/laeufe/2026-10/"):
        assert left in _text(finn, page)
    with time_machine.travel(at + timedelta(days=40), tick=True):
        finn.post("/anmelden/", {"email": "finn@zusage.example", "password": "Probe-2026-Zusage"})
        for page in (address, "/abrechnung/laeufe/2026-10/", "/abrechnung/"):
            assert "10 Tage überfällig" in _text(finn, page), page
        _sent(finn, f"{address}zahlung/", {"amount": str(gross // 100), **day})
        assert "überfällig" not in _text(finn, address)
        assert "Zu viel gezahlt, zurückzuzahlen: " in _text(finn, address)
        assert "zurückzuzahlen" in _text(finn, "/abrechnung/")


def _contract(city: Any) -> Contract:
    with transaction.atomic():
        return a_contract(city)


def _address() -> str:
    with bind_public():
        return f"/abrechnung/rechnungen/{Invoice.objects.exclude(state='draft').get().pk}/"


def _goes_back(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 302
    return str(answer["Location"])


def _make_papers() -> None:
    tasks.make_papers.apply(throw=True)


def _send_mails() -> None:
    tasks.send_mails.apply(throw=True)


def _issued(robin: Client, finn: Client, city: Any) -> str:
    with bind_public():
        _contract(city)
    return _issue(robin, finn)


def _issue(robin: Client, finn: Client) -> str:
    robin.post("/abrechnung/laeufe/2026-10/entwerfen/")
    with bind_public():
        invoice = Invoice.objects.order_by("contract__city_name").first()
        assert invoice is not None
    _sent(finn, f"/abrechnung/rechnungen/{invoice.pk}/ausstellen/", {})
    with bind_public():
        return str(Invoice.objects.get(pk=invoice.pk).issue.number)
