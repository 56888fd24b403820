"""What a person reads about an identification. Calm: nothing is lost, and there is always a way on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from identity.base import Method

NOT_A_DRAFT = _("Dieser Antrag ist schon abgegeben. Sie müssen sich nicht mehr identifizieren.")
UNAVAILABLE = _(
    "Die BundID ist gerade nicht erreichbar. Versuchen Sie es später noch einmal, oder machen Sie ohne Online-Ausweis weiter. Ihre Angaben sind gespeichert."
)
IN_REHEARSAL = _("In der Probe gibt es keinen Online-Ausweis. Bitte füllen Sie die Felder von Hand aus.")
TOO_MANY = _("Sie haben es schon sehr oft versucht. Bitte warten Sie eine Stunde. Ihre Angaben sind gespeichert.")
UNKNOWN_RETURN = _("Diese Rückmeldung haben wir schon verarbeitet. Hier sehen Sie, wie es weitergeht.")

CANCELLED = _("Sie haben die Identifizierung abgebrochen. Nichts ist verloren: Sie können es noch einmal versuchen.")
EXPIRED = _(
    "Die Identifizierung hat zu lange gedauert. Bitte versuchen Sie es noch einmal. Ihre Angaben sind gespeichert."
)
VERIFIED = _("Sie haben sich identifiziert.")
STARTED = _("Wir haben von der BundID noch keine Antwort.")
REFUSED = _("Das hat nicht geklappt. Bitte versuchen Sie es noch einmal. Ihre Angaben sind gespeichert.")
REFUSED_BECAUSE: dict[str, Any] = {
    "level_too_low": _(
        "Dafür reicht diese Anmeldung nicht. Bitte nutzen Sie Ihren Ausweis mit der Online-Ausweisfunktion (eID)."
    ),
    "method_not_accepted": _(
        "Für die verbindliche Abgabe brauchen wir die Online-Ausweisfunktion von Personalausweis, Aufenthaltstitel oder eID-Karte."
    ),
    "family_name_missing": _(
        "Die BundID hat uns keinen Namen übermittelt. Bitte stimmen Sie dort zu, dass wir Ihren Namen lesen dürfen."
    ),
    "provider:IDP_REQUIRED_ATTRIBUTES_MISSING": _(
        "In Ihrem BundID-Konto fehlt eine Angabe, die wir brauchen. Bitte nutzen Sie Ihren Online-Ausweis."
    ),
}

NOT_IDENTIFIED = _(
    "Bitte identifizieren Sie sich jetzt noch einmal. Erst danach können Sie die Erklärung verbindlich abgeben."
)
OTHER_SESSION = _(
    "Sie haben sich auf einem anderen Gerät oder in einem anderen Browser identifiziert. Bitte identifizieren Sie sich hier noch einmal."
)
TOO_OLD = _(
    "Ihre Identifizierung liegt mehr als %(minutes)s Minuten zurück. Bitte identifizieren Sie sich noch einmal. Ihre Angaben sind gespeichert."
)
PERSON_DIFFERS = _(
    "Ihr Ausweis und Ihre Angaben passen nicht zusammen: %(fields)s. Ändern Sie die Angaben so, wie sie im Ausweis stehen. Oder bereiten Sie die Erklärung online vor und unterschreiben Sie sie in der Behörde."
)
NOT_VOUCHED = _(
    "Name und Geburtsdatum müssen aus Ihrem Ausweis stammen. Bitte identifizieren Sie sich mit Ihrem Online-Ausweis."
)

FIELDS: dict[str, Any] = {
    "family_name": _("Familienname"),
    "given_names": _("Vorname"),
    "birth_date": _("Geburtsdatum"),
}
METHODS: dict[str, Any] = {
    Method.IDENTITY_CARD: _("Personalausweis mit Online-Ausweisfunktion"),
    Method.RESIDENCE_PERMIT: _("elektronischer Aufenthaltstitel mit Online-Ausweisfunktion"),
    Method.EID_CARD: _("eID-Karte"),
    Method.EID: _("Online-Ausweisfunktion"),
    Method.EIDAS: _("Ausweis eines anderen EU-Staats (eIDAS)"),
    Method.ELSTER: _("ELSTER-Zertifikat"),
    Method.ACCOUNT: _("BundID-Konto"),
}
_OUTCOMES: dict[str, Any] = {
    "started": STARTED,
    "verified": VERIFIED,
    "cancelled": CANCELLED,
    "expired": EXPIRED,
}


def outcome(state: str, refusal_code: str = "") -> Any:
    """What to say about an identification in this state."""
    return _OUTCOMES.get(state) or REFUSED_BECAUSE.get(refusal_code, REFUSED)
