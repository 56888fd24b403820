"""What made-up people answer, by the labels on the pages. Days lie ahead of whatever day the test runs on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kernel.clock import german_day, now

Answers = Mapping[str, Any]
Pages = list[tuple[str, Answers]]


def in_days(days: int) -> str:
    day = german_day(now()) + timedelta(days=days)
    return f"{day.day}.{day.month}.{day.year}"


def five_questions(postal_code: str) -> Answers:
    return {
        "Postleitzahl Ihrer Hauptwohnung": postal_code,
        "Sind Sie mindestens 18 Jahre alt?": True,
        "Haben Sie die deutsche oder eine EU-Staatsangehörigkeit oder einen gültigen Aufenthaltstitel?": True,
        "Bekommen Sie Bürgergeld, Sozialhilfe, Grundsicherung oder Leistungen für Asylsuchende?": False,
        "Braucht Ihr Gast für die Reise ein Visum?": True,
    }


def sponsor(email: str, *, place: str, postal_code: str) -> Pages:
    return [
        ("Ihr Name", {"Familienname": "Muster", "Vorname oder Vornamen": "Jörg Ägidius", "Geschlecht": "männlich"}),
        (
            "Geburt und Staatsangehörigkeit",
            {
                "Geburtsdatum": "1.12.1980",
                "Geburtsort": "Kassel",
                "Staatsangehörigkeit": "Deutschland (deutsch)",
                "Familienstand": "ledig",
            },
        ),
        (
            "Ihre Anschrift",
            {
                "Straße": "Musterstraße",
                "Hausnummer": "12 a",
                "Postleitzahl": postal_code,
                "Ort": place,
                **_ABOUT_THE_HOME,
            },
        ),
        _reach(email),
        _document(place),
    ]


def sponsor_after_the_card(email: str) -> Pages:
    """What the online ID of Erika Mustermann does not say."""
    return [
        ("Ihr Name", {"Geschlecht": "weiblich"}),
        ("Geburt und Staatsangehörigkeit", {"Familienstand": "verheiratet"}),
        ("Ihre Anschrift", _ABOUT_THE_HOME),
        _reach(email),
        _document("Offenbach am Main"),
    ]


_ABOUT_THE_HOME: Answers = {
    "Ist das Ihre Hauptwohnung?": True,
    "Besteht für Sie eine Auskunftssperre im Melderegister?": False,
}


def _reach(email: str) -> tuple[str, Answers]:
    return ("So erreichen wir Sie", {"E-Mail-Adresse": email, "Telefon (tagsüber) – freiwillig": "069 1234567"})


def _document(place: str) -> tuple[str, Answers]:
    return (
        "Ihr Ausweis",
        {
            "Art des Ausweises": "Personalausweis",
            "Nummer": "L01X00T47",
            "Gültig bis": in_days(900),
            "Ausgestellt von": f"Stadt {place}",
        },
    )


HOUSEHOLD = "Lebt noch jemand in Ihrem Haushalt, oder zahlen Sie Unterhalt?"
CHILD: Answers = {
    "Familienname": "Mustermann",
    "Vorname": "Max",
    "Geburtsdatum": "2.4.2015",
    "Wer ist das für Sie?": "Kind",
    "Lebt die Person in Ihrem Haushalt?": True,
    "Müssen Sie für diese Person Unterhalt leisten?": True,
    "Eigenes Nettoeinkommen im Monat": "0",
}
SOURCES: Answers = {
    "Ihre Einkünfte": ["Lohn oder Gehalt"],
    "Beruf": "Ingenieurin",
    "Bekommen Sie Bürgergeld, Sozialhilfe, Wohngeld oder Leistungen für Asylsuchende?": False,
    "Bekommen Sie ein Stipendium oder BAföG?": False,
}
WORK: Answers = {
    "Arbeitgeber": "Beispiel GmbH",
    "Beschäftigt seit": "1.3.2015",
    "Ist der Vertrag befristet?": False,
    "Sind Sie noch in der Probezeit?": False,
    "Ist das Arbeitsverhältnis gekündigt?": False,
}
NET: Answers = {"Letzter Monat": "3.100,00", "Vorletzter Monat": "3100", "Vor drei Monaten": "3.150,50"}
OBLIGATIONS: Answers = {
    "Zahlen Sie Unterhalt an jemanden außerhalb Ihres Haushalts?": False,
    "Wird Ihr Lohn oder Konto gepfändet?": False,
}
NO_OTHER_GUESTS: Answers = {"Haften Sie zurzeit schon für andere Gäste?": False}

GUEST: Pages = [
    ("Name Ihres Gastes", {"Familienname": "Şahin", "Vorname oder Vornamen": "Ayşe", "Geschlecht": "weiblich"}),
    (
        "Geburt und Staatsangehörigkeit Ihres Gastes",
        {
            "Geburtsdatum": ".5.1961",
            "Geburtsort": "Ankara",
            "Geburtsland": "Türkei",
            "Staatsangehörigkeit": "Türkei (türkisch)",
        },
    ),
    (
        "Reisepass Ihres Gastes",
        {"Nummer des Reisepasses – freiwillig": "U00000000", "Ist Ihr Gast schon in Deutschland?": False},
    ),
    (
        "Anschrift Ihres Gastes im Ausland",
        {"Straße und Hausnummer": "Örnek Sokak 12", "Postleitzahl und Ort": "06100 Ankara", "Staat": "Türkei"},
    ),
    ("Sie und Ihr Gast", {"Was ist der Gast für Sie?": "Mutter oder Vater"}),
    ("Wer kommt noch mit?", {"Kommen Ehepartner oder minderjährige Kinder des Gastes mit?": False}),
]


def stay() -> Pages:
    return [
        (
            "Der Aufenthalt",
            {
                "Wozu kommt Ihr Gast?": "Besuch oder Tourismus",
                "Voraussichtliche Einreise": in_days(70),
                "Dauer in Tagen": "30",
                "Gibt es eine Reisekrankenversicherung, oder ist sie geplant?": True,
            },
        ),
        ("Die Unterkunft", {"Wohnt Ihr Gast bei Ihnen?": True}),
    ]
