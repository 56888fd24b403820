"""Words for the connector inbox: situations, connectors, outcomes of a call, refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.inbox import ALL, OPEN_ONES, STUCK_ONES
from connectors.inbox_models import Alarm, Echo
from connectors.models import DeliveryAttempt, ReturnedMessage
from kernel.errors import Refusal
from ui.formats import clock

DONE: dict[str, Any] = {
    "resend_all": _("Die Nachrichten werden noch einmal übergeben."),
    "park": _("Die Nachricht ist zurückgelegt. Sie geht erst weiter, wenn jemand sie wieder aufnimmt."),
    "unpark": _("Die Nachricht ist wieder aufgenommen und wird gleich übergeben."),
    "echo": _("Die Testnachricht ist unterwegs. Was aus ihr wird, steht auf dieser Seite."),
    "returned_again": _("Die Nachricht wird noch einmal gelesen und ausgeführt."),
}
REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_parkable": (
        _("Diese Nachricht lässt sich jetzt nicht zurücklegen."),
        _("Sie ist gerade unterwegs, schon übergeben oder schon zurückgelegt. Öffnen Sie sie neu."),
    ),
    "not_parked": (_("Diese Nachricht ist nicht zurückgelegt."), _("Sie müssen nichts tun.")),
    "not_made": (
        _("Diese Nachricht gibt es noch nicht."),
        _("Sie wird erst gemacht, wenn sie zum ersten Mal übergeben wird."),
    ),
    "no_summary": (_("Zu dieser Nachricht gehört keine Zusammenfassung."), _("Lesen Sie bitte die Nachricht selbst.")),
    "body_gone": (
        _("Der Inhalt dieser Nachricht ist gelöscht."),
        _("Seine Zeit war um, oder der Fall wurde gelöscht."),
    ),
    "unable_to_open": (_("Die Daten dieses Falls sind gelöscht."), _("Hier ist nichts mehr zu tun.")),
    "not_refused": (
        _("Diese Nachricht wartet nicht auf Sie."),
        _("Sie ist schon ausgeführt oder wird gerade gelesen."),
    ),
    "no_fallback": (_("Es ist kein zweiter Weg eingestellt."), _("Testen Sie bitte den ersten.")),
    "fetched_by_system": (
        _("Ihr Fachverfahren holt die Nachrichten selbst ab."),
        _("Eine Testnachricht dorthin gibt es nicht. Ob der Abruf klappt, sehen Sie an den Zustellungen."),
    ),
    "too_soon": (
        _("Gerade eben wurde schon eine Testnachricht geschickt."),
        _("Warten Sie bitte zehn Sekunden und sehen Sie nach, was aus ihr geworden ist."),
    ),
}


def often_words(refusal: Refusal) -> tuple[Any, Any]:
    """For what the city may do only so often: when again, to the next full minute."""
    again = refusal.params["again_at"] + timedelta(seconds=59)
    return _("Das war jetzt oft hintereinander."), _(
        "Damit wir Ihr Fachverfahren nicht belasten, machen wir eine kurze Pause. Ab %(time)s Uhr geht es wieder."
    ) % {"time": clock(again)}


UNREADABLE = (
    _("Diese Nachricht ist kein lesbares XML."),
    _("Laden Sie das Paket herunter, wenn Ihre IT sie ansehen soll."),
)
FILTERS: dict[str, Any] = {
    OPEN_ONES: _("Noch nicht angekommen"), STUCK_ONES: _("Braucht jemanden"), ALL: _("Alle"),
}  # fmt: skip
CONNECTORS: dict[str, Any] = {
    "folder": _("Ordner"),
    "gateway": _("Gateway für OSCI und XTA"),
    "mailbox": _("Postfach"),
    "fit_connect": _("FIT-Connect"),
    "rest_push": _("Schnittstelle, wir liefern"),
    "rest_pull": _("Schnittstelle, Ihr System holt ab"),
    "sandbox_accepts": _("Probe: nimmt alles an"),
    "sandbox_refuses": _("Probe: lehnt alles ab"),
    "sandbox_explodes": _("Probe: antwortet nicht"),
}
# What a message is about; its number stands beside it, since IT and vendors speak in numbers.
MESSAGES: dict[str, Any] = {
    "130201": _("Verpflichtungserklärung"),
    "130111": _("Rücknahme"),
    "130103": _("Antwort auf eine Frage"),
    "130102": _("Frage"),
    "130104": _("Stand der Bearbeitung"),
    "130105": _("Termin"),
    "130107": _("Antwort auf die Rücknahme"),
    "130109": _("Andere Behörde zuständig"),
    "000002": _("Nachricht zurückgewiesen"),
    "000020": _("Bitte noch einmal senden"),
    "000030": _("Nicht für dieses Amt bestimmt"),
}
OUTCOMES: dict[str, Any] = {
    DeliveryAttempt.Outcome.RUNNING: _("läuft"),
    DeliveryAttempt.Outcome.DELIVERED: _("angenommen"),
    DeliveryAttempt.Outcome.HANDED_OVER: _("übergeben"),
    DeliveryAttempt.Outcome.ABSENT: _("nachgefragt: nicht angekommen"),
    DeliveryAttempt.Outcome.TEMPORARY: _("keine brauchbare Antwort"),
    DeliveryAttempt.Outcome.REJECTED: _("abgelehnt"),
    DeliveryAttempt.Outcome.MISCONFIGURED: _("Verbindung stimmt nicht"),
    DeliveryAttempt.Outcome.IMPOSSIBLE: _("nicht übergeben"),
    DeliveryAttempt.Outcome.LOST: _("abgebrochen"),
}
RETURNED: dict[str, Any] = {
    ReturnedMessage.State.NEW: _("eingegangen, noch nicht ausgeführt"),
    ReturnedMessage.State.CARRIED_OUT: _("ausgeführt"),
    ReturnedMessage.State.REFUSED: _("nicht ausgeführt"),
}
ECHOES: dict[str, Any] = {
    Echo.State.QUEUED: _("unterwegs"),
    Echo.State.HANDED_OVER: _("übergeben, noch nicht bestätigt"),
    Echo.State.CONFIRMED: _("angenommen"),
    Echo.State.REJECTED: _("abgelehnt"),
    Echo.State.FAILED: _("nicht angekommen"),
}
# What is wrong, and the one thing to do.
SITUATIONS: dict[str, tuple[Any, Any]] = {
    Alarm.Kind.EXPIRING: (
        _("Übergebene Nachrichten verfallen bald, weil niemand sie abholt."),
        _("Rufen Sie heute bei der IT oder beim Hersteller des Fachverfahrens an."),
    ),
    Alarm.Kind.STUCK: (
        _("Nachrichten kommen ohne Hilfe nicht an."),
        _("Lesen Sie den Grund, beheben Sie ihn, und übergeben Sie die Nachrichten dann noch einmal."),
    ),
    Alarm.Kind.LINE: (
        _("Das Fachverfahren antwortet nicht."),
        _("Fragen Sie Ihre IT. Wir versuchen es von selbst weiter, verloren geht nichts."),
    ),
    Alarm.Kind.UNCONFIRMED: (
        _("Übergebene Nachrichten sind noch nicht bestätigt."),
        _("Fragen Sie nach, ob das Fachverfahren sie abgeholt hat."),
    ),
    Alarm.Kind.WAITING: (
        _("Nachrichten warten ungewöhnlich lange."),
        _("Schicken Sie eine Testnachricht, und fragen Sie Ihre IT."),
    ),
    Alarm.Kind.RETURNED: (
        _("Antworten des Fachverfahrens konnten nicht ausgeführt werden."),
        _("Lesen Sie, was dort steht, und erledigen Sie es von Hand."),
    ),
    Alarm.Kind.COLLECTING: (
        _("Antworten des Fachverfahrens können nicht abgeholt werden."),
        _("Fragen Sie Ihre IT, ob das Fachverfahren erreichbar ist."),
    ),
}
