"""Round trip of facts: whatever the sponsor said stands in the message, in an element or in the remarks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from pydantic import BaseModel

from tests.support import any_case, case_files
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def not_handed_over(answers: Any) -> tuple[str, ...]:
    """Asked again elsewhere, or not asked at all: what belongs to the other branch of a question."""
    places = ["eligibility.", "sponsor.address.municipality"]
    if answers.accommodation.same_as_sponsor:
        places += [f"accommodation.{name}" for name in ("street", "postal_code", "city")]
    if answers.guest.name.single_name:
        places.append("guest.name.given_names")
    if answers.security is None or answers.security.kind in (None, "none"):
        places.append("security.")
    return tuple(places)


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from leaves(getattr(value, name), f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, place)
    elif value not in (None, "", False, True):
        yield place, value


def written(value: str | date) -> set[str]:
    """The ways in which a text or a day may stand in the message."""
    if isinstance(value, date):
        return {value.isoformat(), value.strftime("%d.%m.%Y")}
    line = " ".join(unicodedata.normalize("NFC", value).split())
    return {line, ".".join(reversed(line.split("-")))}


def told(case: Any) -> Iterator[tuple[str, str | date]]:
    """Texts and days; choices and amounts have their own tests."""
    elsewhere = not_handed_over(case.answers)
    for place, value in leaves(case.answers):
        if not (place.startswith(elsewhere) or isinstance(value, Enum | Decimal | int) or is_code(place)):
            yield place, value


def parties(case: Any) -> Iterator[Any]:
    """Each declarant's and each guest's answers as if they were the only ones."""
    answers, second = case.answers, case.second_declarant
    yield answers
    if second:
        yield answers.model_copy(
            update={name: getattr(second, name) for name in type(second).model_fields if name != "identification"}
        )
    for other in case.further_guests:
        yield answers.model_copy(
            update={"guest": other.guest, "companions": other.companions}
            | ({"stay": other.stay} if other.stay else {})
            | ({"accommodation": other.accommodation} if other.accommodation else {})
        )


def is_code(place: str) -> bool:
    """Keys of states and nationalities, and the parts of house numbers and addresses that other tests pin."""
    last = place.rpartition(".")[2]
    return last in ("nationalities", "birth_country", "country", "house_number", "email", "postal_code", "line_1")


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(case=any_case.any_case())
def test_every_text_and_every_day_stands_in_one_of_the_messages(case: Any) -> None:
    """Also when several people declare, when an institution does, and when several adults travel."""
    from connectors.xauslaender.splitting import subjects

    roots = [case_files.tree(case, AT, subject=subject) for subject in subjects(case)]
    everything = "\n".join(text for root in roots for text in root.itertext() if text.strip())
    said = [fact for answers in parties(case) for fact in told(case.model_copy(update={"answers": answers}))]
    lost = [place for place, value in said if not any(way in everything for way in written(value))]
    assert lost == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(case=any_case.any_case())
def test_the_facts_that_decide_read_back_as_they_were_said(case: Any) -> None:
    from connectors.xauslaender.splitting import portions

    for portion in portions(case):
        root = case_files.tree(case, AT, subject=portion.subject)
        _reads_back(root, portion.case)
        assert one(root, "x:antragsidentifikation") == case.filing.reference


def _reads_back(root: Any, case: Any) -> None:
    answers = case.answers
    assert texts(root, "//x:gast/x:reisepassnummer") == [
        number for number in [answers.guest.passport.passport_number] if number
    ]
    entry = answers.stay.entry_date
    assert texts(root, "//x:voraussichtlichesEinreisedatum") == ([entry.isoformat()] if entry else [])
    assert len(texts(root, "//x:weitereGaeste")) == len(answers.companions.persons or [])
    assert len(texts(root, "//x:weitereVE")) == len(answers.other_declarations.running or [])
    nationalities = list(dict.fromkeys(answers.sponsor.birth.nationalities or []))[:4]
    if answers.institution is None:
        assert texts(root, "//x:privat/x:staatsangehoerigkeit//code") == nationalities
    assert texts(root, "//x:gast/x:anschrift/x:anschriftWieGastgeber") == (
        ["true"] if answers.accommodation.same_as_sponsor else []
    )
