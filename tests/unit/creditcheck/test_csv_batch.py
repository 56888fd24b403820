import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditcheck.csv_batch import check_rows

HEADER = "id,kind,table_valid_from,stay,dependants,guests_adult,guests_minor,need_month,net_income,expected_result"


def check(*rows: str, header: str = HEADER) -> list[dict[str, Any]]:
    return list(check_rows([f"{line}\n" for line in (header, *rows)]))


def reason_codes(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["reasons"]]


def test_every_numeric_row_of_the_worked_examples_comes_out(dossier: Callable[[str], list[Path]]) -> None:
    (path,) = dossier("worked_examples.csv")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    expected = list(csv.DictReader(lines))
    found = list(check_rows(lines))
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    for row, wanted in zip(found, expected, strict=True):
        if not wanted["net_income"]:
            assert row["result"] == "CANNOT_BE_CALCULATED"
            assert reason_codes(row) == ["columns_missing"]
            continue
        assert float(row["attachable_amount"]) == float(wanted["attachable_expected"])
        assert float(row["minimum_net"]) == float(wanted["min_net_expected"])
        assert row["result"] == wanted["expected_result"]


@pytest.mark.parametrize(
    ("row", "attachable", "minimum", "result"),
    [
        ("T01,published,2024-07-01,short,0,1,0,281.50,1900,X", "285.78", "1900.00", "PROVEN"),
        ("T07,published,2023-07-01,short,2,1,1,422.25,3280,X", "422.38", "3280.00", "PROVEN"),
        ("T10,published,2022-07-01,short,0,1,0,502.00,2050,X", "503.89", "2050.00", "PROVEN"),
        ("T16,published,2019-07-01,long,3,1,0,582.00,3747,X", "582.00", "3747.00", "PROVEN"),
        ("T22,derived,2026-07-01,short,3,2,2,844.50,4866.30,X", "602.86", "5107.94", "NOT_PROVEN"),
        ("T26,derived,2026-06-30,short,0,1,0,281.50,1960,X", "283.50", "1960.00", "PROVEN"),
        ("x,derived,2026-07-01,short,0,1,0,281.50,1989.99,X", "274.82", "1990.00", "NOT_PROVEN"),
    ],
)
def test_rows_with_numbers(row: str, attachable: str, minimum: str, result: str) -> None:
    (found,) = check(row)
    assert (found["attachable_amount"], found["minimum_net"], found["result"]) == (attachable, minimum, result)
    assert "X" not in json.dumps(found)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("a,rule,,,,,,,,PROVEN", ["columns_missing"]),
        ("a,,2026-07-01,,0,1,0,281.50,-1,PROVEN", ["negative_number"]),
        ("a,,2026-07-01,,-1,1,0,281.50,2000,PROVEN", ["negative_number"]),
        ("a,,2026-07-01,,0,-1,0,281.50,2000,PROVEN", ["negative_number"]),
        ("a,,2026-07-01,,0,0,0,281.50,2000,PROVEN", ["no_guests"]),
        ("a,,2026-07-01,,0,1,0,0,2000,PROVEN", ["need_not_positive"]),
        ("a,,2018-07-01,,0,1,0,281.50,2000,PROVEN", ["no_table"]),
        ("a,,2027-07-01,,0,1,0,281.50,2000,PROVEN", ["no_table"]),
    ],
)
def test_rows_that_cannot_be_calculated_say_why(row: str, codes: list[str]) -> None:
    (found,) = check(row)
    assert found["result"] == "CANNOT_BE_CALCULATED"
    assert reason_codes(found) == codes
    assert "error" not in found


def test_missing_columns_are_named_and_what_can_be_worked_out_is() -> None:
    (found,) = check("a,,2026-07-01,,0,1,0,281.50,,PROVEN")
    assert "net_income" in found["reasons"][0]["text"]
    assert (found["attachable_amount"], found["minimum_net"]) == (None, "1990.00")


GOOD = "good,,2026-07-01,short,0,1,0,281.50,1990,"


@pytest.mark.parametrize(
    "bad",
    [
        "bad,,2026-02-31,,0,1,0,281.50,2000,",
        "bad,,01.07.2026,,0,1,0,281.50,2000,",
        "bad,,2026-07-01,,zwei,1,0,281.50,2000,",
        "bad,,2026-07-01,,0,1,0,NaN,2000,",
        "bad,,2026-07-01,,0,1,0,281.50,1e9,",
        "bad,,2026-07-01,,0,1,0,281.50,2000.005,",
        'bad,,2026-07-01,,0,1,0,281.50,"2.000,00",',
        "bad,,2026-07-01,,٣,1,0,281.50,2000,",
        "bad,too,few",
        "bad,,2026-07-01,,0,1,0,281.50,2000,,one,two",
        'bad,"never closed,2026-07-01,,0,1,0,281.50,2000,',
        'bad,"closed"wrongly,2026-07-01,,0,1,0,281.50,2000,',
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_stops_nothing(bad: str) -> None:
    found = check(GOOD, bad, GOOD, GOOD)
    assert [row["result"] for row in found] == ["PROVEN", "CANNOT_BE_CALCULATED", "PROVEN", "PROVEN"]
    assert found[1]["line"] == 3
    assert found[1]["error"]
    assert "2000" not in found[1]["error"]


def test_a_quotation_mark_closed_in_a_later_row_does_not_swallow_the_rows_between() -> None:
    found = check('bad,"opened', GOOD, 'closed",worse')
    assert [(row["id"], row["result"], row.get("line")) for row in found] == [
        ("bad", "CANNOT_BE_CALCULATED", 2),
        ("good", "PROVEN", None),
        ('closed"', "CANNOT_BE_CALCULATED", 4),
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = check('a,"two\nlines",2026-07-01,,0,1,0,281.50,1990,', "", "bad,row")
    assert [(row["id"], row.get("line")) for row in found] == [("a", None), ("bad", 4)]


def test_a_file_without_the_needed_columns_is_one_error() -> None:
    (found,) = check("1,2", header="id,kind")
    assert found["line"] == 1
    assert "net_income" in found["error"]
    assert next(check_rows([]))["line"] == 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    (found,) = check_rows([f"\ufeff{HEADER}\r\n", f"{GOOD}\r\n"])
    assert (found["id"], found["result"]) == ("good", "PROVEN")
