"""The municipality key: its form and its Land."""

from __future__ import annotations

import pytest

from kernel.ags import LAENDER, fault


def test_every_land_has_a_number_of_its_own() -> None:
    assert sorted(LAENDER.values()) == [f"{number:02d}" for number in range(1, 17)]


@pytest.mark.parametrize(("ags", "land"), [("06413000", "HE"), ("09162", "BY"), ("11000000", "BE")])
def test_right_keys(ags: str, land: str) -> None:
    assert fault(ags, land) == ""


@pytest.mark.parametrize(
    ("ags", "land", "said"),
    [
        ("0641300", "HE", "five digits"),
        ("064130000", "HE", "five digits"),
        ("6413", "HE", "five digits"),
        ("06413000\n", "HE", "five digits"),
        ("٠٦٤١٣", "HE", "five digits"),
        ("17413000", "HE", "number of no Land"),
        ("09162000", "HE", "HE has 06"),
    ],
)
def test_wrong_keys_say_why(ags: str, land: str, said: str) -> None:
    assert said in fault(ags, land)
