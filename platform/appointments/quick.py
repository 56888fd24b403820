"""The usual hold in one statement: the case locked, nothing held yet, a seat chosen among the free ones, taken.

Many rivals for few slots meet here, so it is short. It answers *taken*, or refuses where all is usual and every seat is
taken (``slot_gone``). Whatever is unusual (another hold of the case, a change by the desk, a stale hold in the way) is left
to the slow way, which looks at it in full and says why. Both end at the same constraint.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from appointments.availability import SeatKey
from appointments.models import Booking
from appointments.records import OVER
from appointments.refusals import UnableToBook
from appointments.states import OCCUPYING, PENDING, TRANSITIONS, State
from declarations.states import State as CaseState

_TAKE = """
WITH mine AS MATERIALIZED (
    SELECT id FROM declarations_declaration WHERE id = %(case)s AND NOT state = ANY(%(over)s) FOR NO KEY UPDATE
), usual AS MATERIALIZED (
    SELECT 1 FROM mine
    WHERE EXISTS (SELECT 1 FROM appointments_tidying WHERE due_at = %(tidied_at)s)
      AND NOT EXISTS (SELECT 1 FROM appointments_booking WHERE case_id = %(case)s AND state IN ({not_alone}))
      AND NOT EXISTS (
        SELECT 1 FROM appointments_calendarchange
        WHERE office = %(office)s AND ends_at > %(day_before)s AND starts_at < %(day_after)s
      )
), seat AS MATERIALIZED (
    SELECT seat.id, count(other.id) AS others, count(other.id) FILTER (
        WHERE other.state IN ({pending}) AND other.held_until <= %(created_at)s
      ) AS stale
    FROM appointments_seat AS seat LEFT JOIN appointments_booking AS other
      ON int8range(other.seat, other.seat, '[]') && int8range(seat.id, seat.id, '[]')
      AND tstzrange(other.busy_from, other.busy_until) && tstzrange(%(busy_from)s, %(busy_until)s)
      AND other.state IN ({occupying}) AND other.seat IS NOT NULL
    WHERE seat.office = %(office)s AND (seat.resource || '/' || seat.place) = ANY(%(seats)s)
    GROUP BY seat.id
), taken AS (
    INSERT INTO appointments_booking ({columns}, seat)
    SELECT {values}, free.id FROM usual, (SELECT id FROM seat WHERE others = 0 ORDER BY random() LIMIT 1) AS free
    ON CONFLICT DO NOTHING RETURNING seat
)
SELECT (SELECT seat FROM taken), EXISTS (SELECT 1 FROM usual)
  AND (SELECT count(*) FILTER (WHERE others > stale) = %(all)s FROM seat)
"""
# A change by the desk so near may open, close or shift what the published calendar says.
REACH = timedelta(days=2)
# With a visit or an offer of its own a case takes the slow way: it may overlap what it replaces.
_NOT_ALONE = sorted({State.HELD, State.OFFERED, State.BOOKED, State.ARRIVED})


def _quoted(states: Sequence[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def hold(booking: Booking, seats: Sequence[SeatKey], *, tidied_at: datetime) -> bool:
    """Stores this hold at one of the seats if that is simple; answers whether it did. Joins the caller's transaction.

    Refused: ``slot_gone`` where all is usual and every one of the seats is taken by somebody whose time is not over.

    ``seats`` are open then by the published calendar. ``tidied_at``: the timer that looks after stale holds has to be set.
    """
    values = {field.column: getattr(booking, field.attname) for field in Booking._meta.local_concrete_fields}
    filled: dict[str, Any] = {str(column): value for column, value in values.items() if value is not None}
    statement = _TAKE.format(
        occupying=_quoted(sorted(OCCUPYING)), pending=_quoted(sorted(PENDING)), not_alone=_quoted(_NOT_ALONE),
        columns=", ".join(f'"{column}"' for column in filled), values=", ".join(f"%({column})s" for column in filled),
    )  # fmt: skip
    filled |= {
        "case": booking.case_id, "over": sorted({*OVER, CaseState.ERASED}), "tidied_at": tidied_at,
        "day_before": booking.busy_from - REACH, "day_after": booking.busy_until + REACH,
        "seats": [f"{resource}/{place}" for resource, place in seats], "all": len(seats),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, filled)
        seat, is_full = cursor.fetchone() or (None, False)
    if seat is not None:
        booking.seat, booking._state.adding = seat, False
    elif is_full:
        raise UnableToBook(code="slot_gone")
    return seat is not None


def give_up(case_id: uuid.UUID, *, ended_by: str, at: datetime) -> bool:
    """Ends the case's hold, if it has one in our own calendar; answers whether it did. One statement."""
    TRANSITIONS.edge(State.HELD, State.CANCELLED)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE appointments_booking SET state = %s, changed_at = %s, ended_by = %s"
            " WHERE case_id = %s AND state = %s AND system = ''",
            [State.CANCELLED, at, ended_by, case_id, State.HELD],
        )
        return bool(cursor.rowcount)
