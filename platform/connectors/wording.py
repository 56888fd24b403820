"""What staff read about a delivery: plain words for each state, and for each code what it means and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from connectors.adapters.fit_connect.words import WORDS as OF_FIT_CONNECT
from connectors.states import State

_STATES: dict[State, Any] = {
    State.QUEUED: _("Die Nachricht wird gleich übergeben."),
    State.IN_FLIGHT: _("Die Nachricht wird gerade übergeben."),
    State.DELIVERED: _("Das Fachverfahren hat die Nachricht angenommen."),
    State.REJECTED: _(
        "Das Fachverfahren hat diesen Fall abgelehnt. Klären Sie bitte den Grund und übergeben Sie ihn neu."
    ),
    State.FAILED: _("Die Übergabe ist endgültig gescheitert. Bitte wenden Sie sich an Ihre IT."),
    State.PAUSED: _("Die Übergabe wartet, bis die Verbindung wieder stimmt. Bitte wenden Sie sich an Ihre IT."),
    State.HANDED_OVER: _("Die Nachricht ist übergeben. Das Fachverfahren hat sie noch nicht bestätigt."),
    State.PARKED: _("Jemand hat die Übergabe zurückgelegt. Sie geht erst weiter, wenn jemand sie wieder aufnimmt."),
}
_CODES: dict[str, Any] = {
    **OF_FIT_CONNECT,
    "no_answer": _("Das Fachverfahren antwortet nicht. Wir versuchen es weiter."),
    "delivery_in_progress": _("Die Nachricht wird gerade übergeben."),
    "disk_full": _("Auf dem Laufwerk der Übergabe ist kein Platz mehr. Wir versuchen es weiter."),
    "file_system": _("Das Laufwerk der Übergabe meldet einen Fehler. Wir versuchen es weiter."),
    "papers_not_ready": _("Die Unterlagen zum Fall werden noch erstellt. Wir versuchen es weiter."),
    "not_writable": _("In den Ordner der Übergabe kann nicht geschrieben werden. Bitte prüfen Sie die Rechte."),
    "outside_of_delivery_folder": _("Der eingestellte Ordner liegt außerhalb des Bereichs Ihrer Stadt."),
    "credentials_refused": _("Das Fachverfahren erkennt unsere Anmeldung nicht an."),
    "options_invalid": _("Die Einstellungen der Verbindung passen nicht zusammen."),
    "connector_unknown": _("Die eingestellte Verbindung gibt es nicht."),
    "connector_changed": _(
        "Die Verbindung wurde gewechselt, während die Nachricht unterwegs war. Damit nichts doppelt ankommt, wartet sie."
    ),
    "schemas_not_configured": _("Ohne die Schemadateien des Standards kann die Nachricht nicht geprüft werden."),
    "schemas_missing": _("Die Schemadateien des Standards fehlen im eingestellten Ordner."),
    "schemas_unreadable": _("Die Schemadateien des Standards können nicht gelesen werden."),
    "invalid_message": _("Die Nachricht entspricht nicht dem Standard. Sie wurde nicht übergeben."),
    "workers_lost": _(
        "Bei der Übergabe sind wiederholt Prozesse abgebrochen. Prüfen Sie bitte, ob der Fall angekommen ist."
    ),
    "held_after_restore": _(
        "Die Daten der Behörde wurden wiederhergestellt. Vielleicht ist die Nachricht schon angekommen: Prüfen Sie das bitte, bevor Sie sie neu übergeben."
    ),
    "case_erased": _("Der Fall wurde gelöscht. Es gibt nichts mehr zu übergeben."),
    "second_adult": _("Für eine weitere erwachsene Person braucht es eine eigene Erklärung."),
    "unknown_subject": _("Diese Nachricht passt nicht mehr zum Fall. Bitte wenden Sie sich an Ihre IT."),
    "empty_answer": _("Die Antwort ist leer. Sie wurde nicht übergeben."),
    "summary_missing": _("Die Zusammenfassung zum Fall fehlt."),
    "file_not_pdf_or_jpeg": _("Eine Datei ist weder PDF noch JPEG. Sie kann nicht übergeben werden."),
    "cannot_tell": _("Diese Verbindung kann nicht sagen, ob eine Nachricht angekommen ist."),
    "confirms_at_once": _("Diese Verbindung bestätigt sofort, sie kann später nichts mehr dazu sagen."),
    "receipt_unusable": _("Das Fachverfahren hat etwas Unverständliches geantwortet. Wir versuchen es weiter."),
    "confirmation_late": _(
        "Das Fachverfahren hat die Nachricht seit Tagen nicht bestätigt. Fragen Sie bitte dort nach, bevor sie verfällt."
    ),
    "not_confirmed": _(
        "Das Fachverfahren hat die Nachricht nicht bestätigt. Klären Sie bitte, ob sie angekommen ist, bevor Sie sie neu übergeben."
    ),
    "too_slow": _("Der Server antwortet zu langsam. Wir versuchen es weiter."),
    "nonsense": _("Der Server antwortet anders als vereinbart. Wir versuchen es weiter."),
    "upload_incomplete": _("Die Nachricht kam nicht vollständig auf dem Server an. Wir versuchen es weiter."),
    "ledger_unreadable": _(
        "Das Verzeichnis der übergebenen Nachrichten auf dem Server ist beschädigt. Bitte wenden Sie sich an Ihre IT."
    ),
    "receipt_unreadable": _(
        "Die Quittung zu dieser Nachricht ist nicht lesbar. Prüfen Sie bitte, ob der Fall angekommen ist."
    ),
    "host_key_changed": _(
        "Der Server weist sich mit einem anderen Schlüssel aus als vereinbart. Wir übergeben nichts, bis Ihre IT das geklärt hat."
    ),
    "no_common_method": _("Mit dem Server gibt es kein gemeinsames Verfahren zur Verschlüsselung."),
    "folder_missing": _("Einen der vereinbarten Ordner gibt es auf dem Server nicht."),
    "secret_missing": _("Das Passwort oder der Schlüssel für die Verbindung fehlt."),
    "key_unusable": _("Der Schlüssel für die Verbindung ist nicht lesbar oder hat ein Passwort."),
    "not_addressed": _("Die Nachricht nennt keinen Empfänger oder keinen Absender. Sie wurde nicht übergeben."),
    "too_large": _("Die Nachricht ist größer, als die Verbindung zulässt. Sie wurde nicht übergeben."),
    "mail_server": _("Der Mailserver nimmt keine E-Mails an."),
    "no_reason": _("Das Gateway hat die Nachricht ohne Angabe eines Grundes abgelehnt."),
    "not_competent": _("Das Fachverfahren hält Ihre Behörde nicht für zuständig."),
    "unsupported_version": _("Das Fachverfahren versteht diese Fassung des Standards nicht."),
    "already_closed": _("Im Fachverfahren ist dieser Fall schon abgeschlossen."),
    "not_wanted": _("Das Fachverfahren nimmt diese Art von Nachricht nicht an."),
    "refused_by_system": _("Das Fachverfahren hat diesen Fall abgelehnt und sagt nicht genauer, warum."),
    "answer_senseless": _("Die Antwort des Fachverfahrens ergibt keinen Sinn. Wir versuchen es weiter."),
    "system_error": _("Das Fachverfahren meldet einen eigenen Fehler. Wir versuchen es weiter."),
    "address_wrong": _("Unter der eingestellten Adresse nimmt niemand Nachrichten an."),
    "not_our_interface": _("Unter der eingestellten Adresse antwortet etwas anderes als das Fachverfahren."),
    "address_refused": _("Die eingestellte Adresse liegt in einem Netz, das wir nicht ansprechen dürfen."),
    "certificate_refused": _("Dem Zertifikat der Gegenseite wird nicht vertraut, oder sie nimmt unseres nicht an."),
    "certificate_unusable": _("Das hinterlegte Zertifikat oder sein Kennwort lässt sich nicht verwenden."),
    "secret_too_short": _("Der Schlüssel für die Signatur ist zu kurz. Nötig sind mindestens 32 Zeichen."),
    "secret_no_text": _("Ein hinterlegtes Kennwort ist kein Text."),
    "no_interface_key": _("Für das Fachverfahren gibt es noch keinen Schlüssel, mit dem es Nachrichten abholen darf."),
    "interface_key_expires": _("Der Schlüssel des Fachverfahrens läuft bald ab. Legen Sie bitte einen neuen an."),
}


_AT_DESK = _("Der Fall liegt am Arbeitsplatz.")


def explanation(state: State, code: str, connector: str = "") -> Any:
    """The code's own words while something is wrong, else the state's."""
    if state == State.DELIVERED and connector == "mailbox":
        return _AT_DESK
    return _STATES[state] if state == State.DELIVERED else _CODES.get(code, _STATES[state])
