from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.asking import Asked, Kind, Together, Words

_ADDRESS = _("Die Adresse beginnt mit https:// und enthält weder Namen noch Kennwort noch Fragezeichen.")
_ONE_WAY = _("Ihr System muss uns erkennen: Hinterlegen Sie einen Schlüssel für die Signatur oder ein Zertifikat.")
WORDS = Words(
    _("Wir senden jede Nachricht an eine Adresse Ihres Fachverfahrens oder Ihres Rechenzentrums."),
    (
        Asked("address", _("Adresse, an die wir senden"), _ADDRESS, wrong=_ADDRESS),
        Asked(
            "content", _("Was wir senden"), kind=Kind.CHOICE,
            choices=(
                ("message", _("Nur die Nachricht")),
                ("package", _("Ein Paket: die Nachricht und die Zusammenfassung als PDF")),
            ),
        ),
        Asked(
            "key_id", _("Nummer des Schlüssels"), _("Daran erkennt Ihr System, mit welchem Schlüssel wir signieren."),
            wrong=_("Erlaubt sind Buchstaben ohne Umlaute, Ziffern, Punkt, Strich und Unterstrich, höchstens 60 Zeichen."),
        ),
        Asked("secret", _("Schlüssel für die Signatur"), _("Mindestens 32 Zeichen."), Kind.TYPED),
        Asked(
            "certificate", _("Unser Zertifikat (Datei PKCS #12)"),
            _("Nur, wenn Ihr System ein Zertifikat von uns verlangt. Die Datei endet auf .p12 oder .pfx."), Kind.UPLOADED,
        ),
        Asked("passphrase", _("Kennwort der Zertifikatsdatei"), kind=Kind.TYPED),
        Asked(
            "trusted", _("Zertifikat der ausstellenden Stelle (PEM)"),
            _("Nur, wenn Ihr System kein allgemein bekanntes Zertifikat hat."), Kind.LINES,
            _("Das ist kein lesbares Zertifikat. Es beginnt mit -----BEGIN CERTIFICATE-----."),
        ),
        Asked(
            "seconds", _("Längste Wartezeit in Sekunden"), _("Ohne Angabe: 20."), Kind.NUMBER,
            _("Schreiben Sie eine Zahl von 1 bis 60."),
        ),
    ),
    (
        Together("address: with https", "address", _ADDRESS),
        Together("address: a certificate", "address", _("Ein Zertifikat können wir nur über https zeigen.")),
        Together(
            "key_id, secret", "key_id", _("Die Nummer und der Schlüssel für die Signatur gehören zusammen. Einer davon fehlt.")
        ),
        Together("secret or certificate", "secret", _ONE_WAY),
    ),
)  # fmt: skip
