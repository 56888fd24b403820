"""What staff read about the codes of this connector."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "service_down": _("FIT-Connect ist gestört. Wir versuchen es weiter."),
    "answer_nonsense": _("Die Antwort von FIT-Connect ergibt keinen Sinn. Wir versuchen es weiter."),
    "answer_too_slow": _("FIT-Connect antwortet zu langsam. Wir versuchen es weiter."),
    "answer_too_large": _("Die Antwort von FIT-Connect ist zu groß. Wir versuchen es weiter."),
    "not_confirmed": _("FIT-Connect hat den Empfang noch nicht bestätigt. Wir sehen nach und versuchen es weiter."),
    "announcement_forgotten": _("FIT-Connect kennt die Ankündigung nicht mehr. Wir beginnen neu."),
    "set_not_verified": _(
        "Eine Unterschrift im Protokoll von FIT-Connect ist nicht echt oder nicht prüfbar. Wir glauben ihr nicht und fragen weiter."
    ),
    "tags_do_not_match": _(
        "Die Bestätigung gehört nicht zu dem, was wir gesendet haben. Prüfen Sie bitte, ob der Fall richtig angekommen ist."
    ),
    "submission_unknown": _(
        "FIT-Connect kennt die Einreichung nicht mehr. Prüfen Sie bitte, ob der Fall angekommen ist."
    ),
    "submission_refused": _("FIT-Connect nimmt diese Einreichung nicht an. Bitte wenden Sie sich an Ihre IT."),
    "message_too_large": _(
        "Die Nachricht ist für FIT-Connect zu groß. Geben Sie den Fall bitte auf anderem Weg weiter."
    ),
    "secret_missing": _("Das Kennwort der Verbindung ist nicht hinterlegt."),
    "secret_unreadable": _("Das hinterlegte Kennwort der Verbindung ist nicht lesbar. Bitte hinterlegen Sie es neu."),
    "tls_not_trusted": _("Dem Zertifikat der Gegenstelle wird nicht vertraut."),
    "address_not_callable": _("Die eingestellte Adresse darf nicht aufgerufen werden."),
    "address_leads_elsewhere": _("Unter der eingestellten Adresse antwortet etwas anderes."),
    "destination_unknown": _("Den eingestellten Zustellpunkt gibt es nicht."),
    "destination_closed": _("Der Zustellpunkt ist nicht aktiv."),
    "service_not_offered": _("Der Zustellpunkt nimmt diese Verwaltungsleistung nicht an."),
    "region_not_offered": _("Der Zustellpunkt ist für das eingestellte Gebiet nicht zuständig."),
    "schema_not_offered": _("Der Zustellpunkt nimmt XAusländer nicht als Format an."),
    "reply_channel_not_offered": _("Der Zustellpunkt bietet den eingestellten Rückkanal nicht an."),
    "announcement_refused": _(
        "FIT-Connect nimmt für diesen Zustellpunkt nichts von uns an. Bitte prüfen Sie Rechte und Verwaltungsleistung."
    ),
    "key_unknown": _("Den Schlüssel des Zustellpunkts gibt es nicht."),
    "key_refused": _("Der Schlüssel des Zustellpunkts entspricht nicht den Vorgaben. Es wurde nichts gesendet."),
    "certificate_missing": _("Zum Schlüssel des Zustellpunkts fehlt das Zertifikat."),
    "certificate_differs": _("Das Zertifikat gehört nicht zum Schlüssel des Zustellpunkts."),
    "certificate_untrusted": _("Dem Zertifikat des Zustellpunkts wird nicht vertraut."),
    "certificate_expired": _("Das Zertifikat des Zustellpunkts ist abgelaufen."),
    "certificate_revoked": _(
        "Das Zertifikat des Zustellpunkts ist gesperrt. Es wurde nichts gesendet. Bitte wenden Sie sich an Ihre IT."
    ),
    "revocation_list_missing": _("Das Zertifikat des Zustellpunkts nennt keine Sperrliste. Es wurde nichts gesendet."),
    "revocation_list_silent": _("Die Sperrliste der Zertifikate ist gerade nicht erreichbar. Wir versuchen es weiter."),
    "no_reason_given": _("Das Fachverfahren hat den Fall abgelehnt und keinen Grund genannt."),
    "deleted_unread": _("FIT-Connect hat die Einreichung gelöscht, ohne dass die Behörde sie angenommen hat."),
    "hash_mismatch": _("Das Fachverfahren meldet: Der Inhalt passt nicht zu seiner Prüfsumme."),
    "encryption_issue": _("Das Fachverfahren meldet: Der Inhalt lässt sich nicht entschlüsseln."),
    "schema_violation": _("Das Fachverfahren meldet: Die Nachricht entspricht nicht dem Standard."),
    "syntax_violation": _("Das Fachverfahren meldet: Die Nachricht ist nicht lesbar."),
}
