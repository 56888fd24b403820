"""The file for the cash system is described in fields, without anybody writing its text; rare parts are kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tenants.binding import bind
from tests.interface.desk.clerks import words

PAGE = "/verwaltung/kassendatei/"
SECTION = "/verwaltung/abschnitt/books/"


def _kept(city: Any) -> Any:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("books").value["cash_file"]


def _faults(city: Any) -> list[Any]:
    from configuration import drafting

    with bind(city):
        return drafting.section_of("books").faults


def test_a_file_of_three_fields_is_made_field_by_field(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert f'href="{PAGE}"' in mika.get(SECTION).content.decode()
    assert (
        mika.send(
            PAGE, cash_file__shape="csv", cash_file__titles="ja", f0_source="reference", f0_title="Zeichen"
        ).status_code
        == 302
    )
    assert mika.send(PAGE, f1_source="amount", f1_decimals="cents").status_code == 302
    assert mika.send(PAGE, f2_source="day").status_code == 302
    kept = _kept(offenbach)
    assert [column["source"] for column in kept["columns"]] == ["reference", "amount", "day"]
    assert (kept["shape"], kept["titles"], kept["columns"][0]["title"]) == ("csv", True, "Zeichen")
    assert kept["columns"][1]["decimals"] == "cents"
    assert _faults(offenbach) == []
    assert mika.send(PAGE, f1_weg="on").status_code == 302
    assert [column["source"] for column in _kept(offenbach)["columns"]] == ["reference", "day"]


def test_what_is_missing_is_said_and_nothing_is_lost(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send(PAGE, cash_file__shape="fixed", f0_source="amount", f0_title="Betrag").status_code == 302
    page = mika.get(PAGE)
    assert "Bei festen Breiten braucht jedes Feld eine Breite." in words(page)
    assert 'value="Betrag"' in page.content.decode()


def test_parts_that_no_field_asks_for_stay(offenbach: Any, official: Any) -> None:
    from configuration import drafting
    from configuration.drafting import Editor
    from kernel.clock import now

    mika = official(offenbach)
    rare = {"source": "amount", "width": 12, "align": "right", "pad": "0", "unsigned": True}
    with bind(offenbach), transaction.atomic():
        there = drafting.section_of("books")
        value = {**there.value, "cash_file": {"shape": "fixed", "columns": [rare]}}
        drafting.save(name="books", value=value, seen=there.stand, by=Editor(1, "X"), at=now())
    assert mika.send(PAGE, f0_width="14").status_code == 302
    assert _kept(offenbach)["columns"] == [{**rare, "width": 14}]


def test_two_people_do_not_overwrite_each_other(offenbach: Any, official: Any) -> None:
    mika, jo = official(offenbach), official(offenbach, "editor", "jo")
    path, opened = mika.filled(PAGE, cash_file__shape="csv", f0_source="amount")
    assert jo.send(PAGE, cash_file__shape="csv", f0_source="day").status_code == 302
    assert mika.post(path, opened).status_code == 409
    assert [column["source"] for column in _kept(offenbach)["columns"]] == ["day"]
