"""What a person is asked to set up a connector: the words of its options, beside the model that checks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """``part``: whether a nested part of the options is there at all. ``list``: one value a line. ``typed``, ``pasted`` and
    ``uploaded`` are secrets: the options hold the name under which the city keeps them."""

    TEXT = "text"
    LINES = "lines"
    LIST = "list"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PART = "part"
    TYPED = "typed"
    PASTED = "pasted"
    UPLOADED = "uploaded"


SECRETS = frozenset({Kind.TYPED, Kind.PASTED, Kind.UPLOADED})


@dataclass(frozen=True)
class Asked:
    """One option. ``path`` is its place (``server.host``), ``wrong`` what is said when its value is refused.

    ``goes_to``: the options that say where a secret is sent. Whoever changes one of them types the secret anew, so that
    nobody sends a secret that he does not know to a place of his own.
    """

    path: str
    label: Any
    hint: Any = ""
    kind: Kind = Kind.TEXT
    wrong: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    goes_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Together:
    """What is said, and at which option, when the model refuses options that do not go together. ``said`` begins its text."""

    said: str
    path: str
    text: Any


@dataclass(frozen=True)
class Words:
    """``about`` says what the connector is, for who chooses. The order of ``fields`` is that of the page."""

    about: Any
    fields: tuple[Asked, ...] = ()
    rules: tuple[Together, ...] = ()
