"""What a city sets about visits: its offices with their hours and counters, how long a visit takes, how booking works.

Times of day are German wall time; they become moments in UTC day by day (``appointments.opening``), so that both changes
of the clock come out right. Everything lies on a grid of five minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from appointments.base import Options, Scheduler
from appointments.needs import Need, Purpose
from appointments.registry import SCHEDULERS
from configuration.authority import InLanguages, Localised
from configuration.registry import Apart, Section, register

GRID_MINUTES = 5
Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WEEKDAYS: tuple[Weekday, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
MonthDay = Annotated[str, Field(max_length=10)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
MUNICIPALITIES = {"Augsburg": ("BY",), "catholic": ("BY", "SL", "SN", "TH")}
LAENDER = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")


def _on_the_grid(value: time) -> time:
    if value.minute % GRID_MINUTES or value.second or value.microsecond or value.tzinfo:
        raise ValueError("a time of day in steps of five minutes, like 08:05")
    return value


def _minutes_on_the_grid(value: int) -> int:
    if value % GRID_MINUTES:
        raise ValueError("a number of minutes in steps of five")
    return value


def _clock(value: object) -> object:
    """YAML reads 8:30 as a number of minutes in base sixty."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return time(value // 60, value % 60)
    return value


TimeOfDay = Annotated[time, BeforeValidator(_clock), AfterValidator(_on_the_grid)]
Minutes = Annotated[int, AfterValidator(_minutes_on_the_grid)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Period(_Part):
    """From one time of day until a later one."""

    start: TimeOfDay
    end: TimeOfDay

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"ends at {self.end:%H:%M}, which is not after its start at {self.start:%H:%M}")
        return self


class Hours(Period):
    """Open on these weekdays. ``season``: only between these days of each year (MM-DD, both included, may cross New Year)."""

    days: list[Weekday] = Field(min_length=1, max_length=7)
    season: tuple[MonthDay, MonthDay] | None = None

    @model_validator(mode="after")
    def _a_season_of_days(self) -> Self:
        for day in self.season or ():
            try:
                known = date.fromisoformat(f"2028-{day}")
                if f"{known:%m-%d}" != day:  # a week of the year is a date too
                    raise ValueError
            except ValueError:
                raise ValueError(f"a season's day is written like 05-01, not {day}") from None
        return self

    def opens_on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.days and self._in_season(day)

    def _in_season(self, day: date) -> bool:
        if self.season is None:
            return True
        first, last, this = self.season[0], self.season[1], f"{day:%m-%d}"
        return first <= this <= last if first <= last else (this >= first or this <= last)


class Closure(_Part):
    """Closed on these days, both included. ``reason`` is shown to people."""

    first: date
    last: date
    reason: Localised = InLanguages()

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"ends on {self.last}, before it begins on {self.first}")
        return self


class OpenOnce(Period):
    """Open on one day besides the weekly hours, also on a holiday."""

    day: date


class Counter(_Part):
    """A counter or a clerk. ``places``: so many visits at a time. ``hours`` replaces the office's; ``purposes`` empty: all."""

    key: Key
    name: str = Field(min_length=1, max_length=60)
    places: int = Field(default=1, ge=1, le=50)
    purposes: list[Purpose] = Field(default_factory=list)
    hours: list[Hours] = Field(default_factory=list, max_length=40)
    step_free: bool = True


class Office(_Part):
    """A place where people are served. ``land`` and ``municipality`` decide its holidays: *Augsburg* has days of its own, and
    so have the mainly *catholic* municipalities of Bavaria, Saxony and Thuringia; elsewhere it stays empty."""

    key: Key
    name: Localised
    address: list[Annotated[str, Field(min_length=2, max_length=80)]] = Field(default_factory=list, max_length=6)
    directions: Localised = InLanguages()
    accessibility: Localised = InLanguages()
    phone: str = Field(default="", max_length=40)
    land: Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
    municipality: str = Field(default="", max_length=60)
    hours: list[Hours] = Field(default_factory=list, max_length=40)
    breaks: list[Hours] = Field(default_factory=list, max_length=40)
    closures: list[Closure] = Field(default_factory=list, max_length=200)
    open_once: list[OpenOnce] = Field(default_factory=list, max_length=100)
    counters: list[Counter] = Field(min_length=1, max_length=60)

    @model_validator(mode="after")
    def _days_of_its_own(self) -> Self:
        """A word that changes nothing would look as if it did."""
        if self.municipality and self.land not in MUNICIPALITIES.get(self.municipality, ()):
            raise ValueError(f"no holidays of its own are known for {self.municipality} in {self.land}; leave it empty")
        return self

    @model_validator(mode="after")
    def _counters_apart(self) -> Self:
        keys = [counter.key for counter in self.counters]
        if len(keys) != len(set(keys)):
            raise ValueError("two counters have the same key")
        if not self.hours and not self.open_once and not all(counter.hours for counter in self.counters):
            raise ValueError("this calendar never opens: it has neither hours nor a day on which it is open once")
        return self

    def counter(self, key: str) -> Counter | None:
        return next((counter for counter in self.counters if counter.key == key), None)


class Length(_Part):
    """Minutes of a visit: for one person, for each further one, for an interpreter; ``buffer`` after it, for the clerk."""

    minutes: Annotated[Minutes, Field(ge=5, le=240)]
    further_person: Annotated[Minutes, Field(ge=0, le=120)] = 10
    interpreter: Annotated[Minutes, Field(ge=0, le=120)] = 15
    buffer: Annotated[Minutes, Field(ge=0, le=60)] = 0

    def of(self, need: Need) -> int:
        further = self.further_person * max(0, need.persons - 1)
        return self.minutes + further + (self.interpreter if need.interpreter else 0)


class Lengths(_Part):
    signing: Length = Length(minutes=30)
    pickup: Length = Length(minutes=15, further_person=0, interpreter=0)
    advice: Length = Length(minutes=20)

    def of(self, purpose: Purpose) -> Length:
        found: Length = getattr(self, purpose.value)
        return found


class Release(_Part):
    """Slots open in waves: on this weekday at this time the days of the next ``weeks`` weeks become bookable."""

    weekday: Weekday = "mo"
    at: TimeOfDay = time(7)
    weeks: int = Field(default=4, ge=1, le=52)


class FairUse(_Part):
    """Limits. ``attempts`` per case and per network address within ten minutes; ``storm``: from so many attempts in the
    whole city within ten minutes on, a code is mailed before a slot can be taken. ``changes``: moves by the sponsor."""

    attempts_per_case: int = Field(default=15, ge=3, le=1000)
    attempts_per_address: int = Field(default=60, ge=5, le=100_000)
    storm: int = Field(default=600, ge=10, le=1_000_000)
    changes: int = Field(default=3, ge=0, le=50)
    visits_per_person: int = Field(default=4, ge=1, le=50)


@register
class AppointmentRules(Section):
    """``booking``: invited after the decision, with the application, or none (everything is posted or without a date).

    ``system``: our own calendars, or the name of the adapter to the city's own system with its ``options``.
    ``lead_hours``: so long before a visit it can still be booked; ``horizon_days``: so far ahead, unless ``release`` is set.
    ``offer_hours``: so long a freed slot is kept for the person next in line; ``offer_notice_hours``: not offered later
    than so long before; ``most_offers`` to one person. Reminders are days before the visit. ``see_originals``: at the
    signing the office looks at the originals of the papers that were uploaded.
    """

    booking: Literal["after_decision", "with_application", "none"] = "none"
    system: str = Field(default="own", max_length=20)
    options: dict[str, Any] = Field(default_factory=dict)
    offices: list[Office] = Field(default_factory=list, max_length=30)
    lengths: Lengths = Lengths()
    step_minutes: Annotated[Minutes, Field(ge=5, le=120)] = 15
    lead_hours: int = Field(default=24, ge=0, le=24 * 60)
    horizon_days: int = Field(default=60, ge=1, le=365)
    release: Release | None = None
    hold_minutes: int = Field(default=15, ge=5, le=60)
    invitation_days: int = Field(default=90, ge=7, le=365)
    reminders: list[Annotated[int, Field(ge=0, le=60)]] = Field(default=[7, 1], max_length=5)
    see_originals: bool = True
    offer_hours: int = Field(default=24, ge=1, le=168)
    offer_notice_hours: int = Field(default=48, ge=1, le=720)
    most_offers: int = Field(default=3, ge=1, le=20)
    fair_use: FairUse = FairUse()

    @classmethod
    def section_name(cls) -> str:
        return "appointments"

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """A rehearsal keeps its own calendar: nothing of it may reach the city's real system."""
        return {"system": "own", "options": {}}

    @classmethod
    def set_apart(cls) -> Mapping[str, Apart]:
        """Where visits are booked, with what opens them there."""
        return dict.fromkeys(("system", "options"), Apart.DRAFTED)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        keys = [office.key for office in self.offices]
        if len(keys) != len(set(keys)):
            raise ValueError("two offices have the same key")
        if self.booking != "none" and not self.offices:
            raise ValueError("booking needs at least one office")
        if self.system != "own":
            _check_options(self.system, self.options)
        elif self.options:
            raise ValueError("options belong to a system of the city's own; the calendars here have none")
        return self

    def office(self, key: str) -> Office | None:
        return next((office for office in self.offices if office.key == key), None)


def _check_options(system: str, raw: dict[str, Any]) -> None:
    if system not in SCHEDULERS:
        raise ValueError(f"unknown appointment system; there are: own, {', '.join(SCHEDULERS.names())}")
    try:
        options_for(SCHEDULERS.get(system), raw)
    except ValidationError as error:
        places = [".".join(map(str, item["loc"])) + ": " + item["msg"] for item in error.errors()]
        raise ValueError(f"options of {system}: {'; '.join(places)}") from None


def options_for(adapter: Scheduler[Any], raw: dict[str, Any]) -> Options:
    """The options in the adapter's own shape. Raises pydantic's ``ValidationError``."""
    return adapter.options_model.model_validate(raw)
