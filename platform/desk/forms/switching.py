from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.payments.switching import Wish
from billing.providers.registry import STRIPE, XBEZAHLDIENSTE
from ui.fields import RadioField, TextField
from ui.forms import Form

PROVIDERS = {XBEZAHLDIENSTE: _("Bezahldienst der Verwaltung (epay21, pmPayment, ePayBL)"), STRIPE: _("Stripe")}
FLAVOURS = (
    ("basic", _("Kennung und Kennwort (epay21)")),
    ("oauth2", _("Kennung und Kennwort mit Anmeldeadresse (pmPayment)")),
    ("certificate", _("Zertifikat (ePayBL)")),
)
_SAID = _("Das sagt Ihnen der Anbieter.")


class SwitchForm(Form):
    """Where the city wants to be paid. What belongs to the other provider is left aside."""

    provider = RadioField(label=_("Neuer Zahlungsdienst"), choices=list(PROVIDERS.items()))
    stripe_account = TextField(
        label=_("Nur für Stripe: Konto"), help_text=_("Beginnt mit acct_."), required=False, max_length=80
    )
    originator = TextField(
        label=_("Mandant (originatorId)"), help_text=_SAID, required=False, max_length=36, autocomplete="off"
    )
    end_point = TextField(
        label=_("Endpunkt (endPointId)"), help_text=_("Oft der Amtliche Gemeindeschlüssel."), required=False,
        max_length=36, autocomplete="off",
    )  # fmt: skip
    address = TextField(
        label=_("Adresse des Dienstes"), help_text=_("Bis vor „/paymenttransaction“, mit https."), required=False,
        max_length=300, autocomplete="off",
    )  # fmt: skip
    flavour = RadioField(label=_("Anmeldung"), choices=FLAVOURS, required=False)
    user = TextField(label=_("Kennung"), required=False, max_length=120, autocomplete="off")
    password = TextField(
        label=_("Kennwort"), help_text=_("Es wird verschlossen aufbewahrt und nie wieder gezeigt."), required=False,
        strip=False, max_length=500, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    token_address = TextField(
        label=_("Nur für pmPayment: Anmeldeadresse"), required=False, max_length=300, autocomplete="off"
    )
    certificate = TextField(
        label=_("Nur für ePayBL: Name des hinterlegten Zertifikats"),
        help_text=_("Ihre IT hinterlegt es und nennt Ihnen den Namen."), required=False, max_length=60,
    )  # fmt: skip
    passphrase = TextField(
        label=_("Nur für ePayBL: Name des hinterlegten Zertifikat-Kennworts"), required=False, max_length=60
    )
    trusted = TextField(
        label=_("Zertifikat der ausstellenden Stelle (PEM)"),
        help_text=_("Nur, wenn der Dienst kein allgemein bekanntes Zertifikat hat."), required=False, rows=4,
        max_length=20_000,
    )  # fmt: skip
    booking = TextField(
        label=_("Buchungsangaben"), help_text=_("Eine je Zeile, zum Beispiel: haushaltsstelle=1.1100"), required=False,
        rows=3, max_length=4000,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("provider") == STRIPE:
            self._want(given, "stripe_account")
        elif given.get("provider"):
            self._want(given, "originator", "end_point", "address", "flavour")
            wanted = {"certificate": ("certificate",), "oauth2": ("user", "password", "token_address")}
            self._want(given, *wanted.get(given.get("flavour", ""), ("user", "password")))
        if any("=" not in line for line in _lines(given)):
            self.add_error("booking", _("Schreiben Sie jede Angabe so: name=wert."))
        return given

    def _want(self, given: dict[str, Any], *names: str) -> None:
        for name in names:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Bitte füllen Sie dieses Feld aus."))

    def wish(self) -> Wish:
        given = self.cleaned_data
        if given["provider"] == STRIPE:
            return Wish(STRIPE, given["stripe_account"])
        options: dict[str, Any] = {"flavour": given["flavour"], "address": given["address"]}
        if given["flavour"] == "certificate":
            options |= {"secret": given["certificate"], "passphrase": given["passphrase"]}
        else:
            options |= {"user": given["user"]}
        if given["flavour"] == "oauth2":
            options["token_address"] = given["token_address"]
        pairs = (line.partition("=") for line in _lines(given))
        booking = {name.strip(): value.strip() for name, _sign, value in pairs}
        options |= {name: value for name, value in (("trusted", given["trusted"]), ("booking_data", booking)) if value}
        secret = given["password"] if given["flavour"] != "certificate" else ""
        return Wish(XBEZAHLDIENSTE, f"{given['originator']}/{given['end_point']}", options, secret)


def _lines(given: dict[str, Any]) -> list[str]:
    return [line for line in (given.get("booking") or "").splitlines() if line.strip()]


class FinishForm(Form):
    reason = TextField(
        label=_("Warum wechseln Sie?"),
        help_text=_("Ein Satz. Er steht bei der Änderung der Einstellungen."),
        max_length=400,
    )
