"""Is the person who identified the person whom the form names? Spelling is forgiven, persons are not."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from identity.person import IdentifiedPerson

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "ł": "l", "đ": "d", "ı": "i"})


@dataclass(frozen=True)
class NamedPerson:
    """Of the sponsor's answers what says who they are. ``birth_date`` is a partial ISO date."""

    family_name: str
    given_names: str
    birth_date: str


def folded(text: str) -> tuple[str, ...]:
    """The words of a name without case, accents and hyphens; ü and ue, ß, ẞ and ss are the same."""
    plain = unicodedata.normalize("NFC", text.replace("İ", "i")).casefold().translate(_GERMAN)
    letters = (letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return tuple("".join(letter if letter.isalnum() else " " for letter in letters).split())


def _same_given_names(card: str | None, form: str) -> bool:
    """Fewer given names than on the card are fine, other ones are not. Some cards hold none."""
    if card is None:
        return True
    read, typed = folded(card), folded(form)
    return (bool(typed) and set(typed) <= set(read)) or "".join(typed) == "".join(read)


def _same_birth_date(card: str | None, form: str) -> bool:
    """What the card knows must be there; a card may know the year only."""
    return card is not None and (form == card or form.startswith(f"{card}-"))


def differences(card: IdentifiedPerson, form: NamedPerson) -> tuple[str, ...]:
    """The names of the fields in which the two differ; empty when they are the same person."""
    same = {
        "family_name": "".join(folded(card.family_name)) == "".join(folded(form.family_name)),
        "given_names": _same_given_names(card.given_names, form.given_names),
        "birth_date": _same_birth_date(card.birth_date, form.birth_date),
    }
    return tuple(field for field, is_same in same.items() if not is_same)
