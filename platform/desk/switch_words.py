"""What the pages of a change of provider say: what stands now, what comes next, why something was refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.payments.switching import UnableToSwitch
from desk.refusals import Words

REFUSALS: dict[str, tuple[Any, Any]] = {
    "under_way": (
        _("Es läuft schon ein Wechsel."),
        _("Führen Sie ihn zu Ende oder brechen Sie ihn ab. Erst dann kann ein neuer beginnen."),
    ),
    "over": (
        _("Dieser Wechsel ist schon zu Ende."),
        _("Unten sehen Sie, wie er ausgegangen ist."),
    ),
    "same_connection": (
        _("Das ist die Verbindung, über die Sie schon bezahlt werden."),
        _("Prüfen Sie Mandant, Endpunkt oder Konto."),
    ),
    "options_wrong": (
        _("So ist der neue Dienst nicht zu erreichen."),
        _("Prüfen Sie die Angaben, am besten mit Ihrer IT."),
    ),
    "secret_unknown": (
        _("Unter diesem Namen ist nichts hinterlegt."),
        _("Ihre IT hinterlegt das Zertifikat und sein Kennwort und nennt Ihnen die Namen."),
    ),
    "account_elsewhere": (
        _("Dieses Konto ist für Ihre Behörde nicht eingerichtet."),
        _("Prüfen Sie die Nummer, oder bitten Sie den Betreiber, das Konto zuerst einzurichten."),
    ),
    "rehearsal": (
        _("In der Probe wird nichts gewechselt."),
        _("Hier fließt kein Geld. Wechseln Sie auf Ihrer echten Seite."),
    ),
    "not_reachable": (
        _("Der neue Dienst antwortet gerade nicht."),
        _("Es ist nichts geschehen. Versuchen Sie es in einigen Minuten noch einmal."),
    ),
    "refused": (
        _("Der neue Dienst hat abgelehnt."),
        _("Fragen Sie dort nach, ob Mandant und Endpunkt freigeschaltet sind."),
    ),
    "misconfigured": (
        _("Der neue Dienst lässt uns mit diesen Angaben nicht ein."),
        _("Brechen Sie den Wechsel ab und beginnen Sie neu mit der richtigen Kennung, dem Kennwort und der Adresse."),
    ),
    "not_checked": (
        _("Dieser Schritt ist noch nicht dran."),
        _("Machen Sie mit dem Schritt weiter, der unten steht."),
    ),
    "trial_is_over": (
        _("Diese Probezahlung ist zu Ende."),
        _("Beginnen Sie eine neue."),
    ),
    "not_paid_yet": (
        _("Die Probezahlung ist noch nicht angekommen."),
        _("Erst wenn sie da ist, können Sie umstellen."),
    ),
    "reason_missing": (
        _("Die Begründung fehlt."),
        _("Schreiben Sie bitte in einem Satz, warum Sie wechseln."),
    ),
    "changed_meanwhile": (
        _("Inzwischen hat jemand den Zahlungsdienst auf anderem Weg geändert."),
        _("Brechen Sie diesen Wechsel ab und sehen Sie in den Einstellungen nach."),
    ),
    "change_is_scheduled": (
        _("Für einen späteren Tag sind schon neue Einstellungen veröffentlicht."),
        _("Sie würden den Wechsel wieder aufheben. Stellen Sie nach diesem Tag um."),
    ),
}  # fmt: skip
DONE: dict[str, Any] = {
    "begin": _("Der Wechsel ist vorbereitet. Bezahlt wird weiter wie bisher."),
    "check": _("Der neue Dienst antwortet und kennt Ihre Behörde."),
    "trial": _("Die Probezahlung liegt bereit."),
    "look": _("Wir haben beim neuen Dienst nachgefragt."),
    "finish": _("Umgestellt: Neue Zahlungen laufen ab jetzt über den neuen Dienst."),
    "give_up": _("Der Wechsel ist abgebrochen. Es bleibt alles, wie es war."),
    "again": _("Sie können eine neue Probezahlung beginnen."),
}
TRIALS: dict[str, Any] = {
    "": _("noch nicht geprüft"),
    "reachable": _("noch nicht begonnen"),
    "waiting": _("wartet auf die Zahlung"),
    "paid": _("angekommen"),
    "failed": _("gescheitert oder abgebrochen"),
    "expired": _("nicht bezahlt, die Seite ist abgelaufen"),
    "differs": _("angekommen, aber anders als verlangt"),
}
STATES: dict[str, Any] = {"done": _("umgestellt"), "given_up": _("abgebrochen")}
NAMES: dict[str, Any] = {
    "stripe": _("Stripe"),
    "xbezahldienste": _("Bezahldienst der Verwaltung"),
    "rehearsal": _("Probe ohne Geld"),
}


def refusal_words(refusal: UnableToSwitch) -> Words:
    title, text = REFUSALS[refusal.code]
    fault = str(refusal.params.get("fault", ""))
    return Words(title, f"{text} ({fault})" if fault else text)
