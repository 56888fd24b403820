"""On which days somebody is there at all, so that a page can tell a day that is sold out from one on which it is closed."""

from __future__ import annotations

from datetime import date, time

from appointments.availability import changes_of
from appointments.config import AppointmentRules
from appointments.needs import Need
from appointments.opening import DAY, moment, opening_of
from appointments.released import Window
from kernel.clock import german_day


def open_days(*, rules: AppointmentRules, need: Need, first: date, last: date) -> set[date]:
    """The days (both bounds included) on which a counter for this need is open, whether or not a start is free."""
    window = Window(moment(first, time.min), moment(last + DAY, time.min))
    found: set[date] = set()
    for office in rules.offices:
        if need.office not in ("", office.key):
            continue
        changes = changes_of(office, window)
        for counter in office.counters:
            if not counter.purposes or need.purpose in counter.purposes:
                spans = opening_of(office, counter, first=first, last=last, changes=changes)
                found |= {german_day(start) for start, _end in spans}
    return found
