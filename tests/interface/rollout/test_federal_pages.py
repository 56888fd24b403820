"""The operator's pages for federal values: drafted by one person, seen in full, published by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.test import Client

from billing.fees.federal import fee_cents
from config.reports import report_city
from configuration.federal import queries
from configuration.federal.models import Draft, Publication
from configuration.operations import publish
from configuration.queries import in_force
from declarations.releases import Texts
from kernel.clock import german_day
from onboarding.rollout.models import OperatorAction
from tenants.binding import OWNER, bind, bind_owner, bind_public
from tests.support import cases
from tests.support import federal as support

FEE = {
    "valid_from_0": "1", "valid_from_1": "7", "valid_from_2": "2027", "value_amount": "31,50",
    "source": "BGBl. 2027 I Nr. 1", "reason": "Die Gebühr steigt.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield
    queries.forget()


@pytest.fixture
def robin(signed_in: Callable[..., Client]) -> Client:
    return signed_in("ops")


@pytest.fixture
def alex(robin: Client, signed_in: Callable[..., Client]) -> Client:
    """A second person of the same role."""
    return signed_in("ops", who="Alex Freigabe")


def _drafted(browser: Client, **changes: str) -> str:
    answer = browser.post("/bundeswerte/fee/entwerfen/", FEE | changes)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def _seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_the_list_says_what_holds_since_when_and_by_which_law(robin: Client) -> None:
    page = _text(robin, "/bundeswerte/")
    for said in ("29,00 €", "1. September 2017", "§ 47 Abs. 1 Nr. 12 AufenthV", "1.587,40 €", "563,00 €", "Entwurf"):
        assert said in page
    assert "Nach dem 31. Dezember 2026 fehlt ein Wert" in page


def test_one_person_drafts_another_publishes_and_every_city_follows(
    robin: Client, alex: Client, cities: Any, at: datetime
) -> None:
    for city in cities:
        report_city(city, at=at)
    address = _drafted(robin)
    own = _text(robin, address)
    assert "Freigeben muss jemand anderes" in own
    page = _text(alex, address)
    for said in ("29,00 €", "31,50 €", "63,00 €", "Er betrifft 2 Städte", "Die Gebühr steigt.", "BGBl. 2027 I Nr. 1"):
        assert said in page
    done = alex.post(f"{address}freigeben/", {"seen": _seen(page), "checked": "on"})
    assert done.status_code == 302
    after = _text(alex, done["Location"])
    assert "Der Wert gilt für Deutschland ab dem 1. Juli 2027" in after
    assert "Ab 1. Juli 2027: 31,50 €" in after
    for city in cities:
        with bind(city):
            assert fee_cents(german_day(at)) == 2900
            assert fee_cents(date(2027, 7, 1)) == 3150
    with bind_public():
        told = list(OperatorAction.objects.order_by("id").values_list("action", "operator"))
        assert OperatorAction.objects.get(action="federal.published").details["cities"] == 2
    assert told == [("federal.drafted", "ops@zusage.example"), ("federal.published", "alex@zusage.example")]
    assert "Bundeswert veröffentlicht" in _text(alex, "/protokoll/")
    assert "29,00 €" in _text(alex, address), "what it replaced stays on its page"


def test_the_drafter_is_refused_also_without_the_button(robin: Client) -> None:
    address = _drafted(robin)
    with bind_public():
        seen = support.seen_by(Draft.objects.get())
    answer = robin.post(f"{address}freigeben/", {"seen": seen, "checked": "on"})
    assert answer.status_code == 409
    assert "Freigeben muss eine andere Person" in answer.content.decode()
    with bind_public():
        assert not Publication.objects.exists()
        assert not OperatorAction.objects.filter(action="federal.published").exists()


def test_without_the_tick_or_with_an_old_page_nothing_is_published(robin: Client, alex: Client) -> None:
    address = _drafted(robin)
    page = _text(alex, address)
    assert "Hier fehlt noch Ihr Häkchen" in alex.post(f"{address}freigeben/", {"seen": _seen(page)}).content.decode()
    other = _drafted(robin, value_amount="32,00")
    alex.post(f"{other}freigeben/", {"seen": _seen(_text(alex, other)), "checked": "on"})
    answer = alex.post(f"{address}freigeben/", {"seen": _seen(page), "checked": "on"})
    assert answer.status_code == 409
    assert "Das ist eine Berichtigung" in answer.content.decode()
    with bind_public():
        assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"valid_from_2": "2026", "valid_from_1": "11", "valid_from_0": "22"}, "nicht vor dem 23. November 2026"),
        ({"value_amount": "viel"}, "Schreiben Sie den Betrag in Ziffern"),
        ({"value_amount": "29,00"}, "der dann ohnehin gilt"),
        ({"value_amount": "0"}, "größer als null"),
        ({"source": ""}, "Bitte ergänzen Sie: Quelle"),
        ({"reason": "x" * 500}, "zu lang"),
    ],
)
def test_a_malformed_draft_is_refused_at_its_field(robin: Client, changes: dict[str, str], said: str) -> None:
    answer = robin.post("/bundeswerte/fee/entwerfen/", FEE | changes)
    assert answer.status_code == 200
    assert said in answer.content.decode().replace("\xa0", " ")
    with bind_public():
        assert not Draft.objects.exists()
        assert not OperatorAction.objects.exists()


def test_a_table_is_drafted_from_todays_with_an_example(robin: Client, alex: Client) -> None:
    form = _text(robin, "/bundeswerte/garnishment/entwerfen/")
    assert 'value="1.587,40"' in form
    raw = {
        "valid_from_0": "1", "valid_from_1": "8", "valid_from_2": "2027", "value_valid_to_0": "30", "value_valid_to_1": "6",
        "value_valid_to_2": "2028", "value_basic_exemption": "1.700,00", "value_first_dependant": "640",
        "value_further_dependant": "356", "value_fully_attachable_above": "5200", "source": "BGBl. 2027 I Nr. 9",
        "reason": "Bekanntmachung",
    }  # fmt: skip
    address = robin.post("/bundeswerte/garnishment/entwerfen/", raw)["Location"]
    page = _text(alex, address)
    assert "Vom 1. Juli 2027 bis zum 31. Juli 2027 wäre kein Wert bekannt" in page
    assert "1.587,40 €" in page
    assert "1.700,00 €" in page


def test_the_need_may_be_a_lands_own_and_its_example_is_worked_out(robin: Client, alex: Client) -> None:
    raw = {
        "land": "HE", "valid_from_0": "1", "valid_from_1": "1", "valid_from_2": "2027", "value_valid_to_0": "31",
        "value_valid_to_1": "12", "value_valid_to_2": "2027", "value_amount": "600", "source": "GVBl. Hessen",
        "reason": "Eigener Regelsatz",
    }  # fmt: skip
    address = robin.post("/bundeswerte/standard_need/entwerfen/", raw)["Location"]
    page = _text(alex, address)
    assert "Gilt für: Hessen" in page
    assert "1.990,00 €" in page  # 1,587.40 exempt and half of 563: what the example was before
    assert "2.020,00 €" in page
    alex.post(f"{address}freigeben/", {"seen": _seen(page), "checked": "on"})
    shown = _text(alex, "/bundeswerte/standard_need/")
    assert "Ab 1. Januar 2027: 600,00 € (Hessen)" in shown


def test_texts_are_edited_as_a_whole_and_the_words_that_change_are_marked(robin: Client, alex: Client) -> None:
    (release,) = Texts.shipped()
    raw = release.value.model_dump(mode="json") | {"version": "2027-01-1", "state": "released"}
    raw["texts"][0]["body"]["de"] = raw["texts"][0]["body"]["de"].replace("höchstens fünf", "höchstens drei")
    given = {key: FEE[key] for key in FEE if key != "value_amount"}
    form = robin.get("/bundeswerte/texts/entwerfen/").content.decode()
    assert "liability_scope" in form
    assert "Entwurf</dd>" in robin.get("/bundeswerte/texts/").content.decode().replace("\n", "")
    wrong = raw | {"texts": [{**raw["texts"][0], "nature": "joke"}, *raw["texts"][1:]]}
    for text, said in (
        (yaml.safe_dump(wrong, allow_unicode=True), "texts.0.nature: Möglich sind hier"),
        ("version: [", "Zeile 1 lässt sich nicht lesen"),
        ("- a", "Angaben mit Namen"),
    ):
        refused = robin.post("/bundeswerte/texts/entwerfen/", given | {"value": text})
        assert said in refused.content.decode()
    answer = robin.post("/bundeswerte/texts/entwerfen/", given | {"value": yaml.safe_dump(raw, allow_unicode=True)})
    page = _text(alex, answer["Location"])
    assert "<del>fünf</del><ins>drei</ins>" in page
    assert "Den ganzen Inhalt lesen" in page


def test_cities_with_a_rule_of_their_own_are_counted_apart(
    robin: Client, offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    cases.file(offenbach, at=at)
    with bind(wiesbaden):
        before = in_force(at=at)
        document = before.stored
        own = {name: part["value"] for name, part in document.items()}
        own["credit"] = own["credit"] | {"need_rule": {"kind": "fixed_per_person", "amount": "582.00"}}
        version, _changed = publish(raw=own, author="test", at=at)
    try:
        for city in (offenbach, wiesbaden):
            report_city(city, at=at)
        raw = {"valid_to": "2027-12-31", "amount": "600.00"}
        first = date(2027, 1, 1)
        row = support.draft(support.wanted("standard_need", first, raw), at=at)
        page = _text(robin, f"/bundeswerte/entwurf/{row.pk}/")
        assert "Er betrifft 1 Stadt." in page
        assert "1 Fall noch nicht geprüft" in page
    finally:
        with bind_owner(wiesbaden.schema_name):
            type(version).objects.using(OWNER).filter(pk=version.pk).delete()


def test_a_draft_can_be_withdrawn_and_is_then_closed(robin: Client, alex: Client) -> None:
    address = _drafted(robin)
    page = _text(alex, address)
    assert alex.post(f"{address}zurueckziehen/").status_code == 302
    assert "Zurückgezogen von Alex Freigabe" in _text(robin, address)
    answer = alex.post(f"{address}freigeben/", {"seen": _seen(page), "checked": "on"})
    assert answer.status_code == 409
    assert "Kein Entwurf wartet" in _text(robin, "/bundeswerte/fee/")


def test_others_may_look_and_not_touch(robin: Client, signed_in: Callable[..., Client]) -> None:
    address = _drafted(robin)
    auditor = signed_in("auditor")
    assert "Neuen Wert entwerfen" not in _text(auditor, "/bundeswerte/fee/")
    page = _text(auditor, address)
    assert "Freigeben und veröffentlichen" not in page
    assert auditor.get("/bundeswerte/fee/entwerfen/").status_code == 403
    for what in ("freigeben", "zurueckziehen"):
        assert auditor.post(f"{address}{what}/", {"seen": "x", "checked": "on"}).status_code == 403


def test_what_is_not_there_is_not_found(robin: Client) -> None:
    for address in ("wetter/", "wetter/entwerfen/", "entwurf/99/"):
        assert robin.get(f"/bundeswerte/{address}").status_code == 404
    assert robin.get("/bundeswerte/fee/?neu=99").status_code == 200
    assert robin.get("/bundeswerte/fee/?neu=x").status_code == 200


def _run(*arguments: str) -> int:
    from config.cli.main import parser

    parsed = parser().parse_args(["federal", *arguments])
    return int(parsed.run(parsed))


def test_the_same_from_a_shell(robin: Client, alex: Client, tmp_path: Path, capsys: Any) -> None:
    assert _run("list") == 0
    assert "fee\t2017-09-01\t29,00\xa0€\tshipped\t§ 47" in capsys.readouterr().out
    assert _run("export", "fee") == 0
    document = yaml.safe_load(capsys.readouterr().out)
    changed = document | {"valid_from": date(2027, 7, 1), "reason": "Neu", "value": {"amount": "31.50"}}
    file = tmp_path / "fee.yaml"
    file.write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
    assert _run("draft", str(file), "--as", "ops@zusage.example") == 0
    with bind_public():
        number = str(Draft.objects.get().pk)
    assert _run("diff", number) == 0
    assert "29,00\xa0€ -> 31,50\xa0€" in capsys.readouterr().out
    assert _run("approve", number, "--as", "ops@zusage.example") == 1
    assert "same_person" in capsys.readouterr().err
    assert _run("approve", number, "--as", "alex@zusage.example") == 0
    assert _run("show", "fee") == 0
    assert "2027-07-01\t31,50\xa0€\tedition 1" in capsys.readouterr().out
    assert _run("withdraw", number, "--as", "ops@zusage.example") == 1
    with bind_public():
        assert list(OperatorAction.objects.order_by("id").values_list("action", flat=True)) == [
            "federal.drafted", "federal.published",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("kind: fee\n", "needs the keys"),
        ("kind: fee\nvalid_from: 2027-07-01\nvalue: {amount: 1}\ncolour: x\n", "unknown key colour"),
        ("kind: fee\nvalid_from: soon\nvalue: {amount: 1}\n", "valid_from"),
        ("kind: fee\nvalid_from: 2027-07-01\nvalue: {amount: x}\nsource: a\nreason: b\n", "value.amount: "),
        ("kind: [\n", "line 2"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(
    robin: Client, tmp_path: Path, capsys: Any, content: str, said: str
) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(content, "utf-8")
    assert _run("draft", str(file), "--as", "ops@zusage.example") == 1
    assert said in capsys.readouterr().err
    with bind_public():
        assert not Draft.objects.exists()


def test_a_stranger_cannot_draft_from_a_shell(robin: Client, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("kind: fee\nvalid_from: 2027-07-01\nvalue: {amount: 31}\nsource: a\nreason: b\n", "utf-8")
    assert _run("draft", str(file), "--as", "niemand@zusage.example") == 1
    assert "no operator" in capsys.readouterr().err
