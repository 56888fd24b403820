"""Why something could not be done, and how to mend it, in words for the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.history import HistoryLine
from casework.queue import STATE_LABELS
from desk import delivery_words, money_words
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
    "worked_here": (
        _("Diesen Fall entscheidet Ihre Behörde hier am Arbeitsplatz."),
        _("Ein Ergebnis aus dem Fachverfahren gibt es dafür nicht. Entscheiden Sie bitte im Fall selbst."),
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
    "fee_paid": (
        _("Die Gebühr ist schon bezahlt."),
        _("Was zu viel bezahlt ist, geht als Erstattung zurück. Entscheiden Sie das dort."),
    ),
    "fee_under_way": (
        _("Eine Online-Zahlung ist unterwegs."),
        _("Warten Sie, bis die Bank sie bestätigt hat. Dann ist der Weg die Erstattung."),
    ),
    "not_open": (
        _("In diesem Stand ist hier keine Gebühr zu zahlen."),
        _("Zu entscheiden oder anzunehmen ist nichts."),
    ),
    "no_fee": (
        _("Ihre Behörde erhebt für diesen Fall keine Gebühr."),
        _("Zu entscheiden ist nichts."),
    ),
    "wrong_ground": (
        _("Dieser Grund passt nicht zu Ihrer Entscheidung."),
        _("Für Ermäßigung und Erlass gibt es drei Gründe. Wählen Sie bitte einen davon aus."),
    ),
    "guests_not_minor": (
        _("Nicht alle Gäste sind minderjährig."),
        _("Die Hälfte gilt nur zugunsten Minderjähriger (§ 50 Abs. 1 AufenthV). Prüfen Sie die Geburtsdaten."),
    ),
    "not_less": (
        _("Das ist keine Ermäßigung."),
        _("Der Betrag muss kleiner sein als die volle Gebühr und größer als 0 Euro."),
    ),
    "nothing_to_pay": (
        _("Für diesen Fall ist nichts zu bezahlen."),
        _("Nehmen Sie bitte kein Geld an."),
    ),
    "already_paid": (
        _("Die Gebühr ist schon bezahlt."),
        _("Nehmen Sie bitte kein Geld an. Die Zahlung steht im Fall unter „Gebühr“."),
    ),
    "under_way": (
        _("Eine Online-Zahlung ist unterwegs."),
        _("Die Bank bestätigt sie noch. Nehmen Sie bitte kein Geld an, sonst wäre doppelt bezahlt."),
    ),
    "other_district": (
        _("Für diese Postleitzahl ist eine andere Behörde zuständig."),
        _("Nehmen Sie bitte kein Geld an."),
    ),
    "not_paid": (
        _("Diese Buchung ist nicht mehr offen."),
        _("Sie ist schon storniert oder erstattet."),
    ),
    "too_late": (
        _("Stornieren geht nur am selben Tag."),
        _("Danach ist der Weg die Erstattung."),
    ),
    "other_person": (
        _("Diese Buchung hat jemand anderes gemacht."),
        _("Stornieren kann sie nur, wer sie gemacht hat, oder die Teamleitung."),
    ),
    "case_erased": (
        _("Die Daten dieses Falls sind gelöscht."),
        _("Hier ist nichts mehr zu tun."),
    ),
    "no_label": (
        _("Der Name fehlt."),
        _("Geben Sie dem Schlüssel einen Namen, an dem Sie ihn später wiedererkennen."),
    ),
    "no_scope": (
        _("Der Schlüssel öffnet noch nichts."),
        _("Wählen Sie mindestens ein Recht aus."),
    ),
    "bad_days": (
        _("Diese Dauer geht nicht."),
        _("Ein Schlüssel gilt mindestens einen Tag und höchstens zwei Jahre."),
    ),
    "too_many_keys": (
        _("Es gibt schon 20 gültige Schlüssel."),
        _("Sperren Sie zuerst die, die niemand mehr braucht."),
    ),
    "not_stuck": (
        _("Diese Zustellung läuft schon wieder."),
        _("Sie müssen nichts tun."),
    ),
    **delivery_words.REFUSALS,
}  # fmt: skip
_OTHERWISE = (_("Das geht in diesem Stand nicht."), _("Laden Sie den Fall neu und sehen Sie nach, wo er steht."))


def words_of(refusal: Refusal, *, news: list[HistoryLine] | None = None) -> Words:
    special = texts_of(refusal) or money_words.texts_of(refusal)
    if refusal.code == "too_often":
        special = delivery_words.often_words(refusal)
    if special is not None:
        return Words(*special)
    if refusal.code == "no_such_transition":
        state = STATE_LABELS.get(refusal.params.get("source", ""), "")
        title = _("Der Fall steht inzwischen auf „%(state)s“.") % {"state": state}
        return Words(title, _("Dieser Schritt ist von dort aus nicht möglich. Öffnen Sie den Fall neu."))
    title, text = _BY_CODE.get(refusal.code, _OTHERWISE)
    return Words(title, text, news or [])
