"""Why something could not be done, and how to mend it, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.history import HistoryLine
from casework.queue import STATE_LABELS
from desk import money_words
from desk.visit_refusals import texts_of
from kernel.errors import Refusal


@dataclass(frozen=True)
class Words:
    """``news`` is what others did to the case since the page was opened."""

    title: Any
    text: Any
    news: list[HistoryLine] = field(default_factory=list)


_BY_CODE: dict[str, tuple[Any, Any]] = {
    "changed_meanwhile": (
        _("Inzwischen ist in diesem Fall etwas geschehen."),
        _("Lesen Sie bitte, was neu ist. Wenn Ihr Schritt dann noch stimmt, senden Sie ihn noch einmal ab."),
    ),
    "no_finding": (
        _("Die Feststellung zur Bonität fehlt."),
        _("Stellen Sie zuerst fest, ob die Bonität nachgewiesen ist."),
    ),
    "finding_negative": (
        _("Die Bonität ist nicht nachgewiesen."),
        _("Fragen Sie nach einer Sicherheit, hören Sie zur Ablehnung an, oder stellen Sie die Bonität neu fest."),
    ),
    "second_person_needed": (
        _("Eine zweite Person muss die Feststellung bestätigen."),
        _("Bitten Sie eine Kollegin oder einen Kollegen, den Fall zu öffnen und zu bestätigen."),
    ),
    "same_person": (
        _("Das muss eine andere Person bestätigen."),
        _("Sie haben die Bonität selbst festgestellt. Bestätigen kann nur jemand anderes."),
    ),
    "reason_missing": (
        _("Die Begründung fehlt."),
        _("Schreiben Sie bitte in einem oder zwei Sätzen, warum."),
    ),
    "hearing_running": (
        _("Die Anhörung läuft noch."),
        _("Ablehnen können Sie, sobald die Antwort da ist oder die Frist vorbei ist."),
    ),
    "not_allowed_without_proof": (
        _("Ohne Nachweis erkennt Ihre Behörde nicht an."),
        _("Stellen Sie die Bonität neu fest, wenn neue Nachweise da sind, oder entscheiden Sie anders."),
    ),
    "serial_missing": (
        _("Die Seriennummer fehlt."),
        _("Sie steht auf dem amtlichen Vordruck."),
    ),
    "not_now": (
        _("In diesem Stand lassen sich die Zahlen nicht berichtigen."),
        _("Nehmen Sie den Fall zuerst in Prüfung. Nach der Entscheidung geht es nicht mehr."),
    ),
    "unchanged": (
        _("Es gibt nichts zu berichtigen."),
        _("Tragen Sie ein, was auf den Nachweisen anders steht als im Antrag."),
    ),
    "case_erased": (
        _("Die Daten dieses Falls sind gelöscht."),
        _("Hier ist nichts mehr zu tun."),
    ),
    "not_stuck": (
        _("Diese Zustellung läuft schon wieder."),
        _("Sie müssen nichts tun."),
    ),
}  # fmt: skip
_OTHERWISE = (_("Das geht in diesem Stand nicht."), _("Laden Sie den Fall neu und sehen Sie nach, wo er steht."))


def words_of(refusal: Refusal, *, news: list[HistoryLine] | None = None) -> Words:
    special = texts_of(refusal) or money_words.texts_of(refusal)
    if special is not None:
        return Words(*special)
    if refusal.code == "no_such_transition":
        state = STATE_LABELS.get(refusal.params.get("source", ""), "")
        title = _("Der Fall steht inzwischen auf „%(state)s“.") % {"state": state}
        return Words(title, _("Dieser Schritt ist von dort aus nicht möglich. Öffnen Sie den Fall neu."))
    title, text = _BY_CODE.get(refusal.code, _OTHERWISE)
    return Words(title, text, news or [])
