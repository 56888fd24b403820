from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from connectors.adapters.folder.form import WRONG_FOLDER
from connectors.asking import Asked, Kind, Together, Words

_NAME = _("Erlaubt sind Buchstaben ohne Umlaute, Ziffern, Leerzeichen, Punkt, Strich und Unterstrich.")
_LINE = _("Eine Zeile, wie ssh-keyscan sie schreibt, ab der Art des Schlüssels: ssh-ed25519 AAAA…")
_GOES_TO = ("server.host", "server.port", "server.host_keys", "server.sign_in")
WORDS = Words(
    _("Wir legen jede Nachricht als Paket für Ihr Gateway ab. Es übermittelt sie nach OSCI oder XTA und bringt Antworten zurück."),
    (
        Asked("server", _("Liegt der Ordner auf einem eigenen Server (SFTP)?"), kind=Kind.PART),
        Asked(
            "server.host", _("Name des Servers"), _("Ohne sftp:// davor."),
            wrong=_("Nennen Sie einen Server Ihrer Stadt oder Ihres Rechenzentrums, ohne sftp:// davor."),
        ),
        Asked(
            "server.port", _("Port"), _("Ohne Angabe: 22."), Kind.NUMBER,
            _("Schreiben Sie eine ganze Zahl von 1 bis 65535."),
        ),
        Asked(
            "server.user", _("Kennung auf dem Server"),
            wrong=_("Erlaubt sind Buchstaben ohne Umlaute, Ziffern, Punkt, Strich, Unterstrich und @."),
        ),
        Asked(
            "server.sign_in", _("Anmeldung mit"), kind=Kind.CHOICE,
            choices=(("key", _("Privatem Schlüssel")), ("password", _("Kennwort"))),
        ),
        Asked(
            "server.secret", _("Privater Schlüssel oder Kennwort"),
            _("Der Schlüssel so, wie er in seiner Datei steht, ohne eigenes Kennwort."), Kind.PASTED,
            goes_to=_GOES_TO,
        ),
        Asked(
            "server.host_keys", _("Öffentliche Schlüssel des Servers"), _LINE, Kind.LIST,
            _LINE,
        ),
        Asked("folder", _("Ordner"), _("Darin liegen die vier Ordner für Ein- und Ausgang."), wrong=WRONG_FOLDER),
        Asked("folders.outgoing", _("Ordner für den Ausgang"), _("Ohne Angabe: out."), wrong=_NAME),
        Asked("folders.incoming", _("Ordner für den Eingang"), _("Ohne Angabe: in."), wrong=_NAME),
        Asked("folders.done", _("Ordner für Erledigtes"), _("Ohne Angabe: done."), wrong=_NAME),
        Asked("folders.receipts", _("Ordner für Quittungen"), _("Ohne Angabe: receipts."), wrong=_NAME),
        Asked(
            "receipts", _("Schreibt das Gateway Quittungen?"),
            _("Wenn ja, gilt eine Nachricht erst mit ihrer Quittung als angekommen."), Kind.YES_NO,
        ),
        Asked("way_back", _("Kommen Antworten auf diesem Weg zurück?"), kind=Kind.YES_NO),
        Asked(
            "service", _("Dienst im Verzeichnis DVDV"), _("Ohne Angabe folgt er aus der Fassung des Standards."),
            wrong=_("Erlaubt sind Buchstaben ohne Umlaute, Ziffern, Punkt, Strich, Unterstrich und Doppelpunkt."),
        ),
        Asked(
            "seconds", _("Längste Wartezeit in Sekunden"), _("Ohne Angabe: 60."), Kind.NUMBER,
            _("Schreiben Sie eine ganze Zahl von 2 bis 200."),
        ),
        Asked(
            "most_megabytes", _("Größtes Paket in Megabyte"), _("Ohne Angabe: 100."), Kind.NUMBER,
            _("Schreiben Sie eine ganze Zahl von 1 bis 500."),
        ),
    ),
    (Together("two folders", "folders.outgoing", _("Zwei Ordner haben denselben Namen. Alle vier müssen verschieden heißen.")),),
)  # fmt: skip
