"""What staff read about a message of the case system that could not be read: for each code what it means and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_ASK_IT = _("Bitte fragen Sie die Betreiber Ihres Fachverfahrens.")
WORDS: dict[str, Any] = {
    "empty": _("Das Fachverfahren hat eine leere Nachricht geschickt."),
    "too_large": _("Die Nachricht des Fachverfahrens ist zu groß. Sie wurde nicht gelesen."),
    "wrong_encoding": _("Die Nachricht des Fachverfahrens ist nicht in UTF-8 geschrieben."),
    "doctype": _("Die Nachricht des Fachverfahrens enthält etwas, das nicht hineingehört. Sie wurde nicht gelesen."),
    "too_deep": _("Die Nachricht des Fachverfahrens ist ungewöhnlich gebaut. Sie wurde nicht gelesen."),
    "too_many_elements": _("Die Nachricht des Fachverfahrens ist ungewöhnlich gebaut. Sie wurde nicht gelesen."),
    "not_xml": _("Was das Fachverfahren geschickt hat, ist keine Nachricht."),
    "unknown_standard": _("Was das Fachverfahren geschickt hat, ist keine Nachricht des Standards XAusländer."),
    "unknown_version": _("Das Fachverfahren spricht eine Version des Standards, die wir nicht lesen können."),
    "unknown_type": _("Das Fachverfahren hat eine Nachricht geschickt, die hier nicht vorgesehen ist."),
    "invalid": _("Die Nachricht des Fachverfahrens entspricht nicht dem Standard."),
    "file_not_pdf_or_jpeg": _("In der Nachricht liegt eine Datei, die weder PDF noch JPEG ist."),
}


def explanation(code: str) -> Any:
    """Words for a code of ``xauslaender.incoming.UnableToRead``; for any other, that somebody should ask."""
    return WORDS.get(code, _ASK_IT)
