from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.payments.switching import Wish
from billing.providers.registry import STRIPE, XBEZAHLDIENSTE
from ui.fields import RadioField, TextField
from ui.forms import Form

_SAID = _("Das sagt Ihnen der Anbieter.")
_ALWAYS = ("originator", "end_point", "address")


@dataclass(frozen=True)
class Way:
    """A service that a city can change to; ``flavour`` is its way of signing in, ``wanted`` what it must be told."""

    label: Any
    flavour: str
    wanted: tuple[str, ...]
    may_be: tuple[str, ...] = ("trusted", "booking")


WAYS = {
    "epay21": Way(_("epay21 (ekom21)"), "basic", (*_ALWAYS, "user", "password")),
    "pmpayment": Way(_("pmPayment (GovConnect)"), "oauth2", (*_ALWAYS, "token_address", "user", "password")),
    "epaybl": Way(_("ePayBL"), "certificate", (*_ALWAYS, "certificate"), ("passphrase", "trusted", "booking")),
    "stripe": Way(_("Stripe"), "", ("stripe_account",), ()),
}


class WayForm(Form):
    """Which service; what to fill in follows from it."""

    dienst = RadioField(label=_("Neuer Zahlungsdienst"), choices=[(name, way.label) for name, way in WAYS.items()])


class SwitchForm(Form):
    """What the chosen service must be told, nothing else."""

    stripe_account = TextField(label=_("Konto bei Stripe"), help_text=_("Beginnt mit acct_."), max_length=80)
    originator = TextField(label=_("Mandant (originatorId)"), help_text=_SAID, max_length=36, autocomplete="off")
    end_point = TextField(
        label=_("Endpunkt (endPointId)"), help_text=_("Oft der Amtliche Gemeindeschlüssel."), max_length=36,
        autocomplete="off",
    )  # fmt: skip
    address = TextField(
        label=_("Adresse des Dienstes"), help_text=_("Bis vor „/paymenttransaction“, mit https."), max_length=300,
        autocomplete="off",
    )  # fmt: skip
    token_address = TextField(
        label=_("Adresse für die Anmeldung"), help_text=_SAID, max_length=300, autocomplete="off"
    )  # fmt: skip
    user = TextField(label=_("Kennung"), max_length=120, autocomplete="off")
    password = TextField(
        label=_("Kennwort"), help_text=_("Es wird verschlossen aufbewahrt und nie wieder gezeigt."), strip=False,
        max_length=500, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    certificate = TextField(
        label=_("Name des hinterlegten Zertifikats"), help_text=_("Ihre IT hinterlegt es und nennt Ihnen den Namen."),
        max_length=60,
    )  # fmt: skip
    passphrase = TextField(label=_("Name des hinterlegten Zertifikat-Kennworts"), max_length=60)
    trusted = TextField(
        label=_("Zertifikat der ausstellenden Stelle (PEM)"),
        help_text=_("Nur, wenn der Dienst kein allgemein bekanntes Zertifikat hat."), rows=4, max_length=20_000,
    )  # fmt: skip
    booking = TextField(
        label=_("Buchungsangaben"), help_text=_("Eine je Zeile, zum Beispiel: haushaltsstelle=1.1100"), rows=3,
        max_length=4000,
    )  # fmt: skip

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self.way = way, WAYS[way]
        for name in list(self.fields):
            self.fields[name].required = name in self.way.wanted
            if name not in (*self.way.wanted, *self.way.may_be):
                del self.fields[name]

    def clean_booking(self) -> str:
        told = str(self.cleaned_data["booking"])
        if any("=" not in line for line in _lines(told)):
            raise forms.ValidationError(_("Schreiben Sie jede Angabe so: name=wert."))
        return told

    def wish(self) -> Wish:
        given = self.cleaned_data
        if not self.way.flavour:
            return Wish(STRIPE, given["stripe_account"])
        options: dict[str, Any] = {"flavour": self.way.flavour, "address": given["address"]}
        if self.way.flavour == "certificate":
            options |= {"secret": given["certificate"], "passphrase": given["passphrase"]}
        else:
            options |= {"user": given["user"]}
        if self.way.flavour == "oauth2":
            options["token_address"] = given["token_address"]
        pairs = (line.partition("=") for line in _lines(given["booking"]))
        booking = {name.strip(): value.strip() for name, _sign, value in pairs}
        options |= {name: value for name, value in (("trusted", given["trusted"]), ("booking_data", booking)) if value}
        return Wish(XBEZAHLDIENSTE, f"{given['originator']}/{given['end_point']}", options, given.get("password", ""))


def _lines(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.strip()]


class FinishForm(Form):
    reason = TextField(
        label=_("Warum wechseln Sie?"),
        help_text=_("Ein Satz. Er steht bei der Änderung der Einstellungen."),
        max_length=400,
    )
