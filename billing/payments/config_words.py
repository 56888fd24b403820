"""What the rules of payment are called for the person who sets them up. The account is set up on a page of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from billing.payments.config import PaymentsSection
from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe

_LAW = (
    ("wrong_authority", _("Sie waren nicht zuständig")),
    ("withdrawn_early", _("zurückgezogen, bevor die Arbeit begann")),
    ("paid_twice", _("doppelt bezahlt")),
    ("too_much", _("zu viel bezahlt")),
)

WORDS = describe(
    SectionWords(
        section=PaymentsSection,
        title=_("Bezahldienst und Konto"),
        about=_("Über welchen Dienst das Geld auf das Konto Ihrer Stadt kommt und wie Sie erstatten."),
        place=85,
        groups=(
            Group("erstatten", _("Erstatten"), (
                Asked("refunds.four_eyes_above_cents", _("Ab mehr als diesem Betrag gibt eine zweite Person frei"), _("0: immer"), kind=Kind.CENTS, zero=_("immer, bei jedem Betrag")),
                Asked("refunds.automatic", _("Was wird bis zu diesem Betrag ohne Freigabe erstattet?"), kind=Kind.SEVERAL, choices=_LAW, empty=_("nichts: Jede Erstattung gibt eine Person frei")),
            )),
            Group("bezahlseite", _("Bezahlseite"), (
                Asked("page_minutes", _("So lange kann man die Bezahlseite benutzen"), _("35 bis 1430 Minuten"), kind=Kind.NUMBER, unit=_("Minuten")),
            )),
            Group("kassenzeichen", _("Kassenzeichen"), (
                Asked("cash_reference", _("Haben Sie einen eigenen Nummernkreis für Kassenzeichen?"), _("Bei „Nein“ vergibt dieser Dienst die Kassenzeichen."), kind=Kind.PART, empty=_("nein, dieser Dienst vergibt die Kassenzeichen")),
                Asked("cash_reference.prefix", _("Anfang"), _("Großbuchstaben und Ziffern, zum Beispiel VE; höchstens 16"), wrong=_("Hier sind nur Großbuchstaben und Ziffern erlaubt.")),
                Asked("cash_reference.year", _("Jahr der Zahlung"), kind=Kind.CHOICE, choices=(("none", _("kommt nicht vor")), ("short", _("zweistellig, zum Beispiel 26")), ("long", _("vierstellig, zum Beispiel 2026")))),
                Asked("cash_reference.separator", _("Zeichen zwischen den Teilen"), kind=Kind.CHOICE, choices=(("", _("keines")), ("-", _("Bindestrich")), (" ", _("Leerzeichen")))),
                Asked("cash_reference.width", _("Stellen der laufenden Nummer"), _("5 bis 18, sonst 8"), kind=Kind.NUMBER),
                Asked("cash_reference.first", _("Erste Nummer"), _("Sonst 1. Danach zählen wir weiter."), kind=Kind.NUMBER),
                Asked("cash_reference.check_digit", _("Prüfziffer am Ende"), _("Fragen Sie Ihre Kasse."), kind=Kind.CHOICE, choices=(
                    ("none", _("keine")), ("mod10", _("Modulo 10 (Luhn)")), ("mod11", _("Modulo 11")), ("mod97", _("Modulo 97-10, zwei Stellen")),
                )),
            ), _("So, wie Ihre Kasse sie haben will. Prüfen Sie ein Beispiel mit ihr, bevor Sie veröffentlichen.")),
        ),
        apart={
            "provider": _("Bezahldienst"), "account": _("Konto beim Bezahldienst"), "options": _("Angaben zum Bezahldienst"),
        },
        empty={"account": _("noch kein Konto"), "options": _("keine nötig")},
        names={
            "prefix": _("Anfang"), "year": _("Jahr"), "width": _("Stellen"), "first": _("erste Nummer"), "check_digit": _("Prüfziffer"),
            "separator": _("Trennzeichen"), "address": _("Adresse"), "user": _("Benutzername"), "flavour": _("Anmeldung"),
            "secret": _("Geheimnis (Name)"), "passphrase": _("Kennwort des Zertifikats (Name)"), "token_address": _("Adresse der Anmeldung"),
            "scope": _("Umfang"), "trusted": _("vertrautes Zertifikat"), "booking_data": _("Buchungsdaten"), "seconds": _("Wartezeit in Sekunden"),
        },
        values={"stripe": "Stripe", "xbezahldienste": "XBezahldienste", "rehearsal": _("Probe, ohne Geld"), "none": _("keine"), "short": _("zweistellig"), "long": _("vierstellig")},
        rules=(
            Together("longer than", "cash_reference.prefix", _("Das Kassenzeichen wird zu lang: Es passen 27 Zeichen. Kürzen Sie den Anfang oder die Stellen.")),
            Together("the first number has", "cash_reference.first", _("Die erste Nummer hat mehr Stellen, als vorgesehen sind.")),
            Together("goodwill is a person's", "refunds.automatic", _("Aus Kulanz erstattet nur ein Mensch, nie das System von selbst.")),
            Together("automatic refunds need", "refunds.four_eyes_above_cents", _("Nennen Sie einen Betrag, bis zu dem ohne Freigabe erstattet wird.")),
            Together("unknown provider", "provider", _("Diesen Bezahldienst gibt es hier nicht.")),
            Together("options: this provider has none", "options", _("Dieser Bezahldienst braucht keine weiteren Angaben.")),
            Together("account: originatorId", "account", _("Das Konto besteht aus zwei Teilen mit einem Schrägstrich dazwischen: originatorId/endPointId.")),
            Together("options.", "options", _("Die Angaben zum Bezahldienst sind unvollständig oder falsch.")),
        ),
    )
)  # fmt: skip
