"""What a city sets about delivery: through which connector, when, and how the authority is addressed."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from configuration.registry import Section, register
from connectors.alarm_rules import AlarmRules
from connectors.base import Connector, Options
from connectors.registry import CONNECTORS
from connectors.xauslaender import versions

FIRST = "folder"  # what every city begins with
SANDBOX = "sandbox_"
SANDBOXES = frozenset(name for name in CONNECTORS.names() if name.startswith(SANDBOX))


class Moment(StrEnum):
    """When a case is handed over: as soon as it is submitted, once its fee is paid, or after the desk's decision."""

    ON_SUBMISSION = "on_submission"
    ONCE_PAID = "once_paid"
    AFTER_DECISION = "after_decision"


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    street: str = Field(default="", max_length=55)
    house_number: str = Field(default="", pattern=r"^$|^\d{1,4}\s?[A-Za-z]?([/-]\d{1,4}\s?[A-Za-z]?)?$")
    postal_code: str = Field(default="", pattern=r"^$|^\d{5}$")
    town: str = Field(default="", max_length=40)


class Fallback(BaseModel):
    """Another connector that takes over by rule: after so many hours in which the first gave no answer, or at once when
    the first is wrongly set up. Only what the first certainly has not got."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    connector: str
    options: dict[str, Any] = Field(default_factory=dict)
    after_hours: int | None = Field(default=4, ge=1, le=72)
    when_misconfigured: bool = False

    @property
    def patience(self) -> timedelta | None:
        return None if self.after_hours is None else timedelta(hours=self.after_hours)

    @model_validator(mode="after")
    def _takes_over_at_some_time(self) -> Self:
        if self.after_hours is None and not self.when_misconfigured:
            raise ValueError("the fallback has no rule: set after_hours or when_misconfigured")
        check_connector(self.connector, self.options)
        return self


@register
class DeliveryRules(Section):
    """``options`` are the connector's own. ``validation``: *always* delivers nothing that could not be validated;
    *when_possible* goes on where the standard's schemas are not at hand. Invalid messages are never delivered.

    ``returned_days``: for so long the text of an answer is kept once it was carried out. ``version`` is the standard's, as
    the city's system speaks it.

    ``connector_confirmed``: a person of the city chose it, also when it is the one that every city begins with.

    ``address`` is the authority's, ``portal_id`` the portal's entry in the directory DVDV if the city has its own.
    """

    connector: str = FIRST
    connector_confirmed: bool = False
    options: dict[str, Any] = Field(default_factory=dict)
    fallback: Fallback | None = None
    moment: Moment = Moment.ONCE_PAID
    validation: Literal["when_possible", "always"] = "when_possible"
    returned_days: int = Field(default=30, ge=1, le=365)
    alarms: AlarmRules = AlarmRules()
    address: Address = Address()
    version: str = versions.CURRENT.number
    portal_id: str = Field(default="", pattern=r"^$|^(alp|kop|lap):[A-Za-z0-9._-]{1,60}$")

    @classmethod
    def section_name(cls) -> str:
        return "delivery"

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """A rehearsal delivers to a case system that takes everything and is nobody's."""
        return {
            "connector": "sandbox_accepts", "connector_confirmed": False, "options": {}, "fallback": None, "portal_id": "",
        }  # fmt: skip

    @classmethod
    def only_for_trying(cls) -> dict[str, frozenset[str]]:
        return dict.fromkeys(("connector", "fallback.connector"), SANDBOXES)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_connector(self.connector, self.options)
        if self.fallback is not None and self.fallback.connector == self.connector:
            raise ValueError("the fallback must be another connector than the first")
        if self.version not in versions.SPOKEN:
            raise ValueError(f"unknown version; there are: {', '.join(versions.SPOKEN)}")
        return self


def check_connector(name: str, options: dict[str, Any]) -> None:
    """Refuses (ValueError) an unknown connector, and options that are not its own; values are not repeated."""
    if name not in CONNECTORS:
        raise ValueError(f"unknown connector; there are: {', '.join(CONNECTORS.names())}")
    try:
        options_for(CONNECTORS.get(name), options)
    except ValidationError as error:
        places = [".".join(map(str, item["loc"])) + ": " + item["msg"] for item in error.errors()]
        raise ValueError(f"options of {name}: {'; '.join(places)}") from None


def options_for(connector: Connector[Any], raw: dict[str, Any]) -> Options:
    """The options in the adapter's own shape. Raises pydantic's ``ValidationError``."""
    return connector.options_model.model_validate(raw)
