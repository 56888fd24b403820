"""Every field and every part on a few pages; looked at by the browser tests, not shown by the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from django import forms
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils import translation

from kernel.dates import PartialDate
from ui import fields
from ui.forms import Form

COUNTRIES = [("000", "Deutschland"), ("423", "Afghanistan"), ("163", "Türkei"), ("166", "Ukraine")]
MODES = [("online", "Verbindlich online"), ("office", "Online vorbereiten, im Amt unterschreiben")]
MODE_HINTS = {
    "online": "Mit Ihrem Online-Ausweis. Sie müssen nicht ins Amt.",
    "office": "Ein Besuch bei uns ist nötig.",
}

# an engine of its own, so that no context processor of the product has a say
ENGINE = DjangoTemplates(
    {
        "NAME": "demo",
        "DIRS": [Path(__file__).parent / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
)


class AboutYou(Form):
    family_name = fields.TextField(
        label="Familienname",
        help_text="So, wie er in Ihrem Ausweis steht.",
        autocomplete="family-name",
        max_length=20,
    )
    email = fields.EmailField(
        label="E-Mail-Adresse", help_text="An diese Adresse schicken wir den Stand Ihres Antrags."
    )
    birth_date = fields.PartialDateField(
        label="Geburtsdatum",
        help_text="Wenn Sie Tag oder Monat nicht kennen, lassen Sie das Feld leer.",
        latest=date(2009, 1, 1),
        autocomplete="bday",
    )
    nationalities = fields.NationalitiesField(label="Ihre Staatsangehörigkeit", choices=COUNTRIES)
    birth_country = fields.CountryField(label="Geburtsland", choices=COUNTRIES)
    married = fields.YesNoField(label="Sind Sie verheiratet?")
    note = fields.TextField(label="Bemerkung", rows=4, required=False, max_length=40)


class AboutMoney(Form):
    net_income = fields.MoneyField(
        label="Nettolohn im Oktober 2026", help_text="Der Betrag, der auf Ihr Konto kam, zum Beispiel 1.850,50."
    )
    rent = fields.MoneyField(label="Miete", required=False)
    persons = fields.WholeNumberField(label="Personen im Haushalt", min_value=1, max_value=20)
    employed_since = fields.DateField3(label="Beschäftigt seit", earliest=date(1950, 1, 1), latest=date(2026, 11, 22))
    mode = fields.RadioField(label="Wie möchten Sie erklären?", choices=MODES, hints=MODE_HINTS)
    incomes = fields.ChecksField(
        label="Was trifft zu?", choices=[("job", "Ich bin angestellt"), ("rent", "Ich vermiete")], required=False
    )
    kind = fields.SelectField(
        label="Art des Nachweises", choices=[("pay", "Lohnabrechnung"), ("tax", "Steuerbescheid")]
    )
    proof = fields.UploadField(label="Lohnabrechnung", help_text="PDF oder Foto, höchstens 10 MB.", max_bytes=1000)
    read = fields.CheckField(label="Ich habe die Belehrung gelesen.")


RIGHT_PERSON = {
    "family_name": "Mustermann",
    "email": "erika@example.org",
    "birth_date_0": "",
    "birth_date_1": "5",
    "birth_date_2": "1961",
    "nationalities_0": "000",
    "nationalities_1": "163",
    "birth_country": "163",
    "married": "nein",
    "note": "",
}
WRONG_PERSON = {
    "family_name": "Mustermann-Beispielhausen",
    "email": "erika",
    "birth_date_0": "31",
    "birth_date_1": "2",
    "birth_date_2": "1980",
    "nationalities_0": "nowhere",
    "note": "x" * 41,
}
WRONG_MONEY = {"net_income": "tausend", "rent": "-5", "persons": "zwei", "employed_since_1": "13", "read": ""}
DRAFT = {"net_income": "1850.50", "employed_since": "2020-05-03", "mode": "office", "incomes": ["rent"]}
CONTEXT = {"day": date(2027, 8, 3), "birth": PartialDate(1961, 5), "rent": Decimal(650)}


def page(name: str, context: Mapping[str, object] | None = None, language: str = "de") -> str:
    """A page as a view would render it."""
    base = {
        "authority": {"name": "Stadt Offenbach am Main – Ausländerbehörde", "logo_url": ""},
        "languages": [("de", "Deutsch"), ("en", "English")],
    }
    with translation.override(language):
        return ENGINE.get_template(name).render({**base, **(context or {})}, RequestFactory().get("/antrag/"))


def form_page(form: forms.Form, heading: str) -> str:
    return page("ui/form_page.html", {"form": form, "heading": heading, "back_url": "/antrag/", "later": True})


def all_pages_lazily() -> dict[str, Callable[[], str]]:
    return {
        "/start": lambda: page("start.html", CONTEXT),
        "/status": lambda: page("status.html", CONTEXT),
        "/desk": lambda: page("desk.html", CONTEXT),
        "/person": lambda: form_page(AboutYou(), "Über Sie"),
        "/person-wrong": lambda: form_page(AboutYou(WRONG_PERSON), "Über Sie"),
        "/money": lambda: form_page(AboutMoney(initial=DRAFT), "Ihr Einkommen"),
        "/money-wrong": lambda: form_page(AboutMoney(WRONG_MONEY, {}), "Ihr Einkommen"),
    }


def all_pages() -> dict[str, str]:
    return {path: render() for path, render in all_pages_lazily().items()}
