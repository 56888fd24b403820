"""Words for codes that only the desk shows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.fees import relief
from billing.payments import counter
from billing.payments.models import PaymentEvent
from casework import history
from desk import delivery_words, money_words

DONE: dict[str, Any] = {
    "take_up": _("Sie haben den Fall in Prüfung genommen."),
    "assign": _("Die Zuständigkeit ist geändert."),
    "note": _("Die Notiz ist gespeichert."),
    "request_more": _("Ihre Frage ist gestellt. Die einladende Person bekommt eine E-Mail, dass es etwas Neues gibt."),
    "resume": _("Die Prüfung geht weiter. Offene Fragen sind geschlossen."),
    "security": _("Sie haben nach einer Sicherheit gefragt. Die einladende Person bekommt eine E-Mail."),
    "correct": _("Die Zahlen sind berichtigt. Die Berechnung ist neu."),
    "check": _("Ihre Feststellung ist gespeichert, zusammen mit der Berechnung von heute."),
    "confirm": _("Die Feststellung ist bestätigt."),
    "approve": _("Die Erklärung ist anerkannt. Die einladende Person bekommt eine E-Mail."),
    "hearing": _("Die Anhörung läuft. Die einladende Person bekommt eine E-Mail."),
    "refuse": _("Die Erklärung ist abgelehnt. Das Schreiben liegt bereit, die einladende Person bekommt eine E-Mail."),
    "forward": _("Der Fall ist weiterverwiesen. Die einladende Person bekommt eine E-Mail."),
    "report": _("Das Ergebnis ist gemeldet."),
    "sign": _("Die Unterschrift ist festgehalten."),
    "issue": _("Die Urkunde ist ausgestellt."),
    "hand_over": _("Die Übergabe ist festgehalten."),
    "post": _("Der Versand ist festgehalten."),
    "fee": _("Ihre Entscheidung über die Gebühr ist gespeichert."),
    "take_payment": _("Die Zahlung ist gebucht. Die Quittung steht unter „Gebühr“ bereit."),
    "void_payment": _("Die Buchung ist storniert. Die Gebühr ist wieder offen."),
    "check_payment": _("Wir haben beim Zahlungsdienst nachgefragt."),
    "visit_book": _("Der Termin ist vergeben. Die einladende Person bekommt eine E-Mail mit allen Angaben."),
    "visit_cancel": _("Der Termin ist abgesagt. Die einladende Person bekommt eine E-Mail."),
    "arrive": _("Die Person ist da."),
    "serve": _("Der Termin ist erledigt."),
    "miss": _("Nicht erschienen. Der Platz ist wieder frei."),
    "undo": _("Der letzte Schritt ist zurückgenommen."),
    "closed": _("Der Kalender ist geschlossen."),
    "opened": _("Der Kalender ist geöffnet. Die Zeiten sind ab jetzt buchbar."),
    "taken_back": _("Die Änderung ist zurückgenommen."),
    "feed_revoked": _("Das Abo ist beendet. Die Adresse antwortet niemandem mehr."),
    "account_check": _("Wir haben beim Zahlungsdienst nach dem Konto gefragt."),
    "account_opened": _("Das Konto ist angelegt. Machen Sie jetzt die Angaben, die der Zahlungsdienst möchte."),
    "account_used": _("Ab jetzt wird auf dieses Konto bezahlt."),
    "key_revoked": _("Der Schlüssel ist gesperrt. Er öffnet ab jetzt nichts mehr."),
    "resend": _("Die Nachricht wird noch einmal übergeben."),
    **delivery_words.DONE,
    **money_words.DONE,
}
RESULTS: dict[str, Any] = {
    "PROVEN": _("nachgewiesen"),
    "CREDIBLE": _("glaubhaft gemacht"),
    "NOT_PROVEN": _("nicht nachgewiesen"),
}
REQUESTS: dict[str, Any] = {
    "more": _("Nachforderung"),
    "security": _("Frage nach einer Sicherheit"),
    "hearing": _("Anhörung"),
}
OUTCOMES: dict[str, Any] = {"approved": _("Anerkannt"), "refused": _("Abgelehnt")}
PAYMENTS: dict[str, Any] = {
    "none": _("jetzt ist online nichts zu zahlen"),
    "due": _("noch nicht bezahlt"),
    "at_pickup": _("offen, wird bei der Übergabe bezahlt"),
    "at_counter": _("offen, wird am Schalter bezahlt"),
    "under_way": _("Zahlung ist unterwegs"),
    "paid": _("bezahlt"),
    "refunded": _("ganz erstattet"),
}
PAYMENT_EVENTS: dict[str, Any] = {
    "created": _("Zahlung begonnen"),
    "pending": _("Bezahlseite geöffnet"),
    "under_way": _("Die Bank arbeitet daran"),
    "declined": _("Zahlungsart abgelehnt, neuer Versuch möglich"),
    "notified": _("Nachricht vom Zahlungsdienst"),
    "paid": _("Bezahlt"),
    "failed": _("Fehlgeschlagen"),
    "expired": _("Abgelaufen"),
    "refunded": _("Erstattet"),
    "charged_back": _("Zurückgebucht"),
    "too_much": _("Mehr bezahlt als zu zahlen war"),
    "unavailable": _("Zahlungsdienst nicht erreichbar"),
    "refused": _("Der Zahlungsdienst hat abgelehnt"),
    "misconfigured": _("Die Verbindung zum Zahlungsdienst stimmt nicht"),
    "mismatch": _("Betrag oder Konto weichen ab: bitte prüfen"),
    **money_words.EVENTS,
}
PAYMENT_SOURCES: dict[str, Any] = {
    PaymentEvent.Source.START: _("beim Beginn"),
    PaymentEvent.Source.NOTIFICATION: _("vom Zahlungsdienst gemeldet"),
    PaymentEvent.Source.POLL: _("regelmäßig nachgefragt"),
    PaymentEvent.Source.RETURN: _("bei der Rückkehr"),
    PaymentEvent.Source.DESK: _("vom Arbeitsplatz"),
    PaymentEvent.Source.TIMER: _("automatisch"),
}
ATTENTION: dict[str, Any] = {
    "mismatch": _("Betrag oder Konto weichen ab. Bitte prüfen Sie die Zahlung beim Zahlungsdienst."),
    "surplus": _("Die Gebühr wurde doppelt bezahlt. Bitte veranlassen Sie die Erstattung."),
    "too_much": _(
        "Es wurde mehr bezahlt, als nach Ihrer Entscheidung zu zahlen war. Bitte veranlassen Sie die Erstattung."
    ),
    "refused": _("Der Zahlungsdienst hat die Zahlung nicht angenommen."),
    "misconfigured": _("Die Verbindung zum Zahlungsdienst stimmt nicht. Bitte wenden Sie sich an Ihre IT."),
    "silent": _("Der Zahlungsdienst antwortet seit mehr als einem Tag nicht."),
    **money_words.ATTENTION,
}
FEE_KINDS: dict[str, Any] = history.FEE_KINDS
FEE_GROUNDS: dict[str, Any] = {ground.value: label for ground, label in relief.LABELS.items()}
FEE_SOURCES: dict[str, str] = {ground.value: source for ground, source in relief.SOURCES.items()}
AT_COUNTER: dict[str, Any] = {method.value: label for method, label in counter.METHODS.items()}
MISTAKES: dict[str, Any] = {mistake.value: label for mistake, label in counter.MISTAKES.items()}
TO_TREASURY = _("Zur Kasse")
EVIDENCE_LEVELS: dict[str, Any] = {
    "normal": _("normal"),
    "substanziell": _("substanziell"),
    "hoch": _("hoch"),
}
