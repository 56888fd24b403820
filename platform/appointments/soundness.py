"""What is probably a mistake in a calendar although it could be published: said beside the line, refused nowhere.

It takes the office as typed, so that it helps before everything else is right. Places are those of faults, within the
office (``hours.3``, ``counters.0.name``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError

from appointments.config import WEEKDAYS, Closure, Hours, OpenOnce

OVERLAP = _("Diese Zeiten überschneiden sich. Wir behandeln sie wie eine.")
ALL_BREAK = _("An diesem Tag bleibt neben der Pause keine Zeit offen.")
PAST_CLOSURE = _("Diese Schließung ist vorbei. Sie können sie entfernen.")
PAST_OPENING = _("Dieser Tag ist vorbei. Sie können ihn entfernen.")
SAME_NAME = _("Zwei Schalter heißen so. Im Kalender kann sie niemand unterscheiden.")
NEVER_OPEN = _("Dieser Kalender ist nie offen: Neben Pausen und vergangenen Tagen bleibt keine Zeit.")


@dataclass(frozen=True)
class Advice:
    path: str
    text: Any


def advice(office: Any, *, today: date) -> list[Advice]:
    """For one office as typed. Nothing for what cannot be read: that is a fault already."""
    if not isinstance(office, dict):
        return []
    found = [*_overlaps(office.get("hours"), "hours"), *_past(office, today), *_names(office)]
    for place, counter in enumerate(_list(office.get("counters"))):
        if isinstance(counter, dict):
            found += _overlaps(counter.get("hours"), f"counters.{place}.hours")
            found += _breaks(counter.get("hours"), office.get("breaks")) if counter.get("hours") else []
    found += _breaks(office.get("hours"), office.get("breaks"))
    return list(dict.fromkeys([*found, *_never(office, today)]))


def _read(kind: type[BaseModel], entries: Any) -> list[tuple[int, Any]]:
    """The entries that are right, with their numbers."""
    found = []
    for number, entry in enumerate(_list(entries)):
        try:
            found.append((number, kind.model_validate(entry)))
        except ValidationError:
            continue
    return found


def _overlaps(entries: Any, place: str) -> Iterator[Advice]:
    hours = _read(Hours, entries)
    for index, (_number, one) in enumerate(hours):
        for number, other in hours[index + 1 :]:
            same_time = one.start < other.end and other.start < one.end
            if same_time and one.season == other.season and set(one.days) & set(other.days):
                yield Advice(f"{place}.{number}", OVERLAP)


def _past(office: dict[str, Any], today: date) -> Iterator[Advice]:
    for number, closure in _read(Closure, office.get("closures")):
        if closure.last < today:
            yield Advice(f"closures.{number}.last", PAST_CLOSURE)
    for number, opening in _read(OpenOnce, office.get("open_once")):
        if opening.day < today:
            yield Advice(f"open_once.{number}.day", PAST_OPENING)


def _names(office: dict[str, Any]) -> Iterator[Advice]:
    seen: set[str] = set()
    for number, counter in enumerate(_list(office.get("counters"))):
        name = str(counter.get("name", "")).strip().casefold() if isinstance(counter, dict) else ""
        if name and name in seen:
            yield Advice(f"counters.{number}.name", SAME_NAME)
        seen.add(name)


def _breaks(entries: Any, breaks: Any) -> list[Advice]:
    """At the break that leaves nothing of a day. What holds in a season only takes no whole day of the year away."""
    hours = [one for _number, one in _read(Hours, entries)]
    pauses = [(number, one) for number, one in _read(Hours, breaks) if one.season is None]
    found = []
    for day in WEEKDAYS:
        if any(day in one.days for one in hours) and not _left(hours, [one for _number, one in pauses], day):
            number = max((number for number, one in pauses if day in one.days), default=0)
            found.append(Advice(f"breaks.{number}", ALL_BREAK))
    return found


def _left(hours: list[Hours], pauses: list[Hours], day: str) -> bool:
    """Whether a minute of the day's hours lies in no break."""
    for one in hours:
        if day not in one.days:
            continue
        since = one.start
        for pause in sorted((pause for pause in pauses if day in pause.days), key=lambda pause: pause.start):
            if pause.start <= since:
                since = max(since, pause.end)
        if since < one.end:
            return True
    return False


def _never(office: dict[str, Any], today: date) -> Iterator[Advice]:
    """No hours at all is refused by the model; this is what only adds up to never."""
    every = [office.get("hours"), *(one.get("hours") for one in _list(office.get("counters")) if isinstance(one, dict))]
    hours = [one for entries in every for _number, one in _read(Hours, entries)]
    pauses = [one for _number, one in _read(Hours, office.get("breaks")) if one.season is None]
    once = _read(OpenOnce, office.get("open_once"))
    ahead = any(opening.day >= today for _number, opening in once)
    if (hours or once) and not ahead and not any(_left(hours, pauses, day) for day in WEEKDAYS):
        yield Advice("hours", NEVER_OPEN)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
