"""In plain words: what the authority's codes mean to a sponsor, and why a message could not be carried out, for the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.xauslaender.incoming import StatusCode

# Code list ozg.status, version 4. It has no code for an outcome.
STATUS: dict[str, Any] = {
    StatusCode.RECEIVED: _("Ihr Antrag ist bei der Ausländerbehörde angekommen."),
    StatusCode.ANSWER_RECEIVED: _("Ihre Antwort ist bei der Ausländerbehörde angekommen."),
    StatusCode.WITHDRAWAL_RECEIVED: _("Die Ausländerbehörde weiß, dass Sie den Antrag zurückgezogen haben."),
    StatusCode.EXAMINED: _(
        "Die Ausländerbehörde hat Ihren Antrag geprüft. Wie es weitergeht, entscheidet sie als Nächstes."
    ),
    StatusCode.AGREEMENT: _("Die Vereinbarung mit der Behörde ist wirksam."),
    StatusCode.PAPERS_COMPLETE: _("Ihre Unterlagen sind vollständig angekommen."),
}
OTHER_STATUS = _("Die Ausländerbehörde hat einen neuen Stand gemeldet. Sie hat keine Erklärung dazu geschickt.")

REFUSED: dict[str, Any] = {
    "case_unknown": _("Die Vorgangsnummer gibt es in Ihrer Behörde nicht."),
    "case_gone": _("Die Daten dieses Vorgangs sind gelöscht."),
    "other_author": _("Die Nachricht kommt von einer anderen Behörde als der, die für diesen Vorgang zuständig ist."),
    "other_reader": _("Die Nachricht ist an ein anderes Portal gerichtet."),
    "answers_unknown": _("Die Nachricht bezieht sich auf keine unserer Nachrichten zu diesem Vorgang."),
    "test_message": _("Das war eine Testnachricht zu einem echten Vorgang."),
    "message_id_reused": _("Die Nummer der Nachricht wurde schon für eine andere Nachricht verwendet."),
    "worked_here": _("Dieser Vorgang wird an diesem Arbeitsplatz bearbeitet, nicht im Fachverfahren."),
    "case_decided": _("Über den Vorgang ist schon entschieden. Die einladende Person hat nichts davon erfahren."),
    "case_over": _("Der Vorgang ist schon beendet. Die einladende Person hat nichts davon erfahren."),
    "not_withdrawn": _("Der Antrag ist nicht zurückgezogen."),
    "sent_back": _("Das Fachverfahren hat unsere Nachricht als fehlerhaft zurückgewiesen. Bitte wenden Sie sich an Ihre IT."),
    "wanted_again": _("Das Fachverfahren möchte unsere Nachricht noch einmal bekommen. Bitte übergeben Sie sie neu."),
    "not_for_them": _(
        "Das Fachverfahren sagt, dass unsere Nachricht nicht für diese Behörde ist. Bitte wenden Sie sich an Ihre IT."
    ),
    "unforeseen": _("Beim Ausführen ist ein Fehler aufgetreten. Bitte wenden Sie sich an Ihre IT."),
    "too_large": _("Die Nachricht ist zu groß."),
}  # fmt: skip
UNREADABLE = _("Die Nachricht entspricht nicht dem Standard und kann nicht gelesen werden.")
TYPES: dict[str, Any] = {
    "130102": _("Frage an die einladende Person"),
    "130104": _("Stand"),
    "130105": _("Termin"),
    "130107": _("Antwort auf die Rücknahme"),
    "130109": _("Nicht zuständig"),
    "000002": _("Zurückweisung unserer Nachricht"),
    "000020": _("Bitte um erneute Sendung"),
    "000030": _("Nachricht nicht für diese Behörde"),
}


def status_in_words(code: str) -> Any:
    return STATUS.get(code, OTHER_STATUS)


def refused_in_words(code: str) -> Any:
    return REFUSED.get(code, UNREADABLE)
