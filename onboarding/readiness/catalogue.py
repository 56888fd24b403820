"""The checklist in the words of a city's official: groups of items, each measured by probes or stated by a person.

A probe that stands nowhere here gets an item of its own in the group „Weiteres“, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import DECIDE_CASE, EDIT_CONFIGURATION, MANAGE_STAFF, SET_UP_MONEY, WORK_DELIVERIES
from configuration.readiness import probes
from configuration.stating import Statement, statements

OPERATOR = "operator"
WHO: dict[str, Any] = {
    EDIT_CONFIGURATION: _("Wer die Einstellungen Ihrer Behörde bearbeitet"),
    MANAGE_STAFF: _("Wer die Beschäftigten einlädt"),
    SET_UP_MONEY: _("Wer die Zahlungen einrichtet"),
    WORK_DELIVERIES: _("Wer die Übergabe an das Fachverfahren betreut"),
    DECIDE_CASE: _("Wer Fälle bearbeitet"),
    OPERATOR: _("Der Betreiber dieses Dienstes. Sie müssen nichts tun."),
}


@dataclass(frozen=True)
class Place:
    """Where an item is settled: the name of an address and its arguments."""

    name: str
    args: tuple[str, ...] = ()


def section(name: str) -> Place:
    return Place("console:section", (name,))


CONNECTION, DELIVERIES, ACCOUNT, STAFF = (
    Place("desk:connection"), Place("desk:deliveries"), Place("desk:account"), Place("console:people"),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """``who``: a permission, or the operator. ``blocks``: whether a city goes live only once it is settled; else it is advice.
    ``alarms``: whether it is told at once when it turns red while real cases are taken."""

    key: str
    title: Any
    todo: Any
    probes: tuple[str, ...] = ()
    place: Place | None = None
    who: str = EDIT_CONFIGURATION
    statement: Statement | None = None
    blocks: bool = True
    alarms: bool = True


@dataclass(frozen=True)
class Group:
    key: str
    title: Any
    items: tuple[Item, ...]


def _advice(key: str, title: Any, todo: Any, probe: str, place: Place, who: str = EDIT_CONFIGURATION) -> Item:
    return Item(key, title, todo, (probe,), place, who, blocks=False)


def _stated(name: str) -> Item:
    statement = statements.get(name)
    todo = _("Eine Person erklärt es unter ihrem Namen, oder Sie schreiben auf, auf wen Sie warten.")
    return Item(name, statement.title, todo, statement=statement)


def _authority() -> tuple[Item, ...]:
    return (
        Item(
            "authority", _("Name und Anschrift"), _("Name, Anschrift und Telefon oder E-Mail eintragen."),
            ("site.authority", "site.contact"), section("authority"),
        ),
        Item(
            "texts", _("Impressum, Datenschutz, Barrierefreiheit"), _("Die Texte eintragen und veröffentlichen."),
            ("site.texts",), section("texts"),
        ),
        _advice(
            "languages", _("Texte in Englisch"), _("Die Texte übersetzen lassen und eintragen."), "site.languages",
            section("texts"),
        ),
        Item("colours", _("Farben"), _("Andere Farben wählen."), ("site.colours",), section("branding")),
        Item(
            "mail", _("Absender der E-Mails"),
            _("Die Freigabe beim Betreiber anfragen, oder das Feld leer lassen."), ("mail.sender",), section("mail"),
        ),
        _advice(
            "mail_reply", _("Antworten auf E-Mails"), _("Eine Adresse für Antworten eintragen."), "mail.reply",
            section("mail"),
        ),
        Item(
            "federal_texts", _("Erklärung und Belehrung"), _("Auf die Freigabe der Texte warten."),
            ("declaration.texts",), who=OPERATOR,
        ),
        _advice(
            "remedy", _("Rechtsbehelfsbelehrung"), _("Die Belehrung Ihrer Behörde eintragen."), "casework.remedy",
            section("casework"),
        ),
        _stated("leadership.agreed"),
    )  # fmt: skip


def _jurisdiction() -> tuple[Item, ...]:
    return (
        Item(
            "jurisdiction", _("Gebiet"), _("Die Gemeinden oder Postleitzahlen eintragen, für die Sie zuständig sind."),
            ("declaration.jurisdiction",), section("declarations"),
        ),
        Item(
            "offered", _("Wege und Zwecke"), _("Mindestens einen Weg und einen Zweck wählen."),
            ("declaration.offered",), section("declarations"),
        ),
    )  # fmt: skip


def _money() -> tuple[Item, ...]:
    return (
        Item(
            "fees", _("Zeitpunkt der Zahlung"), _("Zeitpunkt der Zahlung oder Übergabe der Urkunde ändern."),
            ("fees.payable",), section("fees"),
        ),
        Item(
            "account", _("Konto beim Zahlungsdienst"), _("Das Konto einrichten und die Angaben ergänzen."),
            ("payments.account", "payments.charging", "payments.secrets"), ACCOUNT, SET_UP_MONEY,
        ),
        Item(
            "cash_numbers", _("Kassenzeichen"), _("Einen neuen Nummernkreis eintragen."), ("payments.cash_numbers",),
            section("payments"),
        ),
        _stated("treasury.agreed"),
    )  # fmt: skip


def _appointments() -> tuple[Item, ...]:
    return (
        Item(
            "slots", _("Freie Termine"), _("Öffnungszeiten, Plätze oder Schließtage ändern."), ("appointments.slots",),
            section("appointments"),
        ),
        Item(
            "offices", _("Anschrift und Weg"), _("Anschrift, Weg und Hinweise zur Barrierefreiheit ergänzen."),
            ("appointments.offices",), section("appointments"),
        ),
        Item(
            "booking_system", _("Eigenes Terminsystem"), _("Die Verbindung zum Terminsystem prüfen."),
            ("appointments.system",), section("appointments"),
        ),
    )  # fmt: skip


def _delivery() -> tuple[Item, ...]:
    return (
        Item(
            "connector_chosen", _("Weg ins Fachverfahren"),
            _("Einen Weg wählen und übernehmen. Auch „Ordner“ ist eine Wahl, aber eine Person muss sie treffen."),
            ("delivery.chosen",), CONNECTION,
        ),
        Item(
            "connection", _("Verbindung"), _("Die Verbindung einrichten und prüfen."),
            ("delivery.connector", "delivery.secrets", "delivery.interface"), CONNECTION,
        ),
        Item(
            "test_message", _("Testnachricht"), _("Eine Testnachricht senden und im Fachverfahren nachsehen."),
            ("delivery.echo",), DELIVERIES, WORK_DELIVERIES,
        ),
        Item(
            "running", _("Laufende Übergaben"), _("Nachsehen, welche Nachricht hängt."),
            ("delivery.line", "delivery.order", "delivery.age"), DELIVERIES, WORK_DELIVERIES,
        ),
        Item(
            "directory", _("Eintrag im Verzeichnis DVDV"), _("Auf den Eintrag des Portals warten."),
            ("delivery.portal",), who=OPERATOR,
        ),
        _advice("fallback", _("Zweiter Weg"), _("Einen zweiten Weg einrichten."), "delivery.fallback", CONNECTION),
        Item(
            "validation", _("Prüfung gegen den Standard"), _("Auf die Schemadateien warten."),
            ("delivery.validation",), who=OPERATOR, blocks=False,
        ),
        _stated("vendor.activation"),
        _stated("eid.application"),
    )  # fmt: skip


def _people() -> tuple[Item, ...]:
    return (
        Item(
            "owner", _("Verantwortliche Person"), _("Eine Person einladen, die den Dienst verantwortet."),
            ("staff.owner",), STAFF, MANAGE_STAFF,
        ),
        Item(
            "clerks", _("Sachbearbeitung"), _("Personen für die Sachbearbeitung einladen."), ("staff.clerks",), STAFF,
            MANAGE_STAFF,
        ),
        _stated("staff_council.heard"),
    )  # fmt: skip


REHEARSAL = "rehearsal."


def _rehearsal() -> tuple[Item, ...]:
    found = tuple(name for name in probes.names() if name.startswith(REHEARSAL))
    todo = _("Einen Antrag in der Probe durchspielen.")
    item = Item("rehearsal", _("Ein ganzer Antrag in der Probe"), todo, found, Place("console:rehearsal"), alarms=False)
    return (item,) if found else ()


@lru_cache(maxsize=4)
def _groups(_registered: tuple[str, ...]) -> tuple[Group, ...]:
    named = (
        Group("authority", _("Behörde und Texte"), _authority()),
        Group("jurisdiction", _("Zuständigkeit"), _jurisdiction()),
        Group("money", _("Gebühren und Zahlung"), _money()),
        Group("appointments", _("Termine"), _appointments()),
        Group("delivery", _("Fachverfahren und Online-Ausweis"), _delivery()),
        Group("data_protection", _("Datenschutz"), (_stated("data_protection.agreed"), _stated("security.concept"))),
        Group("people", _("Personal"), _people()),
        Group("rehearsal", _("Probe"), _rehearsal()),
    )
    placed = {probe for group in named for item in group.items for probe in item.probes}
    others = [
        Item(name, name, _("Ansehen, was gefunden wurde."), (name,)) for name in probes.names() if name not in placed
    ]
    return tuple(group for group in (*named, Group("other", _("Weiteres"), tuple(others))) if group.items)


def groups() -> tuple[Group, ...]:
    return _groups(tuple(probes.names()))


def items() -> Iterator[Item]:
    return (item for group in groups() for item in group.items)


def item_of(key: str) -> Item | None:
    return next((item for item in items() if item.key == key), None)


def item_of_probe(probe: str) -> Item | None:
    return next((item for item in items() if probe in item.probes), None)
