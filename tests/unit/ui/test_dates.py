from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kernel.dates import PartialDate
from ui import fields
from ui.widgets import DateParts

FULL = fields.DateField3(label="Tag der Einreise")
PARTIAL = fields.PartialDateField(label="Geburtsdatum")


def refusal(field: fields.DateField3 | fields.PartialDateField, *parts: str) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        field.clean(list(parts))
    return caught.value.error_list[0]


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_of_the_calendar_is_read_back_from_its_three_parts(day: date) -> None:
    parts = DateParts().decompress(day)
    assert FULL.clean(parts) == day
    assert PARTIAL.clean(parts) == PartialDate(day.year, day.month, day.day)


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(1, 3))
def test_a_partial_date_survives_its_text_and_its_inputs(day: date, known: int) -> None:
    partial = PartialDate(*(day.year, day.month, day.day)[:known])
    assert PartialDate.parse(partial.iso()) == partial
    assert PARTIAL.clean(DateParts().decompress(partial.iso())) == partial
    assert partial.earliest() <= day <= partial.latest()


@pytest.mark.parametrize("iso", ["1961-13", "1961-02-30", "61", "1961-5-3", "", "1961-05-03T00:00"])
def test_text_that_is_no_date_is_refused(iso: str) -> None:
    with pytest.raises(ValueError):
        PartialDate.parse(iso)


def test_a_day_without_its_month_is_refused() -> None:
    with pytest.raises(ValueError):
        PartialDate(1961, None, 3)
    assert refusal(PARTIAL, "3", "", "1961").params == {"parts": ("month",)}


@pytest.mark.parametrize(
    ("typed", "wrong", "says"),
    [
        (("", "5", "1980"), ("day",), "Ergänzen Sie den Tag."),
        (("3", "", ""), ("month", "year"), "Ergänzen Sie Monat und Jahr."),
        (("32", "1", "1980"), ("day",), "von 1 bis 31"),
        (("3", "13", "1980"), ("month",), "von 1 bis 12"),
        (("3", "5", "80"), ("year",), "vier Ziffern"),
        (("drei", "5", "1980"), ("day",), "von 1 bis 31"),
        (("30", "2", "2027"), ("day",), "Februar 2027 hat nur 28 Tage"),
        (("", "13", ""), ("day", "month", "year"), "Ergänzen Sie Tag und Jahr. Der Monat muss"),
        (("-3", "5", "1980"), ("day",), "von 1 bis 31"),
        (("٣", "5", "1980"), ("day",), "von 1 bis 31"),
    ],
)
def test_the_message_names_the_part_to_mend(typed: tuple[str, ...], wrong: tuple[str, ...], says: str) -> None:
    error = refusal(FULL, *typed)
    assert error.params is not None
    assert error.params["parts"] == wrong
    assert says in " ".join(error.messages)


@pytest.mark.parametrize(
    "typed", [("3.", "Mai", "1961"), ("03", "05", "1961"), (" 3", "may", "1961 "), ("3.5.1961", "", "")]
)
def test_common_ways_to_write_a_date_are_understood(typed: tuple[str, ...]) -> None:
    assert FULL.clean(list(typed)) == date(1961, 5, 3)


def test_bounds_are_included_and_named_in_words() -> None:
    field = fields.DateField3(label="Einreise", earliest=date(2027, 8, 3), latest=date(2027, 8, 5))
    assert field.clean(["3", "8", "2027"]) == date(2027, 8, 3)
    assert field.clean(["5", "8", "2027"]) == date(2027, 8, 5)
    assert "nicht vor dem 3. August 2027" in refusal(field, "2", "8", "2027").messages[0]
    assert "nicht nach dem 5. August 2027" in refusal(field, "6", "8", "2027").messages[0]


def test_a_partly_unknown_date_is_refused_only_when_no_day_of_it_can_be_meant() -> None:
    field = fields.PartialDateField(label="Geburtsdatum", latest=date(2008, 11, 22))
    assert field.clean(["", "11", "2008"]) == PartialDate(2008, 11)
    assert refusal(field, "", "12", "2008").code == "too_late"


def test_an_empty_date_is_none_or_required() -> None:
    assert fields.DateField3(label="x", required=False).clean(["", "", ""]) is None
    assert fields.PartialDateField(label="x", required=False).clean(["", " ", ""]) is None
    assert refusal(FULL, "", "", "").code == "required"
