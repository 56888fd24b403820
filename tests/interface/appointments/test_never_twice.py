"""No slot is sold twice: that is the database's word, whatever the code believes."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY, new_case
from tests.interface.appointments.small import doubles

HALF = timedelta(minutes=30)
MEET = [
    (TUESDAY, TUESDAY + HALF),
    (TUESDAY + HALF / 2, TUESDAY + HALF),
    (TUESDAY - HALF, TUESDAY + timedelta(minutes=1)),
]


def _raw(case: uuid.UUID, start: datetime, end: datetime, *, seat: int = 1, state: str = "booked") -> None:
    """Around everything that is ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO appointments_booking (id, case_id, state, purpose, comes, persons, interpreter, office, seat,"
            " starts_at, ends_at, busy_from, busy_until, held_until, uid, revision, via, ended_by, system, created_at, changed_at)"
            " VALUES (gen_random_uuid(), %s, %s, 'signing', 'sponsor', 1, false, 'amt', %s, %s, %s, %s, %s, %s,"
            " gen_random_uuid(), 0, 'desk', '', '', now(), now())",
            [case, state, seat, start, end, start, end, AT],
        )


@pytest.mark.parametrize("state", ["held", "offered", "booked", "arrived", "served"])
@pytest.mark.parametrize(("start", "end"), MEET)
def test_the_database_alone_refuses_it_in_every_city(
    cities: tuple[Any, Any], start: datetime, end: datetime, state: str
) -> None:
    for city in cities:
        with bind(city):
            _raw(new_case(), TUESDAY, TUESDAY + HALF)
            with pytest.raises(IntegrityError, match="appointments_never_twice"), transaction.atomic():
                _raw(new_case(), start, end, state=state)
            _raw(new_case(), TUESDAY + HALF, TUESDAY + 2 * HALF)
            _raw(new_case(), start, end, seat=2)
            _raw(new_case(), start, end, state="cancelled")
            assert doubles() == []


def test_the_same_slot_in_two_cities_is_two_slots(offenbach: Any, wiesbaden: Any) -> None:
    from appointments.models import Booking

    for city in (offenbach, wiesbaden):
        with bind(city):
            _raw(new_case(), TUESDAY, TUESDAY + HALF)
    for city in (offenbach, wiesbaden):
        with bind(city):
            assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("states", "name"),
    [
        (["booked", "arrived"], "appointments_one_visit_per_case"),
        (["held", "held"], "appointments_one_hold_per_case"),
        (["offered", "offered"], "appointments_one_offer_per_case"),
    ],
)
def test_a_case_has_one_of_each_at_most(offenbach: Any, states: list[str], name: str) -> None:
    with bind(offenbach):
        case = new_case()
        _raw(case, TUESDAY, TUESDAY + HALF, state=states[0])
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            _raw(case, TUESDAY + HALF, TUESDAY + 2 * HALF, state=states[1])


def test_only_a_hold_may_take_up_less_than_its_visit(offenbach: Any) -> None:
    from appointments.models import Booking

    with bind(offenbach):
        _raw(new_case(), TUESDAY, TUESDAY + HALF, state="held")
        Booking.objects.update(busy_from=TUESDAY + HALF / 2)
        for state in ("booked", "offered"):
            with pytest.raises(IntegrityError, match="appointments_times_in_order"), transaction.atomic():
                Booking.objects.update(state=state)


def test_without_the_constraint_the_tests_would_see_it(offenbach: Any) -> None:
    """What proves the others: two rows at one seat are found by looking at all rows."""
    from tenants.binding import OWNER, bind_owner

    with bind(offenbach):
        cases = [new_case(), new_case()]
    with bind_owner(offenbach.schema_name), transaction.atomic(using=OWNER):
        from django.db import connections

        with connections[OWNER].cursor() as cursor:
            cursor.execute("ALTER TABLE appointments_booking DROP CONSTRAINT appointments_never_twice")
            for case in cases:
                cursor.execute(
                    "INSERT INTO appointments_booking SELECT (jsonb_populate_record(NULL::appointments_booking, %s::jsonb)).*",
                    [_row(case)],
                )
            cursor.execute("SELECT count(*) FROM appointments_booking")
            assert cursor.fetchone() == (2,)
        assert len(doubles(OWNER)) == 1
        transaction.set_rollback(True, using=OWNER)
    with bind(offenbach):
        assert doubles() == []


def _row(case: uuid.UUID) -> str:
    import json

    times = {"starts_at": TUESDAY, "ends_at": TUESDAY + HALF, "busy_from": TUESDAY, "busy_until": TUESDAY + HALF}
    stamps = {name: moment.isoformat() for name, moment in {**times, "created_at": AT, "changed_at": AT}.items()}
    plain = {
        "id": str(uuid.uuid4()), "case_id": str(case), "state": "booked", "purpose": "signing", "comes": "sponsor",
        "persons": 1, "interpreter": False, "office": "amt", "seat": 1, "uid": str(uuid.uuid4()), "revision": 0,
        "via": "desk", "ended_by": "", "system": "",
    }  # fmt: skip
    return json.dumps(plain | stamps)
