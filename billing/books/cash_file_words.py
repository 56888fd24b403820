"""What the parts of the file for the cash system are called on its page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from billing.books.config import Align, Decimals, Encoding, LineEnding, Shape, Source
from configuration.asking import Asked, Kind
from configuration.words import Group

CASH_FILE = Group("datei", _("Datei für das Kassenverfahren"), (
    Asked("cash_file.shape", _("Welche Datei liest Ihr Kassenverfahren?"), kind=Kind.CHOICE, choices=(
        (Shape.NONE.value, _("Keine: Die beiden Listen als Tabelle genügen")), (Shape.CSV.value, _("Eine Tabelle mit Trennzeichen (CSV)")),
        (Shape.FIXED.value, _("Eine Datei mit festen Breiten")),
    )),
    Asked("cash_file.titles", _("Beginnt sie mit einer Zeile mit Überschriften?"), kind=Kind.YES_NO),
    Asked("cash_file.separator", _("Trennzeichen"), kind=Kind.CHOICE, choices=(
        (";", _("Semikolon ;")), (",", _("Komma ,")), ("|", _("senkrechter Strich |")), ("\t", _("Tabulator")),
    )),
    Asked("cash_file.encoding", _("Zeichensatz"), _("Fragen Sie den Hersteller. Meistens UTF-8 oder Windows."), kind=Kind.CHOICE, choices=(
        (Encoding.UTF_8.value, "UTF-8"), (Encoding.CP1252.value, _("Windows (CP1252)")), (Encoding.ISO_8859_15.value, "ISO-8859-15"),
    )),
    Asked("cash_file.line_ending", _("Zeilenende"), kind=Kind.CHOICE, choices=((LineEnding.CRLF.value, _("wie unter Windows")), (LineEnding.LF.value, _("wie unter Linux")))),
    Asked("cash_file.name", _("Name der Datei"), _("{batch} steht für die Nummer der Liste."), wrong=_("Im Namen sind Buchstaben, Ziffern, Punkt, Strich und {batch} erlaubt.")),
))  # fmt: skip

OF_A_LINE = (
    (Source.REFERENCE.value, _("Kassenzeichen")), (Source.AMOUNT.value, _("Betrag")), (Source.SIGN.value, _("Vorzeichen")),
    (Source.DAY.value, _("Tag")), (Source.KIND.value, _("Art: Zahlung, Erstattung, Rückbuchung")), (Source.CASE.value, _("Vorgangsnummer")),
    (Source.METHOD.value, _("Zahlart")), (Source.PROVIDER.value, _("Bezahldienst")), (Source.LINE.value, _("laufende Nummer")),
    (Source.BATCH.value, _("Nummer der Liste")), (Source.TEXT.value, _("fester Text")),
)  # fmt: skip
OF_THE_WHOLE = (
    (Source.TEXT.value, _("fester Text")), (Source.BATCH.value, _("Nummer der Liste")), (Source.COUNT.value, _("Anzahl der Zeilen")),
    (Source.SUM.value, _("Summe")), (Source.SINCE.value, _("erster Tag")), (Source.UNTIL.value, _("letzter Tag")),
    (Source.MADE.value, _("Tag, an dem die Datei entstand")),
)  # fmt: skip
SIDES = ((Align.LEFT.value, _("links")), (Align.RIGHT.value, _("rechts")))
DECIMALS = (
    (Decimals.COMMA.value, "29,00"),
    (Decimals.POINT.value, "29.00"),
    (Decimals.CENTS.value, _("2900, in Cent")),
)
