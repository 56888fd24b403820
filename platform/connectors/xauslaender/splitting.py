"""One case, several messages: the standard has room for one declarant and one adult guest with spouse and minor children.

Each message names the others in its remarks, so that a clerk sees what belongs together; all carry the same reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from connectors.xauslaender.notes import partial_date
from declarations.casefile.choices import CompanionKind
from declarations.casefile.document import Answers, CaseFile, Declarant, FurtherGuest, Guest, Sponsor
from declarations.casefile.guest import Companion, Companions, GuestBirth, GuestName, GuestPassport
from declarations.casefile.sponsor import age_on
from kernel.clock import german_day

ADULT = 18
_COMES_AS: dict[CompanionKind | None, str] = {
    CompanionKind.CHILD: "volljähriges Kind",
    CompanionKind.SPOUSE: "weiterer Ehe- oder Lebenspartner",
}


@dataclass(frozen=True)
class Portion:
    """``subject`` is empty for the first message, else for example ``guest-2`` or ``declarant-2.guest-3``; it names nobody.

    ``case`` holds what this message says. ``co_declarants``, ``co_travellers`` and ``comes_as`` are for the remarks.
    """

    subject: str
    case: CaseFile
    number: int
    of: int
    co_declarants: tuple[str, ...] = ()
    co_travellers: tuple[str, ...] = ()
    comes_as: str = ""


def subjects(case: CaseFile) -> tuple[str, ...]:
    """Which messages the case becomes, in their order; the first is the empty text."""
    return tuple(portion.subject for portion in portions(case))


def portions(case: CaseFile) -> list[Portion]:
    """For every declarant every adult guest. Who has come of age on the day of filing is an adult."""
    declarants = [case, *([_declared_by(case, case.second_declarant)] if case.second_declarant else [])]
    names = [declarant_line(one.answers) for one in declarants]
    guests = list(_guests(case))
    travellers = [_traveller_line(one) for one, _comes_as in guests]
    return [
        Portion(
            subject=_subject(who, whom), number=who * len(guests) + whom + 1, of=len(declarants) * len(guests),
            case=_only(declarant, guest), co_declarants=_without(names, who), co_travellers=_without(travellers, whom),
            comes_as=comes_as,
        )
        for who, declarant in enumerate(declarants)
        for whom, (guest, comes_as) in enumerate(guests)
    ]  # fmt: skip


def declarant_line(answers: Answers) -> str:
    """Name, birth and address of who declares, on one line."""
    sponsor = answers.sponsor
    name = _full_name(sponsor)
    if answers.institution is not None:
        name = f"{answers.institution.name or ''} ({name})"
    born = f"geboren {partial_date(sponsor.birth.birth_date)}" if sponsor.birth.birth_date else ""
    home = sponsor.address
    street = f"{home.street or ''} {home.house_number or ''}".strip()
    town = f"{home.postal_code or ''} {home.city or ''}".strip()
    return ", ".join(part for part in (name, born, street, town) if part)


def _full_name(person: Sponsor | Guest) -> str:
    return f"{person.name.given_names or ''} {person.name.family_name or ''}".strip()


def _traveller_line(one: FurtherGuest) -> str:
    born = one.guest.birth.birth_date
    return ", ".join(part for part in (_full_name(one.guest), f"geboren {partial_date(born)}" if born else "") if part)


def _without(lines: list[str], place: int) -> tuple[str, ...]:
    return tuple(line for number, line in enumerate(lines) if number != place and line)


def _subject(declarant: int, guest: int) -> str:
    parts = [f"declarant-{declarant + 1}"] if declarant else []
    parts += [f"guest-{guest + 1}"] if guest else []
    return ".".join(parts)


def _declared_by(case: CaseFile, declarant: Declarant) -> CaseFile:
    """The case as the second declarant's: their own means, the same guests and texts."""
    told: dict[str, Any] = {
        name: getattr(declarant, name) for name in Declarant.model_fields if name != "identification"
    }
    told["housing"] = declarant.housing or case.answers.housing
    answers = case.answers.model_copy(update={**told, "institution": None})
    return case.model_copy(
        update={"answers": answers, "identification": declarant.identification, "sponsor_kind": "private"}
    )


def _only(case: CaseFile, one: FurtherGuest) -> CaseFile:
    changes = {
        "guest": one.guest, "companions": one.companions, "stay": one.stay or case.answers.stay,
        "accommodation": one.accommodation or case.answers.accommodation,
    }  # fmt: skip
    answers = case.answers.model_copy(update=changes)
    return case.model_copy(update={"answers": answers, "further_guests": [], "second_declarant": None})


def _guests(case: CaseFile) -> Iterator[tuple[FurtherGuest, str]]:
    first = FurtherGuest.model_construct(
        guest=case.answers.guest, companions=case.answers.companions, stay=None, accommodation=None
    )
    filed_on = german_day(case.filing.submitted_at) if case.filing else date.max
    for one in (first, *case.further_guests):
        kept, grown_up = _grown_up(one.companions.persons or [], filed_on)
        left = one.companions.model_copy(update={"persons": kept or None})
        yield one.model_copy(update={"companions": left}), ""
        for person in grown_up:
            yield _of_companion(person, one), f"{_COMES_AS[person.kind]} von {_full_name(one.guest)}"


def _grown_up(persons: list[Companion], filed_on: date) -> tuple[list[Companion], list[Companion]]:
    """Who stays in the message (one spouse, the minors), and who needs one of their own."""
    kept: list[Companion] = []
    others: list[Companion] = []
    for person in persons:
        second_spouse = person.kind == CompanionKind.SPOUSE and any(one.kind == person.kind for one in kept)
        is_child = person.kind == CompanionKind.CHILD and person.birth_date
        grown_up = bool(is_child) and age_on(person.birth_date or "", filed_on) >= ADULT
        (others if second_spouse or grown_up else kept).append(person)
    return kept, others


def _of_companion(person: Companion, with_whom: FurtherGuest) -> FurtherGuest:
    guest = Guest(
        name=GuestName(family_name=person.family_name, given_names=person.given_names, gender=person.gender),
        birth=GuestBirth(birth_date=person.birth_date, birth_place=person.birth_place),
        passport=GuestPassport(passport_number=person.passport_number),
    )
    return FurtherGuest.model_construct(
        guest=guest, companions=Companions(), stay=with_whom.stay, accommodation=with_whom.accommodation
    )
