"""Forms for plans, payers, contracts and payments. Amounts are typed in euros and kept in cents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.invoicing.models import Contract, Payer, Plan, SizeClass
from kernel.money import to_cents
from onboarding.rollout import invoice_words as words
from ui import fields
from ui.forms import Form

EARLIEST, LATEST = date(2020, 1, 1), date(2060, 12, 31)
AT_FIELD = {
    "name_taken": "name", "leitweg_wrong": "leitweg_id", "vat_wrong": "vat_id", "no_way": "email",
    "plan_not_valid": "plan", "unknown_city": "city", "overlaps": "starts_on", "days_wrong": "ends_on",
    "nothing": "amount", "below_zero": "amount", "in_future": "received_on",
    "before_issue": "handed_on",
}  # fmt: skip


class InvoicingForm(Form):
    def refuse(self, code: str) -> None:
        """The refusal stands at its field, or above the form where that is not shown."""
        name = AT_FIELD.get(code, "")
        self.add_error(name if name in self.fields else None, words.REFUSALS[code])


def _price(label: Any, help_text: Any = "") -> fields.MoneyField:
    return fields.MoneyField(label=label, help_text=help_text)


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> fields.DateField3:
    return fields.DateField3(label=label, required=required, help_text=help_text, earliest=EARLIEST, latest=LATEST)


class PlanForm(InvoicingForm):
    name = fields.TextField(label=_("Name des Tarifs"), max_length=60, width=20)
    setup = _price(_("Einrichtung, einmalig (netto)"))
    yearly_s = _price(_("Jahr, Größe S (netto)"))
    yearly_m = _price(_("Jahr, Größe M (netto)"))
    yearly_l = _price(_("Jahr, Größe L (netto)"))
    yearly_xl = _price(_("Jahr, Größe XL (netto)"))
    case = _price(_("Preis je Erklärung (netto)"))
    counted = fields.RadioField(label=_("Was gezählt wird"), choices=list(words.COUNTED.items()))
    valid_from = _day(
        _("Verträge ab"), help_text=_("Preise lassen sich später nicht ändern, nur durch einen neuen Tarif ersetzen.")
    )
    valid_to = _day(_("Verträge bis"), required=False)

    def prices(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "setup_cents": to_cents(given["setup"]),
            "case_cents": to_cents(given["case"]),
            "yearly": {size: to_cents(given[f"yearly_{size.lower()}"]) for size in SizeClass.values},
        }


class PayerForm(InvoicingForm):
    kind = fields.RadioField(label=_("Wer zahlt"), choices=list(words.PAYERS.items()))
    name = fields.TextField(label=_("Name, wie er auf der Rechnung steht"), max_length=120)
    street = fields.TextField(label=_("Straße und Hausnummer"), max_length=120)
    postcode = fields.TextField(label=_("Postleitzahl"), max_length=5, width=4)
    town = fields.TextField(label=_("Ort"), max_length=80)
    leitweg_id = fields.TextField(
        label=_("Leitweg-ID"),
        max_length=60,
        help_text=_("Die Behörde nennt sie Ihnen, zum Beispiel 04011000-1234512345-06."),
    )
    vat_id = fields.TextField(label=_("USt-IdNr."), required=False, max_length=14, width=20)
    email = fields.EmailField(
        label=_("E-Mail-Adresse für Rechnungen"),
        required=False,
        help_text=_(
            "E-Mail oder Portal: Eines von beiden brauchen wir. Eine Adresse der Dienststelle, keine einer Person."
        ),
    )
    portal = fields.TextField(
        label=_("Portal für Rechnungen"), required=False, max_length=120, help_text=_("Zum Beispiel ZRE oder OZG-RE.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "portal"):  # one of them is wanted; the hint says so
            self.fields[name].quiet = True  # type: ignore[attr-defined]  # a field of ours; Django's type is its base

    def clean_postcode(self) -> str:
        text: str = self.cleaned_data["postcode"]
        if not (len(text) == 5 and text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("Die Postleitzahl hat fünf Ziffern."))
        return text


class ChangeContractForm(InvoicingForm):
    """What can be changed of a contract."""

    payer = fields.SelectField(label=_("Zahler"))
    ends_on = _day(_("Ende"), required=False, help_text=_("Letzter Tag. Leer lassen, solange kein Ende feststeht."))
    notice_months = fields.WholeNumberField(label=_("Kündigungsfrist in Monaten"), max_value=24)
    order_reference = fields.TextField(label=_("Bestellnummer des Zahlers"), required=False, max_length=40)
    portal = fields.TextField(
        label=_("Portal, über das der Zahler Rechnungen annimmt"), required=False, max_length=120,
        help_text=_("Zum Beispiel ZRE oder OZG-RE. Leer lassen, wenn die Rechnungen per E-Mail gehen."),
    )  # fmt: skip

    def __init__(self, *args: Any, payers: Iterable[Payer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payers = {str(payer.pk): payer for payer in payers}
        self._offer("payer", [(key, f"{payer.name} ({payer.leitweg_id})") for key, payer in self.payers.items()])

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, fields.SelectField)  # noqa: S101  its own class says so
        field.choices = [("", _("Bitte wählen")), *choices]


class ContractForm(ChangeContractForm):
    city = fields.SelectField(label=_("Stadt"))
    plan = fields.SelectField(label=_("Tarif"))
    size = fields.RadioField(label=_("Größe"), choices=list(words.SIZES.items()))
    rhythm = fields.RadioField(label=_("Abgerechnet wird"), choices=list(words.RHYTHMS.items()))
    starts_on = _day(_("Beginn"))
    with_setup = fields.CheckField(label=_("Die Einrichtung wird berechnet"), required=False)

    field_order = (
        "city",
        "plan",
        "size",
        "payer",
        "rhythm",
        "starts_on",
        "ends_on",
        "notice_months",
        "order_reference",
        "portal",
        "with_setup",
    )

    def __init__(self, *args: Any, plans: Iterable[Plan], cities: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(plan.pk): plan for plan in plans}
        self._offer("plan", [(key, plan.name) for key, plan in self.plans.items()])
        self._offer("city", list(cities))


class HandOverForm(InvoicingForm):
    handed_on = fields.DateField3(
        label=_("Hochgeladen am"), earliest=EARLIEST, latest=LATEST,
        help_text=_("Laden Sie die XRechnung zuerst im Portal hoch. Ihr Name wird dazu gespeichert."),
    )  # fmt: skip


class TransferForm(InvoicingForm):
    amount = fields.MoneyField(label=_("Betrag"), min_value=None)
    received_on = fields.DateField3(label=_("Eingegangen am"), earliest=EARLIEST, latest=LATEST)
    bank_reference = fields.TextField(
        label=_("Verwendungszweck oder Buchungsnummer"), required=False, max_length=40,
        help_text=_("Keine Namen von Personen. Einen Irrtum nehmen Sie mit einem negativen Betrag zurück."),
    )  # fmt: skip


def changed(contract: Contract) -> dict[str, Any]:
    """What the form of a contract starts with."""
    return {
        "payer": str(contract.payer_id), "ends_on": contract.ends_on, "notice_months": contract.notice_months,
        "order_reference": contract.order_reference, "portal": contract.portal,
    }  # fmt: skip
