"""Every case file that the types allow, also half-empty and odd ones: built from the sections' own fields."""

from __future__ import annotations

import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from hypothesis import strategies as st

ALPHABET = "abzABZ019 .,-/'()&äöüßéèñøåłŞığ\u1e9eČžḌ\u0142K\u035fhc\u0323a\u0308\u20ac"


def texts(longest: int) -> st.SearchStrategy[str]:
    """Only what the register types let through: letters of DIN 91379, some of them in decomposed form."""
    from kernel import din91379

    edges = ["Ä" * longest, "a\u0308" * (longest // 2), "K\u035fh", " ", ("Lange Straße am Fluss " * 9)[:longest]]
    return st.one_of(st.text(ALPHABET, max_size=longest).filter(din91379.is_valid), st.sampled_from(edges))


@cache
def _by_type() -> list[tuple[Any, st.SearchStrategy[Any]]]:
    from declarations import countries
    from declarations.casefile import types as kinds

    partial = st.dates(date(1900, 1, 1), date(2100, 12, 31)).flatmap(
        lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
    )
    number = st.integers(0, 9999).map(str)
    letter = st.sampled_from(["", "a", " b", "Z"])
    second = st.one_of(
        st.just(""),
        st.tuples(st.sampled_from(["-", "/", " / ", " - "]), number, letter).map("".join),
        st.sampled_from([" 1/2", " 3/4"]),
    )
    return [
        (kinds.Text, texts(200)),
        (kinds.Name, texts(120)),
        (kinds.LongText, st.lists(texts(60), max_size=6).map("\n".join)),
        (kinds.Country, st.sampled_from(sorted(countries.everything()))),
        (kinds.PartialDay, partial),
        (kinds.Day, st.dates(date(1900, 1, 1), date(9999, 12, 31)).map(date.isoformat)),
        (kinds.Money, st.decimals(0, Decimal("9999999.99"), places=2).map(str)),
        (kinds.Phone, st.sampled_from(["+49691234567", "+491701234567", "+903121234567"])),
        (kinds.Email, st.sampled_from(["erika@example.org", "max@müller.example", "gast@пример.example"])),
        (kinds.PostalCode, st.integers(0, 99999).map("{:05d}".format)),
        (kinds.HouseNumber, st.tuples(number, letter, second).map("".join)),
        (kinds.DocumentNumber, st.from_regex(r"[A-Z0-9/.-]{4,20}", fullmatch=True)),
        (kinds.Iban, st.just("DE89370400440532013000")),
    ]


def value(annotation: Any, field: Any = None) -> st.SearchStrategy[Any]:
    for kind, strategy in _by_type():
        if annotation == kind:
            return strategy
    parts = typing.get_args(annotation)
    if typing.get_origin(annotation) is list:
        return st.lists(value(parts[0]), max_size=7)
    if parts:
        return st.one_of(*(value(part, field) for part in parts))
    return _plain(annotation, field)


def _plain(kind: type, field: Any) -> st.SearchStrategy[Any]:
    if kind is int:
        bounds = {name: getattr(rule, name) for rule in field.metadata for name in ("ge", "le") if hasattr(rule, name)}
        return st.integers(bounds["ge"], bounds["le"])
    if issubclass(kind, Enum):
        return st.sampled_from(list(kind)).map(lambda item: item.value)
    simple: dict[type, st.SearchStrategy[Any]] = {types.NoneType: st.none(), bool: st.booleans()}
    return simple[kind] if kind in simple else section(kind)


def section(model: Any, without: str = "") -> st.SearchStrategy[dict[str, Any]]:
    """All fields of a section or part of the file, each of them any value of its type."""
    fields = {
        name: _bounded(value(field.annotation, field), field)
        for name, field in model.model_fields.items()
        if name != without
    }
    return st.fixed_dictionaries(fields).filter(lambda raw: _accepted(model, raw))


def _bounded(strategy: st.SearchStrategy[Any], field: Any) -> st.SearchStrategy[Any]:
    longest = next((rule.max_length for rule in field.metadata if hasattr(rule, "max_length")), None)
    if longest is None:
        return strategy
    return strategy.map(lambda item: item[:longest] if isinstance(item, str | list) else item)


def _accepted(model: Any, raw: dict[str, Any]) -> bool:
    from pydantic import ValidationError

    try:
        model.model_validate(raw)
    except ValidationError:
        return False
    return True


def _of_its_kind(answers: dict[str, Any]) -> dict[str, Any]:
    """Of the person who acts for an institution nobody asks about income or household."""
    from declarations.casefile import path

    if answers["institution"] is not None:
        for section in path.OF_PERSONS_ONLY:
            group, _dot, name = section.key.partition(".")
            (answers[group] if name else answers).pop(name or group, None)
    return answers


@cache
def any_answers() -> st.SearchStrategy[dict[str, Any]]:
    from declarations.casefile.document import Answers

    return section(Answers).map(_of_its_kind)


def any_case() -> st.SearchStrategy[Any]:
    from declarations.casefile.document import CaseFile, Declarant, FurtherGuest

    identification = st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {
                "method": st.sampled_from(["identity_card", "residence_permit", "account"]),
                "level": st.sampled_from(["normal", "substanziell", "hoch"]),
                "verified_at": st.just("2026-11-22T08:55:00Z"),
                "trusted": st.lists(st.sampled_from(["sponsor.name.family_name", "sponsor.birth.nationalities"])),
            }
        ),
    )
    filing = st.fixed_dictionaries(
        {
            "reference": st.just("0123456789AB"),
            "city": st.just("offenbach"),
            "authority_code": st.just("030600"),
            "submitted_at": st.just(datetime(2026, 11, 22, 9, tzinfo=UTC).isoformat()),
            "configuration": st.just(1),
            "binding": st.booleans(),
        }
    )
    parts = {
        "answers": any_answers(),
        "identification": identification,
        "filing": filing,
        "further_guests": st.one_of(st.just([]), st.lists(section(FurtherGuest), max_size=2)),
        "second_declarant": st.one_of(st.none(), section(Declarant, without="identification")),
    }
    return st.fixed_dictionaries(parts).map(CaseFile.model_validate)
