"""Values and differences in the words of who reads them."""

from __future__ import annotations

from typing import Any

import pytest

from configuration.showing import changes
from configuration.words import words_of


def _lines(section: str, before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    found = changes({section: before}, {section: after})
    return [(line.label, line.before, line.after, line.kind) for one in found for line in one.lines]


def test_a_choice_is_told_by_its_label() -> None:
    before, after = {"when": "before_submission"}, {"when": "at_pickup"}
    assert _lines("fees", before, after) == [
        ("Wann wird bezahlt?", "vor dem Absenden", "bei der Abholung", "changed"),
    ]


@pytest.mark.parametrize(
    ("section", "before", "after", "told"),
    [
        ("fees", {"postage_cents": 0}, {"postage_cents": 345}, "3,45\N{NO-BREAK SPACE}€"),
        ("fees", {"methods": []}, {"methods": ["card", "paypal"]}, "Karte, PayPal"),
        ("casework", {"answer_days": 14}, {"answer_days": 21}, "21 Tage"),
        ("casework", {"four_eyes": False}, {"four_eyes": True}, "Ja"),
        ("declarations", {"fields": {"guest.gender": "ask"}}, {"fields": {"guest.gender": "require"}}, "Pflicht"),
    ],
)
def test_values_are_told_as_people_write_them(section: str, before: Any, after: Any, told: str) -> None:
    assert [line[2] for line in _lines(section, before, after)] == [told]


def test_hours_of_an_office_are_told_by_its_days() -> None:
    office = {"key": "mitte", "name": {"de": "Mitte"}, "hours": []}
    longer = office | {"hours": [{"days": ["mo", "tu"], "start": "08:00:00", "end": "12:00:00"}]}
    [(label, _before, after, kind)] = _lines("appointments", {"offices": [office]}, {"offices": [longer]})
    assert "Dienststellen" in label
    assert "Öffnungszeiten" in label
    assert "Montag, Dienstag" in after
    assert kind == "added"


def test_of_a_long_text_the_part_that_differs_is_told() -> None:
    text = "Wort " * 200
    [(label, before, after, _kind)] = _lines(
        "texts", {"imprint": {"de": text}}, {"imprint": {"de": text + "Neues Ende"}}
    )
    assert label == "Impressum (Deutsch)"
    assert "Neues Ende" in after
    assert "Neues Ende" not in before
    assert len(after) < 200


def test_a_fault_is_told_at_its_field_in_german() -> None:
    from configuration.checking import section_faults

    [fault] = section_faults("fees", {"postage_cents": 290000})
    assert (fault.path, str(fault.reason)) == (
        "postage_cents",
        "Das ist zu viel: Es dürfen höchstens 50,00\N{NO-BREAK SPACE}€ sein.",
    )
    [fault] = section_faults("branding", {"action": "#eeeeee"})
    assert fault.path == "action"
    assert "zu schwach" in str(fault.reason)
    [fault] = section_faults("authority", {"email": "nur ein Name"})
    assert "amt@stadt.de" in str(fault.reason)
    assert words_of("authority") is not None
