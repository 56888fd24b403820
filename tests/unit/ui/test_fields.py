from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.ui.demo import COUNTRIES
from ui import fields
from ui.forms import Form


def message(field: forms.Field, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


@given(st.decimals(min_value=0, max_value=9_999_999, places=2))
def test_an_amount_is_shown_so_that_it_is_read_back_the_same(amount: Decimal) -> None:
    field = fields.MoneyField(label="Miete")
    assert field.clean(field.prepare_value(amount)) == amount
    assert field.clean(field.prepare_value(str(amount))) == amount


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("tausend", "in Ziffern"),
        ("-5", "nicht kleiner als 0,00\xa0€"),
        ("10000000", "nicht größer als 9.999.999,00\xa0€"),
    ],
)
def test_an_amount_that_cannot_be_is_refused_with_the_way_out(typed: str, says: str) -> None:
    assert says in message(fields.MoneyField(label="Miete"), typed)


def test_yes_and_no_are_booleans_and_nothing_is_neither() -> None:
    field = fields.YesNoField(label="Verheiratet?")
    assert field.clean("ja") is True
    assert field.clean("nein") is False
    assert fields.YesNoField(label="Verheiratet?", required=False).clean("") is None
    assert field.prepare_value(False) == "nein"
    assert field.prepare_value(None) is None
    assert message(field, "vielleicht")


def test_nationalities_come_back_in_order_and_once() -> None:
    field = fields.NationalitiesField(label="Staatsangehörigkeit", choices=COUNTRIES)
    assert field.clean(["163", "000"]) == ["163", "000"]
    assert field.clean(["163", "163"]) == ["163"]
    assert field.clean(["", "000"]) == ["000"]
    assert "gibt es hier nicht" in message(field, ["000", "xxx"])
    assert message(field, ["", ""])


def test_choices_may_be_named_anew_for_each_page() -> None:
    names = ["Deutschland"]
    country = fields.CountryField(label="Land", choices=lambda: [("000", names[0])])
    several = fields.NationalitiesField(label="Staatsangehörigkeit", choices=lambda: [("000", names[0])])
    names[0] = "Germany"
    form = type("F", (Form,), {"country": country, "several": several})()
    assert str(form["country"]).count("Germany") == 1
    assert str(form["several"]).count("Germany") == 2


def test_two_forms_do_not_share_their_choices() -> None:
    class Asked(Form):
        nationalities = fields.NationalitiesField(label="Staatsangehörigkeit", choices=COUNTRIES)

    one, other = Asked(), Asked()
    one.fields["nationalities"].choices = [("999", "Nirgendwo")]  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
    assert "Nirgendwo" in str(one["nationalities"])
    assert "Nirgendwo" not in str(other["nationalities"])


def test_a_number_is_asked_for_in_digits_and_bounds() -> None:
    field = fields.WholeNumberField(label="Personen", min_value=1, max_value=20)
    assert field.clean(" 7 ") == 7
    assert "in Ziffern" in message(field, "zwei")
    assert "mindestens 1" in message(field, "0")
    assert "höchstens 20" in message(field, "21")
    assert fields.WholeNumberField(label="Personen", required=False).clean("") is None


def test_too_long_a_text_is_told_with_both_lengths_and_not_cut_off() -> None:
    field = fields.TextField(label="Name", max_length=5)
    assert "5 Zeichen hinein, Sie haben 7" in message(field, "Mülheim")
    assert "maxlength" not in field.widget.attrs


def test_a_mail_address_is_told_how_it_looks() -> None:
    assert "erika@example.org" in message(fields.EmailField(label="E-Mail"), "erika")
    assert fields.EmailField(label="E-Mail").clean(" erika@example.org ") == "erika@example.org"


def test_a_file_is_told_its_size_and_the_limit() -> None:
    field = fields.UploadField(label="Nachweis", max_bytes=1024)
    assert field.clean(SimpleUploadedFile("a.pdf", b"x" * 1024)).size == 1024
    assert "höchstens 1,0\xa0KB" in message(field, SimpleUploadedFile("a.pdf", b"x" * 2048))
    assert "leer" in message(field, SimpleUploadedFile("a.pdf", b""))
    assert "wählen Sie eine Datei" in message(field, None)


def test_what_is_missing_is_named_unless_the_field_has_its_own_words() -> None:
    class Asked(Form):
        name = fields.TextField(label="Familienname")
        country = fields.CountryField(label="Geburtsland", choices=COUNTRIES)
        passport = fields.TextField(label="Pass", error_messages={"required": "Die Nummer steht auf der Datenseite."})

    errors = Asked({}).errors
    assert errors["name"] == ["Bitte ergänzen Sie: Familienname"]
    assert errors["country"] == ["Bitte wählen Sie aus: Geburtsland"]
    assert errors["passport"] == ["Die Nummer steht auf der Datenseite."]
