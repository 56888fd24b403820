from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.asking import Asked, Kind, Together, Words

_SAID = _("Das steht im Self-Service-Portal von FIT-Connect.")
_OWN = _("Nur bei einem eigenen Dienst. Mit https.")
_ADDRESS = _("Die Adresse beginnt mit https:// und enthält weder Namen noch Kennwort noch Fragezeichen.")
WORDS = Words(
    _("Wir übergeben jede Nachricht verschlüsselt an den Zustellpunkt Ihrer Behörde bei FIT-Connect."),
    (
        Asked(
            "environment", _("Umgebung"), kind=Kind.CHOICE,
            choices=(
                ("production", _("Echtbetrieb")), ("stage", _("Abnahme (Staging)")), ("test", _("Test")),
                ("own", _("Ein eigener Dienst")),
            ),
        ),
        Asked(
            "client_id", _("Kennung des Clients (Client-ID)"), _SAID,
            wrong=_("Übernehmen Sie die Kennung genau so, wie sie im Portal steht."),
        ),
        Asked(
            "secret", _("Kennwort des Clients (Client-Secret)"), kind=Kind.TYPED,
            goes_to=("environment", "token_address"),
        ),
        Asked(
            "destination", _("Zustellpunkt (Destination-ID)"), _SAID,
            wrong=_("Der Zustellpunkt hat 36 Zeichen: Ziffern, Buchstaben von a bis f und vier Striche."),
        ),
        Asked(
            "region", _("Amtlicher Regionalschlüssel"), _("Nur, wenn der Zustellpunkt mehrere Gebiete bedient."),
            wrong=_("Schreiben Sie bis zu zwölf Ziffern, davor höchstens zwei Großbuchstaben."),
        ),
        Asked(
            "service", _("Schlüssel der Leistung"), _("Beginnt mit urn: und gehört zu Ihrem Zustellpunkt."),
            wrong=_("Der Schlüssel beginnt mit urn: und enthält keine Leerzeichen."),
        ),
        Asked(
            "service_name", _("Name der Leistung"), _("Ohne Angabe: Verpflichtungserklärung."),
            wrong=_("Der Name hat höchstens 120 Zeichen."),
        ),
        Asked(
            "schema_uri", _("Kennung des Datenformats"), _("So, wie der Zustellpunkt sie nennt."),
            wrong=_("Die Kennung beginnt mit https:// und enthält weder Leerzeichen noch Fragezeichen."),
        ),
        Asked(
            "reply_channel", _("Wie Ihre Behörde antworten darf"), kind=Kind.CHOICE,
            choices=(("none", _("Auf diesem Weg gar nicht")), ("email", _("Per E-Mail"))),
        ),
        Asked(
            "reply_email", _("E-Mail-Adresse für Antworten"), _("Nur, wenn per E-Mail geantwortet wird."),
            wrong=_("Schreiben Sie die Adresse so: amt@example.org"),
        ),
        Asked(
            "trusted", _("Zertifikate der ausstellenden Stellen (PEM)"), _("Nötig bei Abnahme und Echtbetrieb."),
            Kind.LINES, _("Das ist kein lesbares Zertifikat. Es beginnt mit -----BEGIN CERTIFICATE-----."),
        ),
        Asked(
            "revocation", _("Wenn die Sperrliste der Zertifikate nicht erreichbar ist"), kind=Kind.CHOICE,
            choices=(
                ("auto", _("Bei Abnahme und Echtbetrieb warten, sonst weiter übergeben")),
                ("strict", _("Immer warten")), ("lenient", _("Trotzdem übergeben")),
            ),
        ),
        Asked("token_address", _("Adresse für die Anmeldung"), _OWN, wrong=_ADDRESS),
        Asked("address", _("Adresse des Dienstes"), _OWN, wrong=_ADDRESS),
        Asked("issuer", _("Name, mit dem der Dienst unterschreibt"), _("Nur, wenn er anders heißt als sein Server.")),
        Asked(
            "seconds", _("Längste Wartezeit in Sekunden"), _("Ohne Angabe: 20."), Kind.NUMBER,
            _("Schreiben Sie eine Zahl von 1 bis 30."),
        ),
    ),
    (
        Together(
            "reply_email", "reply_email",
            _("Die Adresse für Antworten und die Antwort per E-Mail gehören zusammen. Eines davon fehlt."),
        ),
        Together("trusted: needed", "trusted", _("Bei Abnahme und Echtbetrieb müssen hier Zertifikate stehen.")),
        Together("token_address, address: only", "address", _("Adressen gehören nur zu einem eigenen Dienst.")),
        Together("token_address, address: with", "address", _ADDRESS),
    ),
)  # fmt: skip
