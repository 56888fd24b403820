"""What a person is asked to set something up: the words of a model's fields, beside the model that checks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a value is typed. ``text`` is a line, ``lines`` a text of several, ``localised`` the same in German and English,
    ``list`` one value a line, ``number`` whole, ``cents`` an amount kept in cents, ``amount`` one kept in euros.

    ``part``: whether a nested part is there at all. ``typed``, ``pasted`` and ``uploaded`` are secrets: the document holds
    the name under which the city keeps them.
    """

    TEXT = "text"
    LINES = "lines"
    LOCALISED = "localised"
    LIST = "list"
    NUMBER = "number"
    CENTS = "cents"
    AMOUNT = "amount"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    COLOUR = "colour"
    PART = "part"
    TYPED = "typed"
    PASTED = "pasted"
    UPLOADED = "uploaded"


SECRETS = frozenset({Kind.TYPED, Kind.PASTED, Kind.UPLOADED})


@dataclass(frozen=True)
class Asked:
    """One field. ``path`` is its place (``server.host``), ``wrong`` what is said when its value is refused, ``unit`` what a
    number counts (*Tage*), ``hints`` a line under a choice, by its value; ``rows`` how tall a text is,
    ``empty`` what holds when nothing is typed, ``zero`` what 0 means.

    ``goes_to``: the fields that say where a secret is sent. Whoever changes one of them types the secret anew, so that
    nobody sends a secret that he does not know to a place of his own.
    """

    path: str
    label: Any
    hint: Any = ""
    kind: Kind = Kind.TEXT
    wrong: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    goes_to: tuple[str, ...] = ()
    unit: Any = ""
    hints: tuple[tuple[str, Any], ...] = ()
    rows: int = 0
    empty: Any = ""
    zero: Any = ""


@dataclass(frozen=True)
class Together:
    """What is said, and at which field, when a validator of the model refuses. ``said`` begins the validator's text."""

    said: str
    path: str
    text: Any
