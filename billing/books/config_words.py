"""What the rules of the books are called for the person who sets them up. The cash system's file has a page of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from billing.books.config import BooksSection, Foreign
from configuration.asking import Asked, Kind, Together
from configuration.words import Group, SectionWords, describe

WORDS = describe(
    SectionWords(
        section=BooksSection,
        title=_("Kasse: Listen und Abgleich"),
        about=_("Was Ihre Kasse von uns bekommt und wann sie auf eine Differenz aufmerksam wird."),
        place=87,
        groups=(
            Group("abgleich", _("Abgleich"), (
                Asked("foreign", _("Zahlungen auf dem Konto, die nicht von hier sind"), kind=Kind.CHOICE, choices=(
                    (Foreign.REPORT.value, _("als Differenz melden")), (Foreign.IGNORE.value, _("nicht beachten")),
                ), hints=((Foreign.IGNORE.value, _("Wenn Sie das Konto auch für anderes benutzen.")),)),
                Asked("export_within_days", _("Eine Zahlung muss in der Liste für die Kasse stehen nach"), _("0, wenn Ihre Kasse keine Listen bekommt; höchstens 90 Tage"), kind=Kind.NUMBER, unit=_("Tagen")),
                Asked("pending_days", _("Eine Zahlung, die nicht ankommt, wird gemeldet nach"), _("Eine Lastschrift darf 14 Tage brauchen. 1 bis 60 Tage"), kind=Kind.NUMBER, unit=_("Tagen")),
            )),
        ),
        apart={"cash_file": _("Datei für das Kassenverfahren")},
        names={
            "shape": _("Aufbau"), "columns": _("Felder"), "head": _("Kopfzeile"), "foot": _("Schlusszeile"), "titles": _("Zeile mit Überschriften"),
            "cash_file.separator": _("Trennzeichen"), "encoding": _("Zeichensatz"), "line_ending": _("Zeilenende"), "name": _("Name der Datei"),
            "source": _("Inhalt"), "title": _("Überschrift"), "text": _("fester Text"), "width": _("Breite"), "align": _("ausgerichtet"),
            "pad": _("aufgefüllt mit"), "decimals": _("Beträge"), "unsigned": _("ohne Vorzeichen"), "date_format": _("Datum"), "words": _("eigene Wörter"),
            "separator": _("Trennzeichen"),
        },
        values={
            "none": _("keine Datei"), "csv": _("Tabelle (CSV)"), "fixed": _("feste Breiten"), "line": _("laufende Nummer"), "batch": _("Nummer der Liste"),
            "reference": _("Kassenzeichen"), "case": _("Vorgangsnummer"), "kind": _("Art"), "amount": _("Betrag"), "sign": _("Vorzeichen"),
            "day": _("Tag"), "method": _("Zahlart"), "provider": _("Bezahldienst"), "count": _("Anzahl"), "sum": _("Summe"), "since": _("erster Tag"),
            "until": _("letzter Tag"), "made": _("erstellt am"), "cents": "2900", "comma": "29,00", "point": "29.00", "left": _("links"), "right": _("rechts"),
        },
        rules=(
            Together("no control characters", "cash_file", _("Hier sind nur sichtbare Zeichen erlaubt.")),
            Together("made of %d", "cash_file", _("Ein Datum besteht aus %d, %m, %Y, %y oder %j und Zeichen dazwischen.")),
            Together("a file for the cash system needs", "cash_file", _("Die Datei braucht mindestens ein Feld.")),
            Together("a file with fixed widths", "cash_file", _("Bei festen Breiten braucht jedes Feld eine Breite.")),
            Together("counts and sums", "cash_file", _("Anzahl, Summe und Zeitraum gibt es nur in der Kopf- oder Schlusszeile.")),
            Together("head and foot", "cash_file", _("In Kopf- und Schlusszeile stehen keine Werte einer einzelnen Zahlung.")),
            Together("the name of the file", "cash_file", _("Im Namen der Datei gibt es nur den Platzhalter {batch}.")),
        ),
    )
)  # fmt: skip
