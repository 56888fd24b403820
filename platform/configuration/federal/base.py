"""What a kind of federal value says of itself, beside its fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from configuration.document import Fault
from configuration.queries import Configuration
from configuration.registry import Section

if TYPE_CHECKING:
    from configuration.federal.timeline import Timeline

K = TypeVar("K", bound="Kind")


class Moment(StrEnum):
    """The day by whose value a case is judged."""

    FILING = "filing"
    CHECK = "check"


@dataclass(frozen=True)
class Label:
    """What a field is called on a page, and the line under it; stands in the field's ``Annotated``."""

    text: Any
    help: Any = ""


@dataclass(frozen=True)
class Example:
    """What a value means for somebody: a situation in words, and the amount."""

    label: Any
    amount: str


@dataclass(frozen=True)
class Dated(Generic[K]):
    """A value from its first day on. ``land`` is empty for the whole of Germany. ``edition`` is 0 for what ships with
    the software; a later edition of the same day corrects the earlier one."""

    since: date
    value: K
    source: str
    land: str = ""
    edition: int = 0

    @property
    def is_shipped(self) -> bool:
        return not self.edition


class Kind(Section):
    """Base of all kinds. ``section_name`` is its name, ``section_version`` its shape's number."""

    do_not_call_in_templates: ClassVar[bool] = True

    @classmethod
    def title(cls) -> Any:
        raise NotImplementedError

    @classmethod
    def about(cls) -> Any:
        """One or two sentences for the person who publishes."""
        raise NotImplementedError

    @classmethod
    def judged_at(cls) -> Moment:
        raise NotImplementedError

    @classmethod
    def shipped(cls) -> tuple[Dated[Any], ...]:
        """What comes with the software, in any order. Pure, and the same for the whole life of the process."""
        raise NotImplementedError

    @classmethod
    def by_land(cls) -> bool:
        """Whether a Land may have a value of its own."""
        return False

    @classmethod
    def from_next_day(cls) -> bool:
        """Whether a day that has begun keeps its value: where it was told to people that day as what they owe."""
        return False

    @classmethod
    def overridden_by(cls, configuration: Configuration) -> bool:  # noqa: ARG003  the shape of all kinds
        """Whether this city's own configuration leaves the value without effect."""
        return False

    @property
    def last_day(self) -> date | None:
        """The last day for which it is meant; without one it holds until another value begins."""
        return None

    def summary(self) -> str:
        """In a few words, in the active language."""
        raise NotImplementedError

    def faults(self, since: date, others: Timeline[Any]) -> list[Fault]:
        """What is wrong with it as a value from ``since`` on beside the ``others``; paths are names of fields."""
        return []

    def examples(self, since: date) -> list[Example]:
        """In a bound context, all other values being those of ``since``."""
        return []
