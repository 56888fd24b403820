"""What to bring, and what the sponsor's status page and the desk's case page know of the visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override

from appointments import operations
from casework import dossier, review, status, visits, withdrawal
from casework.to_bring import missing, to_bring
from declarations.models import Declaration
from tenants.binding import bind
from tests.interface.casework.visitors import (
    AT,
    CLERK,
    WEDNESDAY,
    book,
    do,
    invite,
    letters,
    settings_of,
    visitor,
)
from tests.support import cases

HOUR = timedelta(hours=1)


def _lines(city: Any, case_id: Any, *, comes: str = "sponsor", purpose: str = "signing") -> list[str]:
    with bind(city), transaction.atomic():
        return to_bring(Declaration.objects.get(id=case_id), purpose=purpose, comes=comes, at=AT)


@pytest.mark.parametrize(
    ("comes", "first"),
    [
        ("sponsor", ["Ihr gültiger Ausweis (Reisepass)"]),
        (
            "both",
            ["Ihr gültiger Ausweis (Reisepass)", "Der gültige Ausweis der zweiten Person, die die Erklärung abgibt"],
        ),
        (
            "representative",
            [
                "Der gültige Ausweis der Person, die Sie vertritt",
                "Ihre unterschriebene Vollmacht",
                "Eine Kopie Ihres Ausweises",
            ],
        ),
        (
            "proxy",
            [
                "Der gültige Ausweis der Person, die abholt",
                "Ihre unterschriebene Vollmacht zum Abholen",
                "Eine Kopie Ihres Ausweises",
            ],
        ),
    ],
)
def test_what_to_bring_follows_from_who_comes(offenbach: Any, comes: str, first: list[str]) -> None:
    case_id = visitor(offenbach, sponsor__document={"id_document_type": "passport"})
    found = _lines(offenbach, case_id, comes=comes)
    assert found[: len(first)] == first
    assert found[-1].startswith("Ihre Vorgangsnummer: ")


def test_originals_are_wanted_where_the_city_looks_at_them_and_for_the_signature_only(offenbach: Any) -> None:
    case_id = cases.file(offenbach, at=AT, stay={"entry_date": "2027-06-01"}).case_id
    wanted = "Im Original, was Sie hochgeladen haben: Lohn- oder Gehaltsabrechnungen"
    assert wanted in _lines(offenbach, case_id)
    assert wanted not in _lines(offenbach, case_id, purpose="pickup")
    with settings_of(offenbach, appointments={"see_originals": False}):
        assert wanted not in _lines(offenbach, case_id)


def test_what_is_missing_is_named_to_the_sponsor_and_at_the_desk(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    assert "Das fehlt uns noch: Lohn- oder Gehaltsabrechnungen" in _lines(offenbach, case_id)
    with bind(offenbach), transaction.atomic():
        lacking = missing(Declaration.objects.get(id=case_id), at=AT)
    assert "Lohn- oder Gehaltsabrechnungen" in lacking


def test_the_fee_is_brought_where_it_is_paid_at_the_counter(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    assert not [line for line in _lines(offenbach, case_id) if "Gebühr" in line]
    with settings_of(offenbach, fees={"when": "at_pickup"}):
        with bind(offenbach):
            from configuration.models import ConfigurationVersion

            last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
            Declaration.objects.filter(id=case_id).update(configuration=last)
        (line,) = [line for line in _lines(offenbach, case_id) if "Gebühr" in line]
        assert line.replace("\N{NO-BREAK SPACE}", " ") == "Die Gebühr, 29,00 €: Sie bezahlen sie beim Termin."


def _status(city: Any, case_id: Any, *, at: Any = AT) -> Any:
    with bind(city), transaction.atomic(), override("de"):
        return status.of(Declaration.objects.get(id=case_id), at=at)


def _codes(view: Any) -> list[str]:
    return [action.code for action in view.can]


def test_the_status_page_says_that_a_visit_can_be_booked_and_then_when_it_is(offenbach: Any, wiesbaden: Any) -> None:
    case_id, other = visitor(offenbach), visitor(wiesbaden)
    assert "visit" not in _codes(_status(offenbach, case_id))
    invite(offenbach, case_id)
    view = _status(offenbach, case_id)
    assert "visit" in _codes(view)
    assert str(view.next_step) == "Buchen Sie einen Termin, um Ihre Erklärung in der Behörde zu unterschreiben."
    book(offenbach, case_id)
    view = _status(offenbach, case_id)
    assert "Mittwoch, 3. März 2027, 08:00 Uhr" in str(view.next_step)
    assert "Rathaus" in str(view.next_step)
    assert view.visit.link.endswith("/")
    assert _status(wiesbaden, other).visit is None


def test_the_time_line_tells_of_the_visit_and_a_move_once(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    invite(offenbach, case_id)
    book(offenbach, case_id)
    book(offenbach, case_id, WEDNESDAY + HOUR, at=AT + HOUR)
    do(offenbach, withdrawal.withdraw, case_id=case_id, at=AT + 2 * HOUR)
    steps = [(str(step.title), step.text, step.state) for step in _status(offenbach, case_id).steps]
    assert steps == [
        ("Termin kann gebucht werden", "", "done"),
        ("Termin gebucht", "Mittwoch, 3. März 2027, 08:00 Uhr", "done"),
        ("Termin verschoben", "Mittwoch, 3. März 2027, 09:00 Uhr", "done"),
        ("Termin abgesagt", "Mittwoch, 3. März 2027, 09:00 Uhr", "done"),
        ("Zurückgezogen", "", "now"),
    ]


def test_who_missed_two_visits_is_asked_to_phone(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    invite(offenbach, case_id)
    for days in (0, 1):
        start = WEDNESDAY + timedelta(days=days)
        booking = book(offenbach, case_id, start)
        do(offenbach, operations.miss, booking_id=booking.id, by=CLERK, at=start + HOUR)
    view = _status(offenbach, case_id, at=WEDNESDAY + timedelta(days=2))
    assert "Rufen Sie uns bitte an" in str(view.next_step)
    assert "visit" not in _codes(view)
    with bind(offenbach), transaction.atomic():
        assert visits.of(Declaration.objects.get(id=case_id), at=AT).by_phone


def test_the_desk_sees_the_visit_in_the_story_and_its_events_in_words(wiesbaden: Any) -> None:
    case_id = cases.file(wiesbaden, at=AT, stay={"entry_date": "2027-06-01"}).case_id
    with bind(wiesbaden):
        Declaration.objects.filter(id=case_id).update(state="signing_due", submitted_at=AT)
    invite(wiesbaden, case_id)
    book(wiesbaden, case_id, comes=_both(), persons=2)
    found = _dossier(wiesbaden, case_id)
    assert found.visit.booked.starts_at == WEDNESDAY
    told = {line.label: line.text for line in found.story if line.about == "visit"}
    assert told["Termin"] == "Mittwoch, 3. März 2027, 08:00 Uhr, Unterschrift, beide Erklärenden, 2 Personen"
    do(wiesbaden, review.sign, case_id=case_id, identity_checked="id_card", by=CLERK, at=WEDNESDAY + HOUR)
    words = [str(line.what) for line in _dossier(wiesbaden, case_id).record.history]
    assert [word for word in words if "ermin" in word] == [
        "Termin erledigt", "Termin gebucht", "Zur Terminbuchung eingeladen",
    ]  # fmt: skip


def _both() -> Any:
    from appointments.needs import Comes

    return Comes.BOTH


def _dossier(city: Any, case_id: Any) -> Any:
    with bind(city), transaction.atomic(), override("de"):
        return dossier.of(case_id, at=AT)


def test_what_the_letters_say_to_bring_is_what_the_page_says(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    book(offenbach, case_id)
    (letter,) = letters(offenbach, at=AT)
    assert letter.data["bring"] == _lines(offenbach, case_id)
