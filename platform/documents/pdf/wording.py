"""The fixed words of the papers, in the language that is active."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenants.binding import in_rehearsal


def words() -> dict[str, str]:
    return {
        "page": _("Seite"),
        "of": _("von"),
        "reference": _("Vorgangsnummer"),
        "date": _("Datum"),
        "sample_line": _sample_line(),
        "detail": _("Angabe"),
        "content": _("Inhalt"),
        "answer": _("Antwort"),
        "proofs": _("Hochgeladene Nachweise"),
        "proof": _("Nachweis"),
        "checksum": _("Prüfsumme (SHA-256)"),
        "german_text": _("Maßgeblich ist der deutsche Text:"),
        "code": _("Ihr kurzer Code"),
        "next": _("So geht es weiter"),
        "enclosures": _("Anlagen"),
        "step": _("Schritt"),
        "number": _("Nr."),
        "time": _("Uhrzeit"),
        "seconds": _("Sekunden"),
        "result": _("Ergebnis"),
        "source": _("Quelle"),
        "amount": _("Betrag im Monat"),
        "checked_on": _("Stand der Berechnung"),
        "reasons": _("Gründe"),
        "would_change": _("Was das Ergebnis ändern würde"),
        "basis": _("Grundlagen"),
        "service": _("Leistung"),
        "quantity": _("Menge"),
        "unit_price": _("Einzelpreis"),
        "net": _("Netto"),
        "sum": _("Summe"),
        "amount_due": _("Betrag"),
    }


def _sample_line() -> str:
    if in_rehearsal():
        return _("Hier wird nichts wirklich beantragt. Dieses Papier gilt nicht.")
    return _("Die Texte in diesem Dokument sind noch nicht freigegeben. Es gilt nicht.")
