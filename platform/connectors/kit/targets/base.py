"""What the suite needs of a receiver, whatever way leads to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from connectors.base import OutgoingMessage

SET_UP = "set_up: "  # begins the code where the way itself is wrong, not the message


class Word(StrEnum):
    """What a receiver said. *waiting*: it has it and has not decided. *nothing*: it cannot be known. *trouble*: no answer
    that means anything."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAITING = "waiting"
    NOTHING = "nothing"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Told:
    """``code``: its reason, or ours for *trouble*; ``receipt``: what the receiver knows the message by."""

    word: Word
    code: str = ""
    receipt: str = ""


class UnusableTarget(Exception):
    """The target cannot be spoken to at all. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Target(ABC):
    @abstractmethod
    def send(self, message: OutgoingMessage, *, key: str) -> Told:
        """Hands it over as the product does. Never raises for what a receiver does."""

    @abstractmethod
    def ask(self, told: Told, *, key: str) -> Told:
        """What became of what is *waiting*."""
