"""Watches the waiting list: what each step freed, who was offered what, and whether somebody was wronged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.interface.appointments.morning import BUFFER, STARTS, length, overlap
from tests.interface.appointments.small import OPENS

NOTICE = timedelta(hours=1)
MOST = 3
LIVE = ("held", "offered", "booked", "arrived", "served")


@dataclass
class Seen:
    """Rows as they are at one moment."""

    bookings: dict[Any, dict[str, Any]]
    entries: dict[Any, dict[str, Any]]

    @staticmethod
    def now() -> Seen:
        from appointments.models import Booking, WaitingEntry

        return Seen(
            {row["id"]: dict(row) for row in Booking.objects.values()},
            {row["id"]: dict(row) for row in WaitingEntry.objects.values()},
        )

    def visit_of(self, case: Any) -> dict[str, Any] | None:
        return next(
            (b for b in self.bookings.values() if b["case_id"] == case and b["state"] in ("booked", "arrived")), None
        )

    def is_free(self, seat: int, start: datetime, end: datetime, at: datetime) -> bool:
        return not any(
            b["seat"] == seat and b["state"] in LIVE and overlap((b["busy_from"], b["busy_until"]), (start, end))
            and not (b["state"] in ("held", "offered") and b["held_until"] <= at)
            for b in self.bookings.values()
        )  # fmt: skip

    def was_theirs(self, case: Any, start: datetime, end: datetime) -> bool:
        return any(
            b["case_id"] == case and overlap((b["starts_at"], b["busy_until"]), (start, end))
            and ((b["via"] == "offer" and b["state"] in ("cancelled", "expired"))
                 or (b["held_until"] is None and b["state"] in ("cancelled", "moved")))
            for b in self.bookings.values()
        )  # fmt: skip


def suits(entry: dict[str, Any], start: datetime, seen: Seen) -> bool:
    visit, day = seen.visit_of(entry["case_id"]), start.date()
    return (
        (visit is None or start < visit["starts_at"])
        and (entry["first_day"] is None or entry["first_day"] <= day)
        and (entry["last_day"] is None or day <= entry["last_day"])
        and entry["offers_made"] < MOST
        and not seen.was_theirs(entry["case_id"], start, start + length(entry["persons"]))
    )


def watched(work: Callable[[], object], *, at: datetime, closed: Callable[[datetime, datetime, int], bool]) -> Seen:
    """Does the step and looks at what it did to everybody. ``closed(start, end, seat)``."""
    before = Seen.now()
    work()
    after = Seen.now()
    freed = [
        old for old in before.bookings.values()
        if old["state"] in ("offered", "booked", "arrived") and after.bookings[old["id"]]["state"] not in LIVE
        and not (old["state"] == "offered" and after.bookings[old["id"]]["state"] == "expired" and _points(after, old))
    ]  # fmt: skip
    for slot in freed:
        _nobody_is_forgotten(slot, after, at, closed)
    made = [new for new in after.bookings.values() if new["id"] not in before.bookings and new["via"] == "offer"]
    for offer in made:
        _nobody_is_passed_over(offer, before, after)
    _each_offer_is_right(after, at)
    return after


def _points(seen: Seen, offer: dict[str, Any]) -> bool:
    """A rival took its place a moment ago, and the person has not been put back into the line yet."""
    return any(entry["offer_id"] == offer["id"] and entry["state"] == "offered" for entry in seen.entries.values())


def _nobody_is_forgotten(slot: dict[str, Any], seen: Seen, at: datetime, closed: Any) -> None:
    first, end = max(slot["starts_at"], at + NOTICE), slot["busy_until"]
    for start in STARTS:
        if not first <= start < end:
            continue
        for entry in seen.entries.values():
            until = start + length(entry["persons"])
            inside = start >= OPENS and (until - OPENS.replace(day=start.day)) <= timedelta(hours=2)
            if (
                entry["state"] == "waiting" and suits(entry, start, seen)
                and inside and seen.is_free(slot["seat"], start, until + BUFFER, at)
                and not closed(start, until, slot["seat"])
            ):  # fmt: skip
                raise AssertionError(f"{entry['id']} waits while {start} is free")


def _nobody_is_passed_over(offer: dict[str, Any], before: Seen, after: Seen) -> None:
    """Whoever waited longer, and would have fitted into this very time, has an offer of their own by now."""
    takers = [entry for entry in after.entries.values() if entry["case_id"] == offer["case_id"]]
    taker = max(takers, key=lambda entry: entry["since"])
    for entry in before.entries.values():
        now = after.entries[entry["id"]]
        if entry["state"] != "waiting" or now["state"] != "waiting" or now["since"] >= taker["since"]:
            continue
        if entry["persons"] <= offer["persons"] and suits(now, offer["starts_at"], after):
            raise AssertionError(f"{entry['id']} waited longer than {taker['id']}")


def _each_offer_is_right(seen: Seen, at: datetime) -> None:
    offers = [b for b in seen.bookings.values() if b["state"] == "offered"]
    assert len({b["case_id"] for b in offers}) == len(offers), "two offers to one person"
    pointing = {entry["offer_id"]: entry for entry in seen.entries.values() if entry["state"] == "offered"}
    for offer in offers:
        entry, visit = pointing.get(offer["id"]), seen.visit_of(offer["case_id"])
        assert entry is not None, "an offer that belongs to nobody who waits"
        assert visit is None or offer["starts_at"] < visit["starts_at"], "an offer later than the visit"
        assert offer["created_at"] + NOTICE <= offer["starts_at"]
        assert offer["created_at"] < offer["held_until"] < offer["starts_at"]
        assert offer["persons"] == entry["persons"]
    for number in pointing:
        assert seen.bookings[number]["state"] in ("offered", "expired"), "a person who waits for an answer to nothing"
    assert all(entry["offers_made"] <= MOST for entry in seen.entries.values())
    assert all(
        (entry["state"] in ("taken", "ended")) == (entry["ended_at"] is not None) for entry in seen.entries.values()
    )
