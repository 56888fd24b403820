"""Words for the books: what differs, what it means, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.books.kinds import FileKind, How, Kind
from billing.books.refusals import UnableToClose, UnableToExport
from billing.providers.pay_outs import PayOutStatus
from desk.refusals import Words
from kernel.errors import Refusal


@dataclass(frozen=True)
class About:
    """``title`` in a table; ``text`` what it means; ``todo`` what helps."""

    title: Any
    text: Any
    todo: Any


DIFFERENCES: dict[str, About] = {
    Kind.SILENT: About(
        _("Zahlungsdienst antwortet nicht"),
        _(
            "Wir konnten das Buch Ihres Kontos beim Zahlungsdienst nicht lesen. Der Abgleich wird von selbst nachgeholt."
        ),
        _("Dauert es länger, fragen Sie beim Zahlungsdienst nach, ob das Konto noch in Ordnung ist."),
    ),
    Kind.CURRENCY: About(
        _("Nicht in Euro"),
        _("Diese Zahlung ist beim Zahlungsdienst in einer anderen Währung gebucht."),
        _("Prüfen Sie die Buchung beim Zahlungsdienst."),
    ),
    Kind.UNKNOWN_HERE: About(
        _("Beim Zahlungsdienst bezahlt, hier nicht"),
        _("Der Zahlungsdienst hat das Geld. Hier gilt die Zahlung nicht als bezahlt."),
        _("Öffnen Sie den Fall und fragen Sie beim Zahlungsdienst nach. Meist ist danach alles in Ordnung."),
    ),
    Kind.FOREIGN: About(
        _("Zahlung aus einem anderen Verfahren"),
        _("Auf demselben Konto ist eine Zahlung eingegangen, die nicht zu diesem Dienst gehört."),
        _("Schließen Sie den Eintrag, wenn die Zahlung zu einem anderen Verfahren gehört."),
    ),
    Kind.PENDING_LONG: About(
        _("Seit Tagen offen"),
        _("Diese Zahlung ist weder eingegangen noch gescheitert."),
        _("Öffnen Sie den Fall und fragen Sie beim Zahlungsdienst nach."),
    ),
    Kind.MISSING_THERE: About(
        _("Hier bezahlt, beim Zahlungsdienst nicht"),
        _("Hier gilt die Zahlung als bezahlt. Beim Zahlungsdienst ist sie nicht gebucht."),
        _("Suchen Sie die Zahlung beim Zahlungsdienst mit dem Kassenzeichen."),
    ),
    Kind.TWICE: About(
        _("Doppelt bezahlt"),
        _("Für diesen Fall ist das Geld zweimal eingegangen."),
        _("Veranlassen Sie die Erstattung der zweiten Zahlung."),
    ),
    Kind.AMOUNT: About(
        _("Betrag weicht ab"),
        _("Hier und beim Zahlungsdienst stehen verschiedene Beträge."),
        _("Vergleichen Sie die Beträge beim Zahlungsdienst."),
    ),
    Kind.CHARGED_BACK: About(
        _("Zurückgebucht"),
        _("Die Bank der zahlenden Person hat das Geld zurückgeholt oder will es zurückholen."),
        _("Prüfen Sie beim Zahlungsdienst, bis wann Sie antworten können, und ob die Gebühr neu gefordert wird."),
    ),
    Kind.REFUND_MISSING_THERE: About(
        _("Erstattung fehlt beim Zahlungsdienst"),
        _("Hier gilt der Betrag als erstattet. Beim Zahlungsdienst ist keine Erstattung gebucht."),
        _("Prüfen Sie die Erstattung beim Zahlungsdienst."),
    ),
    Kind.REFUND_MISSING_HERE: About(
        _("Erstattung fehlt hier"),
        _("Beim Zahlungsdienst wurde Geld erstattet, ohne dass es hier veranlasst wurde."),
        _("Klären Sie, wer die Erstattung beim Zahlungsdienst veranlasst hat."),
    ),
    Kind.NOT_EXPORTED: About(
        _("Ausgezahlt, aber die Kasse hat die Buchung nicht"),
        _("Das Geld ist auf dem Weg zu Ihrer Bank. Es steht noch in keiner Buchungsliste für die Kasse."),
        _("Erstellen Sie eine neue Buchungsliste für die Kasse."),
    ),
    Kind.REVERSED_LATER: About(
        _("Zurückgegangen, nachdem die Kasse die Buchung bekam"),
        _("Die Kasse hat die Einzahlung, aber noch nicht, dass Geld zurückgegangen ist."),
        _("Erstellen Sie eine neue Buchungsliste für die Kasse."),
    ),
    Kind.UNPAID: About(
        _("Gebühr nicht bezahlt"),
        _("Für diesen Fall müsste die Gebühr längst bezahlt sein. Es gibt keine Zahlung."),
        _("Fordern Sie die Gebühr an, oder lassen Sie über einen Erlass entscheiden. Bezahlt werden kann am Schalter."),
    ),
    Kind.PAY_OUT_FAILED: About(
        _("Auszahlung an Ihre Bank gescheitert"),
        _("Ihre Bank hat Geld nicht angenommen. Es liegt wieder beim Zahlungsdienst."),
        _(
            "Prüfen Sie beim Zahlungsdienst die Bankverbindung. Nach der nächsten Auszahlung erledigt sich dieser Eintrag."
        ),
    ),
}
PAY_OUTS: dict[str, Any] = {
    PayOutStatus.PENDING: _("auf dem Weg"),
    PayOutStatus.PAID: _("ausgezahlt"),
    PayOutStatus.FAILED: _("gescheitert"),
    PayOutStatus.CANCELLED: _("zurückgenommen"),
}
HOW: dict[str, Any] = {
    How.AGREED: _("hat sich erledigt: Alle Seiten stimmen überein"),
    How.CHANGED: _("ist jetzt eine andere Abweichung"),
    How.STAFF: _("von Hand geschlossen"),
}
FILES: dict[str, Any] = {
    FileKind.CASH: _("Datei für das Kassenverfahren"),
    FileKind.GERMAN: _("Tabelle für Excel"),
    FileKind.MACHINE: _("Tabelle für Programme"),
}
DONE: dict[str, Any] = {
    "taken": _("Sie sind jetzt für diese Abweichung zuständig."),
    "closed": _("Die Abweichung ist geschlossen."),
    "exported": _("Die Buchungsliste ist erstellt. Sie können die Dateien jetzt herunterladen."),
}
_REFUSED: dict[str, tuple[Any, Any]] = {
    "closed_before": (_("Diese Abweichung ist schon geschlossen."), _("Hier ist nichts mehr zu tun.")),
    "remark_missing": (_("Die Bemerkung fehlt."), _("Schreiben Sie bitte in einem Satz, warum das in Ordnung ist.")),
    "owned": (
        _("Für diese Abweichung ist eine andere Person zuständig."),
        _("Sprechen Sie sich ab, und übernehmen Sie sie dann."),
    ),
    "not_over": (_("Dieser Tag ist noch nicht vorbei."), _("Wählen Sie einen Tag bis gestern.")),
    "nothing_new": (_("Es gibt nichts Neues für die Kasse."), _("Bis zu diesem Tag hat die Kasse schon alles.")),
    "somebody_else": (
        _("Jemand anderes erstellt gerade eine Buchungsliste."),
        _("Laden Sie die Seite neu. Vielleicht ist schon alles dabei."),
    ),
}  # fmt: skip


def words_of(refusal: Refusal) -> Words:
    if isinstance(refusal, UnableToExport) and refusal.code == "too_narrow":
        told = refusal.params
        title = _("Das Feld „%(field)s“ ist zu schmal.") % told
        text = _("Ein Wert braucht %(needed)d Zeichen, eingestellt sind %(width)d.") % told
        return Words(title, f"{text} {_nothing_written()}")
    if isinstance(refusal, UnableToExport) and refusal.code == "not_in_encoding":
        told = refusal.params
        title = _("Ein Zeichen im Feld „%(field)s“ passt nicht in die Datei.") % told
        text = _("Der Zeichensatz %(encoding)s kennt es nicht.") % told
        return Words(title, f"{text} {_nothing_written()}")
    assert isinstance(refusal, UnableToExport | UnableToClose)  # noqa: S101  these pages refuse with nothing else
    return Words(*_REFUSED[refusal.code])


def _nothing_written() -> Any:
    return _("Es wurde keine Liste erstellt. Bitte lassen Sie die Einstellung der Kassendatei ändern.")
