import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from creditcheck.tables import PUBLISHED_TABLES, GarnishmentTable, UnableToCheck, attachable, minimum_net, table_for

CENT = Decimal("0.01")
TABLE_2026 = table_for(date(2026, 7, 1))
TABLES = st.sampled_from(PUBLISHED_TABLES)
AMOUNTS = st.integers(0, 900_000).map(lambda cents: Decimal(cents).scaleb(-2))
DEPENDANTS = st.integers(0, 9)
OFFICIAL_SUMS_2026 = ["375992.96", "179584.12", "110200.90", "60874.86", "28281.12", "9097.65"]
COLUMNS = [f"attachable_dep{count}" for count in range(5)] + ["attachable_dep5plus"]


def test_every_cell_of_the_official_tables_is_reproduced(dossier: Callable[[str], list[Path]]) -> None:
    cells = 0
    for path in dossier("pfaendungstabelle_*_monat.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                table = table_for(date.fromisoformat(row["valid_from"]))
                for dependants, column in enumerate(COLUMNS):
                    for net in (row["net_from"], row["net_to"]):
                        found = attachable(Decimal(net), dependants, table)
                        assert found == Decimal(row[column]), (row["valid_from"], net, dependants)
                    cells += 1
    assert cells >= 329 * 6


def test_the_sums_of_the_official_2026_table_come_out() -> None:
    """Needs no file: the printed rows run from 1,590 to 4,860 EUR in steps of ten."""
    nets = [Decimal(net) for net in range(1590, 4870, 10)]
    sums = [sum(attachable(net, dependants, TABLE_2026) for net in nets) for dependants in range(6)]
    assert sums == [Decimal(figure) for figure in OFFICIAL_SUMS_2026]


MINIMUM_FOR_ONE_ADULT = [
    ("2024-07-01", ["1900", "2620", "3070", "3620", "4400", "4728.03"]),
    ("2025-07-01", ["1960", "2710", "3180", "3740", "4530", "4916.93"]),
    ("2026-07-01", ["1990", "2750", "3230", "3790", "4600", "5013.41"]),
]


@pytest.mark.parametrize(("valid_from", "expected"), MINIMUM_FOR_ONE_ADULT)
def test_the_least_income_for_one_visitor_is_the_published_one(valid_from: str, expected: list[str]) -> None:
    table = table_for(date.fromisoformat(valid_from))
    found = [minimum_net(Decimal("281.50"), dependants, table) for dependants in range(6)]
    assert found == [Decimal(amount) for amount in expected]


@pytest.mark.parametrize(
    ("day", "need", "dependants", "published"),
    [
        ("2023-07-01", "422.25", 2, "3280"),  # Bochum
        ("2023-07-01", "281.50", 0, "1810"),  # Coesfeld
        ("2022-07-01", "502.00", 0, "2050"),  # Hamm
        ("2022-07-01", "502.00", 2, "3370"),
        ("2022-07-01", "502.00", 3, "4070"),
        ("2019-07-01", "582.00", 0, "2020"),  # sheet for fiancés
        ("2019-07-01", "582.00", 3, "3747.00"),
        ("2026-07-01", "844.50", 3, "5107.94"),
        ("2026-07-01", "992.00", 0, "3010"),
    ],
)
def test_thresholds_that_authorities_publish_come_out(day: str, need: str, dependants: int, published: str) -> None:
    assert minimum_net(Decimal(need), dependants, table_for(date.fromisoformat(day))) == Decimal(published)


def test_the_table_changes_on_the_first_of_july() -> None:
    assert table_for(date(2026, 6, 30)).basic_exemption == Decimal("1555.00")
    assert table_for(date(2026, 7, 1)).basic_exemption == Decimal("1587.40")


def test_the_parameters_of_every_year_are_the_announced_ones(dossier: Callable[[str], list[Path]]) -> None:
    (path,) = dossier("pfaendung_parameter.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(PUBLISHED_TABLES)
    for row, table in zip(rows, PUBLISHED_TABLES, strict=True):
        assert (table.valid_from.isoformat(), table.valid_to.isoformat()) == (row["valid_from"], row["valid_to"])
        assert table.basic_exemption == Decimal(row["base_exempt_month"])
        assert table.first_dependant == Decimal(row["first_dependant"])
        assert table.further_dependant == Decimal(row["each_2nd_to_5th_dependant"])
        assert table.fully_attachable_above == Decimal(row["fully_attachable_above"])


def test_the_tables_follow_each_other_without_gap() -> None:
    for earlier, later in pairwise(PUBLISHED_TABLES):
        assert (later.valid_from - earlier.valid_to).days == 1


@pytest.mark.parametrize("day", [date(2019, 6, 30), date(2027, 7, 1), date(1, 1, 1)])
def test_a_day_without_a_table_is_refused(day: date) -> None:
    with pytest.raises(UnableToCheck) as refusal:
        table_for(day)
    assert refusal.value.code == "no_table"
    assert "keine Pfändungstabelle" in str(refusal.value.message)


def test_a_table_published_later_can_be_given() -> None:
    later = GarnishmentTable(
        date(2027, 7, 1), date(2028, 6, 30), Decimal(1600), Decimal(600), Decimal(340), Decimal(4900), "test"
    )
    assert table_for(date(2027, 8, 1), (*PUBLISHED_TABLES, later)) is later


def test_half_a_cent_is_rounded_up_as_in_the_official_2025_table() -> None:
    """1,555.00 + 585.23 exempt, half of the rest attachable: 4.885 of 2,150.00, printed as 4.89."""
    table = table_for(date(2025, 7, 1))
    assert attachable(Decimal(2150), 1, table) == Decimal("4.89")
    assert attachable(Decimal(2160), 1, table) == Decimal("9.89")
    assert minimum_net(Decimal("4.89"), 1, table) == Decimal(2150)
    assert attachable(Decimal("2159.99"), 0, table) == Decimal("416.50")


def test_steps_of_ten_euros_below_the_limit_and_cents_above() -> None:
    below = attachable(Decimal("1990.00"), 0, TABLE_2026)
    assert attachable(Decimal("1999.99"), 0, TABLE_2026) == below
    assert attachable(Decimal("2000.00"), 0, TABLE_2026) == below + 7
    limit = TABLE_2026.fully_attachable_above
    assert attachable(limit + CENT, 0, TABLE_2026) == attachable(limit, 0, TABLE_2026) + CENT


def test_the_sixth_dependant_changes_nothing() -> None:
    assert attachable(Decimal(5000), 7, TABLE_2026) == attachable(Decimal(5000), 5, TABLE_2026)


@pytest.mark.parametrize("net", ["-0.01", "NaN", "Infinity"])
def test_an_impossible_income_is_refused(net: str) -> None:
    with pytest.raises(UnableToCheck):
        attachable(Decimal(net), 0, TABLE_2026)


def test_a_negative_number_of_dependants_or_need_is_refused() -> None:
    with pytest.raises(UnableToCheck):
        attachable(Decimal(2000), -1, TABLE_2026)
    with pytest.raises(UnableToCheck):
        minimum_net(Decimal("-1"), 0, TABLE_2026)


@given(AMOUNTS, AMOUNTS, DEPENDANTS, TABLES)
def test_more_income_never_lowers_what_is_attachable(
    net: Decimal, more: Decimal, dependants: int, table: GarnishmentTable
) -> None:
    lower, higher = attachable(net, dependants, table), attachable(net + more, dependants, table)
    assert lower <= higher
    assert lower <= net


@given(AMOUNTS, DEPENDANTS, TABLES)
def test_one_more_dependant_never_raises_what_is_attachable(
    net: Decimal, dependants: int, table: GarnishmentTable
) -> None:
    assert attachable(net, dependants + 1, table) <= attachable(net, dependants, table)


@given(AMOUNTS, AMOUNTS, DEPENDANTS, TABLES)
def test_a_higher_need_or_one_more_dependant_never_lowers_the_income_it_takes(
    need: Decimal, more: Decimal, dependants: int, table: GarnishmentTable
) -> None:
    least = minimum_net(need, dependants, table)
    assert least <= minimum_net(need + more, dependants, table)
    assert least <= minimum_net(need, dependants + 1, table)


@given(AMOUNTS, DEPENDANTS, TABLES)
def test_the_minimum_reaches_the_need_and_a_cent_less_does_not(
    need: Decimal, dependants: int, table: GarnishmentTable
) -> None:
    assume(need > 0)
    least = minimum_net(need, dependants, table)
    assert least == least.quantize(CENT)
    assert attachable(least, dependants, table) >= need
    assert attachable(least - CENT, dependants, table) < need
