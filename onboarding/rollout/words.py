"""German for the codes that the operator's pages show. A code without a word is shown as it is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from onboarding.rollout.models import Authority
from tenants.models import Ring, Stage

NO_CITY = ""
STAGES: dict[str, Any] = {
    Stage.PROSPECT: _("Interesse"),
    Stage.ONBOARDING: _("In Einrichtung"),
    Stage.REHEARSAL: _("Probelauf"),
    Stage.PILOT: _("Pilot"),
    Stage.LIVE: _("In Betrieb"),
    Stage.SUSPENDED: _("Ausgesetzt"),
    Stage.OFFBOARDED: _("Beendet"),
    NO_CITY: _("Noch nicht dabei"),
}
RINGS: dict[str, Any] = {Ring.CANARY: _("Vorhut"), Ring.PILOT: _("Pilotstädte"), Ring.ALL: _("Alle anderen")}
KINDS: dict[str, Any] = {
    Authority.Kind.AUTHORITY: _("Ausländerbehörde"),
    Authority.Kind.RECEPTION: _("Erstaufnahmeeinrichtung"),
}
LEVELS: dict[str, Any] = {
    Authority.Level.DISTRICT: _("Landkreis oder kreisfreie Stadt"),
    Authority.Level.MUNICIPALITY: _("Gemeinde"),
    Authority.Level.NONE: _("ohne eigenes Gebiet"),
}
LAENDER: dict[str, Any] = {
    "BW": _("Baden-Württemberg"), "BY": _("Bayern"), "BE": _("Berlin"), "BB": _("Brandenburg"), "HB": _("Bremen"),
    "HH": _("Hamburg"), "HE": _("Hessen"), "MV": _("Mecklenburg-Vorpommern"), "NI": _("Niedersachsen"),
    "NW": _("Nordrhein-Westfalen"), "RP": _("Rheinland-Pfalz"), "SL": _("Saarland"), "SN": _("Sachsen"),
    "ST": _("Sachsen-Anhalt"), "SH": _("Schleswig-Holstein"), "TH": _("Thüringen"),
}  # fmt: skip
# In the order of how soon somebody should look.
TROUBLES: dict[str, Any] = {
    "failed_upgrade": _("Aktualisierung gescheitert"),
    "silent": _("Meldet sich nicht"),
    "turned_red": _("Nicht mehr bereit"),
    "errors": _("Fehler im Ablauf"),
    "not_ready": _("Nicht bereit"),
    "suspended": _("Ausgesetzt"),
    "failed_order": _("Auftrag gescheitert"),
    "behind": _("Nicht auf dem neuesten Stand"),
}
ERRORS: dict[str, Any] = {
    "delivery": _("Übergabe an das Fachverfahren"),
    "payment": _("Zahlung"),
    "mail": _("E-Mail"),
    "event": _("Verarbeitung im Haus"),
}
# Situations of deliveries, as cities report them.
ALARMS: dict[str, Any] = {
    "expiring": _("Nachrichten verfallen bald"),
    "stuck": _("Nachrichten brauchen jemanden"),
    "line": _("Fachverfahren antwortet nicht"),
    "unconfirmed": _("Nachrichten nicht bestätigt"),
    "waiting": _("Nachrichten warten lange"),
    "returned": _("Antworten nicht ausgeführt"),
    "collecting": _("Antworten nicht abgeholt"),
}
ACTIONS: dict[str, Any] = {
    "city.stage": _("Stand geändert"),
    "city.suspended": _("Stadt ausgesetzt"),
    "city.ring": _("Ring geändert"),
    "city.ordered": _("Stadt in Auftrag gegeben"),
    "city.invited": _("Stadt eingeladen"),
    "city.invitation_renewed": _("Einladung einer Stadt erneuert"),
    "twin.ordered": _("Zwilling in Auftrag gegeben"),
    "twin.parked": _("Zwilling geparkt"),
    "twin.woken": _("Zwilling geweckt"),
    "owner.proposed": _("Neue Leitung einer Stadt vorgeschlagen"),
    "owner.approved": _("Neue Leitung einer Stadt freigegeben"),
    "owner.withdrawn": _("Vorschlag einer neuen Leitung zurückgezogen"),
    "notice.written": _("Mitteilung geschrieben"),
    "notice.withdrawn": _("Mitteilung zurückgenommen"),
    "support.door_made": _("Einblick in eine Stadt geöffnet"),
    "golive.approval_ordered": _("Start freigegeben"),
    "golive.rejection_ordered": _("Start abgelehnt"),
    "operator.added": _("Zugang zum Betrieb angelegt"),
    "operator.roles": _("Rollen eines Zugangs geändert"),
    "operator.password": _("Passwort eines Zugangs gesetzt"),
    "operator.deactivated": _("Zugang zum Betrieb gesperrt"),
    "operator.reactivated": _("Zugang zum Betrieb wieder geöffnet"),
    "authority.wave": _("Welle geändert"),
    "authority.owner": _("Zuständigkeit geändert"),
    "wave.made": _("Welle angelegt"),
    "wave.changed": _("Welle geändert (Name, Tag, Notiz)"),
}
DETAILS: dict[str, Any] = {
    "authority": _("Behörde"),
    "from": _("bisher"),
    "to": _("jetzt"),
    "reason": _("Grund"),
    "order": _("Auftrag"),
    "refused": _("abgelehnt"),
    "wave": _("Welle"),
    "slug": _("Kurzname"),
    "account": _("Zugang"),
    "roles": _("Rollen"),
    "land": _("Land"),
}
# Of a city's request to go live, as it reports it.
STARTS: dict[str, Any] = {
    "": _("nicht beantragt"),
    "requested": _("wartet auf Freigabe"),
    "approved": _("freigegeben"),
    "opening": _("geht gerade in Betrieb"),
    "live": _("in Betrieb"),
    "stopped": _("im letzten Moment angehalten"),
    "withdrawn": _("zurückgezogen"),
    "rejected": _("abgelehnt"),
}
AIMS: dict[str, Any] = {"live": _("Für alle"), "pilot": _("Pilot: echte Anträge, noch nicht angekündigt")}
LEGAL_ROLES: dict[str, Any] = {
    "on_behalf": _("Die Stadt, der Betreiber in ihrem Auftrag (Art. 28 DSGVO)"),
    "online_service": _("Der Betreiber, bis zur Übergabe (§ 8a OZG)"),
}
REFUSALS: dict[str, Any] = {
    "not_allowed": _("Von diesem Stand aus ist das nicht möglich."),
    "unknown_city": _("Diese Stadt gibt es nicht mehr."),
    "is_there": _("Eine Stadt mit diesem Kurznamen gibt es schon."),
    "slug_taken": _("Der Kurzname gehört schon einer anderen Stadt."),
    "slug_wrong": _(
        "Der Kurzname besteht aus Kleinbuchstaben, Ziffern und Bindestrichen, zum Beispiel „bad-musterstadt“."
    ),
    "host_taken": _("Die Adresse im Netz gehört schon einer anderen Stadt."),
    "host_wrong": _("Die Adresse im Netz ist nicht möglich. Wählen Sie einen anderen Kurznamen."),
    "authority_taken": _("Für diese Behörde gibt es schon eine Stadt."),
    "ags_wrong": _("Der Schlüssel passt nicht zum Land: fünf Ziffern für einen Kreis, acht für eine Gemeinde."),
    "name_wrong": _("Der Name braucht zwei bis 120 Zeichen."),
    "slug_too_long": _("Der Kurzname ist zu lang für einen Zwilling."),
    "no_twin": _("Diese Stadt hat keinen Zwilling."),
    "is_a_twin": _("Das ist selbst ein Zwilling."),
    "bad_address": _("Die E-Mail-Adresse ist unvollständig."),
    "has_owner": _("Die Stadt hat schon eine Leitung der Einrichtung. Sie lädt ihre Leute selbst ein."),
    "has_account": _("Diese Person hat in der Stadt schon einen Zugang."),
    "is_deactivated": _("Die Stadt hat den Zugang dieser Person gesperrt."),
    "is_invited": _("Die Stadt hat diese Person schon selbst eingeladen."),
    "same_person": _(
        "Dazu gehört eine zweite Person: Wer es beantragt oder vorgeschlagen hat, gibt es nicht selbst frei."
    ),
    "is_proposed": _("Für diese Stadt wartet schon ein Vorschlag."),
    "unknown_proposal": _("Über diesen Vorschlag ist schon entschieden."),
    "too_late_to_change": _("Der Antrag ist schon beendet, oder die Stadt geht gerade in Betrieb."),
    "unknown_request": _("Diesen Antrag gibt es nicht."),
    "reason_missing": _("Schreiben Sie einen Grund. Die Stadt liest ihn."),
    "no_invitation": _("Es gibt keine offene Einladung, die sich erneuern ließe."),
}

# What the trail's „from“ and „to“ are codes of.
CODES: dict[str, dict[str, Any]] = {
    "city.ring": RINGS,
    **dict.fromkeys(("city.stage", "city.suspended", "twin.parked", "twin.woken"), STAGES),
}
