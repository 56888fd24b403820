"""What the papers are told, for an obviously fictional case. Long enough to need several pages."""

from __future__ import annotations

from typing import Any

SENDER: dict[str, Any] = {
    "name": "Ausländerbehörde der Stadt Offenbach am Main",
    "address": ["Berliner Straße 60", "63065 Offenbach am Main"],
    "contact": ["Telefon 069 000000", "auslaenderbehoerde@example.org"],
    "accent": "#00539b",
}
COMMON: dict[str, Any] = {"language": "de", "sender": SENDER, "reference": "7K3M 9PXQ 2T4W"}


def _rows(**rows: str) -> list[dict[str, str]]:
    return [{"label": label.replace("_", " "), "value": value} for label, value in rows.items()]


FACTS = _rows(
    Eingegangen_am="22. November 2026, 10:00 Uhr", Gebühr="29,00 €", Davon_online_bezahlt="29,00 €",
    Identität_nachgewiesen_am="22. November 2026, 9:41 Uhr", Vertrauensniveau="hoch",
    Prüfsumme_des_Nachweises="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)  # fmt: skip
GROUPS = [
    {"title": "Ihr Name", "rows": _rows(Familienname="Mustermann", Vorname="Erika", Geburtsname="Gabler", Geschlecht="weiblich")},
    {
        "title": "Geburt und Staatsangehörigkeit",
        "rows": _rows(
            Geburtsdatum="12. August 1964", Geburtsort="Berlin", Staatsangehörigkeit="deutsch", Familienstand="verheiratet"
        ),
    },
    {
        "title": "Ihre Anschrift",
        "rows": _rows(Straße="Musterstraße", Hausnummer="12 a", Postleitzahl="63065", Ort="Offenbach am Main", Hauptwohnung="Ja"),
    },
    {
        "title": "Ihr Haushalt",
        "note": "Eine Person im Haushalt, die Sie unterhalten.",
        "rows": _rows(Person_1="Max Mustermann, geboren am 2. April 2015, Kind, eigenes Einkommen 0,00 €"),
    },
    {
        "title": "Ihr Einkommen",
        "rows": _rows(
            Einkünfte="Lohn oder Gehalt", Beruf="Ingenieurin", Arbeitgeber="Beispiel GmbH", Letzter_Monat="3.100,00 €",
            Vorletzter_Monat="3.100,00 €", Vor_drei_Monaten="3.150,50 €",
        ),
    },
    {"title": "Ihr Gast", "rows": _rows(Familienname="Şahin", Vorname="Ayşe", Geburtsdatum="Mai 1961", Geburtsort="Ankara")},
    {
        "title": "Der Aufenthalt",
        "rows": _rows(
            Zweck="Besuch oder Tourismus", Einreise="1. Februar 2027", Dauer="30 Tage",
            Bemerkung="Meine Mutter möchte ihr Enkelkind sehen. " * 12,
        ),
    },
]  # fmt: skip
PARAGRAPH = (
    "Sie haften für alle öffentlichen Mittel, die für den Lebensunterhalt Ihres Gastes aufgewendet werden: auch für "
    "Wohnung, Krankheit und Pflege. Das gilt fünf Jahre lang, auch wenn Ihr Gast länger bleibt als geplant."
)
PROOF = (
    "Fassung 2026-11, bestätigt am 22. November 2026, 9:58 Uhr, "
    "Prüfsumme 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)
TITLES = ("Worauf Sie sich einlassen", "Warnung vor einer übereilten Erklärung", "Weitergabe an die Visastelle")
SUMMARY: dict[str, Any] = {
    **COMMON,
    "title": "Verpflichtungserklärung",
    "facts": FACTS,
    "binding_note": "Dieser Antrag bindet noch nicht. Verbindlich wird die Erklärung erst mit der Unterschrift in der Behörde.",
    "groups": GROUPS,
    "proofs": [
        {"kind": "Lohn- oder Gehaltsabrechnungen", "about": "Abrechnungen August bis Oktober.pdf, 3 Seiten", "sha256": "ab" * 32},
        {"kind": "Kopie vom Reisepass Ihres Gastes", "about": "IMG_0042.jpg", "sha256": "cd" * 32},
    ],
    "texts_title": "Was Sie gelesen und bestätigt haben",
    "texts": [{"title": title, "body": [PARAGRAPH, "", PARAGRAPH, PARAGRAPH], "proof": PROOF} for title in TITLES],
}  # fmt: skip
RECEIPT: dict[str, Any] = {
    **COMMON,
    "title": "Eingangsbestätigung",
    "intro": "Wir haben Ihren Antrag auf eine Verpflichtungserklärung erhalten. Bewahren Sie diese Seite auf.",
    "code": "4HTR 8ZWN",
    "code_note": "Mit diesem Code und dem Link aus unserer E-Mail sehen Sie Ihre Dokumente und Nachrichten. Bewahren Sie ihn gut auf.",
    "facts": FACTS[:3],
    "next_steps": [
        "Wir prüfen Ihre Angaben und Nachweise. Das dauert etwa drei Wochen. Wenn etwas fehlt, schreiben wir Ihnen.",
        "Sie kommen einmal zu uns, weisen sich aus und unterschreiben. Bringen Sie Ihren Ausweis mit.",
        "Sie schicken das Original an Ihren Gast. Er legt es bei der Visastelle vor, höchstens sechs Monate später.",
    ],
    "address": "offenbach.zusage.example",
}  # fmt: skip
LETTER: dict[str, Any] = {
    **COMMON,
    "subject": "Ihr Antrag auf eine Verpflichtungserklärung für Ayşe Şahin: Ablehnung",
    "recipient": ["Erika Mustermann", "Musterstraße 12 a", "63065 Offenbach am Main"],
    "delivery": "Einwurf-Einschreiben",
    "info": _rows(Auskunft="Frau Beispiel", Ihr_Antrag_vom="22. November 2026"),
    "place_and_date": "22. November 2026",
    "salutation": "Guten Tag,",
    "sections": [
        {"paragraphs": ["wir können Ihre Verpflichtungserklärung nicht entgegennehmen, weil Ihr Einkommen nach unserer Prüfung nicht ausreicht."]},
        {
            "title": "Wie wir gerechnet haben",
            "paragraphs": ["Vom Einkommen bleibt ein Teil geschützt (§ 850c ZPO). Nur der Rest zählt für Ihren Gast:"],
            "items": ["Ihr Nettoeinkommen: 1.850,00 € im Monat", "davon zählt: 178,50 €", "nötig für Ihren Gast: 281,50 €"],
        },
        {
            "title": "Was Sie tun können",
            "items": ["eine Sicherheit hinterlegen", "gemeinsam mit einer zweiten Person erklären", "weniger Gäste einladen"],
        },
    ],
    "remedy": {
        "title": "Rechtsbehelfsbelehrung",
        "paragraphs": [
            "Gegen diesen Bescheid können Sie innerhalb eines Monats nach Bekanntgabe Klage beim Verwaltungsgericht "
            "Darmstadt, Julius-Reiber-Straße 37, 64293 Darmstadt, erheben."
        ],
    },
    "closing": ["Mit freundlichen Grüßen", "Ausländerbehörde der Stadt Offenbach am Main"],
    "form_note": "Dieses Schreiben wurde elektronisch erstellt und ist ohne Unterschrift gültig.",
    "enclosures": ["Berechnungsblatt"],
}  # fmt: skip
WORKSHEET: dict[str, Any] = {
    **COMMON,
    "title": "Berechnungsblatt zur Bonitätsprüfung",
    "checked_on": "22. November 2026",
    "facts": _rows(Aufenthalt="30 Tage ab 1. Februar 2027, 1 erwachsener Gast"),
    "lines": [
        {"label": "Einkommen", "kind": "heading"},
        {"label": "Netto im letzten Monat", "amount": "3.100,00 €", "source": "Angabe"},
        {"label": "Netto im vorletzten Monat", "amount": "3.100,00 €", "source": "Angabe"},
        {"label": "Netto vor drei Monaten", "amount": "3.150,50 €", "source": "Angabe"},
        {"label": "Durchschnitt", "amount": "3.116,83 €", "source": "errechnet", "kind": "sum"},
        {"label": "Was davon zählt", "kind": "heading"},
        {"label": "Personen mit Unterhalt", "amount": "1", "source": "Angabe, § 850c Abs. 2 ZPO"},
        {"label": "Geschützter Betrag", "amount": "2.183,63 €", "source": "Bekanntmachung, § 850c Abs. 1, 2 ZPO"},
        {"label": "Pfändbarer Betrag", "amount": "463,50 €", "source": "errechnet, § 850c ZPO", "kind": "sum"},
        {"label": "Was Ihr Gast braucht", "kind": "heading"},
        {"label": "Bedarf für 1 Erwachsenen", "amount": "281,50 €", "source": "Regelbedarfsstufe 1: 563,00 €"},
        {"label": "Es bleiben übrig", "amount": "182,00 €", "source": "errechnet", "kind": "result"},
    ],
    "result_title": "Vorschlag der Berechnung",
    "result": "Die Bonität ist nachgewiesen.",
    "reasons": ["Der Bedarf ist gedeckt.", "Alle Nachweise liegen vor und sind höchstens sechs Monate alt."],
    "would_change": ["Mit einem zweiten erwachsenen Gast wären 563,00 € nötig."],
    "basis": ["Pfändungstabelle gültig vom 1. Juli 2026 bis 30. Juni 2027", "Einstellungen der Stadt, Fassung 4"],
    "note": "Die Berechnung ist ein Vorschlag. Über die Anerkennung entscheidet ein Mensch.",
}  # fmt: skip
INVOICE: dict[str, Any] = {
    "sender": {"name": "Zusage Betrieb gGmbH", "address": ["Musterweg 1", "60311 Frankfurt am Main"], "contact": ["Rechnungsstelle"]},
    "recipient": ["ekom21 KGRZ", "Carlo-Mierendorff-Straße 11", "35398 Gießen"],
    "subject": "Rechnung Z2026-00001",
    "facts": _rows(Rechnungsdatum="22.11.2026", Leitweg_ID="04011000-1234512345-06"),
    "rows": [
        {"text": "Eingegangene Erklärungen", "period": "01.10.2026 bis 31.10.2026", "quantity": "62", "unit": "3,90 €", "net": "241,80 €"},
    ],
    "sums": _rows(Gesamtbetrag="287,74 €"),
    "notes": ["Bitte überweisen Sie den Gesamtbetrag bis zum 22.12.2026."],
}  # fmt: skip
PAPERS: dict[str, dict[str, Any]] = {
    "summary": SUMMARY, "receipt": RECEIPT, "decision_letter": LETTER, "worksheet": WORKSHEET, "invoice": INVOICE,
}  # fmt: skip
