"""Somebody in front of the signed link of an invitation: opens its pages, sends what stands in their forms."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.test import Client

from kernel.clock import now
from tenants.binding import bind
from tests.interface.appointments.calendars import OFFICE, need, new_case
from tests.interface.desk.clerks import fill, words
from tests.support import cases


@dataclass
class Guest:
    city: Any
    browser: Client
    case: uuid.UUID
    token: str

    def at(self, page: str = "") -> str:
        return f"/termin/{self.token}/{page}"

    def open(self, page: str = "") -> Any:
        return self.browser.get(self.at(page) if not page.startswith("/") else page)

    def reads(self, page: str = "") -> str:
        answer = self.open(page)
        assert answer.status_code == 200, (page, answer.status_code)
        return words(answer)

    def send(self, page: str, action: str = "", *, button: tuple[str, str] | None = None, **typed: Any) -> Any:
        """Opens ``page``, fills in its form (to ``action``, if there are several), sends it and follows."""
        return self.submit(self.filled(page, action, button=button, **typed))

    def submit(self, form: tuple[str, dict[str, Any]]) -> Any:
        """Sends a form that was filled in, and follows."""
        address, data = form
        return self.browser.post(address, data, follow=True)

    def filled(
        self, page: str, action: str = "", *, button: tuple[str, str] | None = None, **typed: Any
    ) -> tuple[str, dict[str, Any]]:
        address = self.at(page) if not page.startswith("/") else page
        answer = self.browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        target, data = fill(answer, action and self.at(action), button=button, **typed)
        return (address if target == address.partition("?")[0] else target), data

    def press(self, starts_at: datetime, *, office: str = OFFICE, query: str = "") -> Any:
        """Presses a time, whether or not it stands on the page."""
        time = f"{office}|{starts_at:%Y-%m-%dT%H:%MZ}"
        return self.browser.post(self.at(f"wann/{query}"), {"zeit": time}, follow=True)

    def book(self, starts_at: datetime, **typed: Any) -> Any:
        answer = self.press(starts_at)
        assert answer.request["PATH_INFO"] == self.at("bestaetigen/"), words(answer)
        return self.submit(fill(answer, "", **typed))

    def rows(self) -> list[tuple[str, datetime]]:
        """What the case has in the calendar: (state, start)."""
        from appointments.models import Booking

        with bind(self.city):
            found = Booking.objects.filter(case_id=self.case).order_by("created_at", "id")
            return [(row.state, row.starts_at) for row in found]

    def booked(self) -> list[datetime]:
        return [starts_at for state, starts_at in self.rows() if state == "booked"]

    def do(self, operation: Callable[..., Any], **arguments: Any) -> Any:
        """Something that happens elsewhere meanwhile, in the same city."""
        with bind(self.city):
            return operation(**arguments)


def invite(city: Any, browser: Client, *, state: str = "signing_due", purpose: str = "signing") -> Guest:
    from appointments.inviting import invite, token_of
    from appointments.needs import Purpose

    with bind(city), transaction.atomic():
        case = new_case(state=state, at=now())
        token = token_of(invite(case_id=case, purpose=Purpose(purpose), at=now()))
    return Guest(city, browser, case, token)


def invite_filed(city: Any, browser: Client) -> Guest:
    """The same with a complete case, so that letters have an address to go to."""
    from appointments.inviting import invite, token_of
    from appointments.needs import Purpose
    from declarations.models import Declaration

    filed = cases.file(city, at=now(), stay={"entry_date": "2027-06-01"})
    cases.pay(city, filed.case_id, at=now())
    cases.work(city, at=now())
    with bind(city), transaction.atomic():
        Declaration.objects.filter(id=filed.case_id).update(state="signing_due")
        token = token_of(invite(case_id=filed.case_id, purpose=Purpose.SIGNING, at=now()))
    return Guest(city, browser, filed.case_id, token)


def take(city: Any, starts_at: datetime, *, office: str = OFFICE) -> uuid.UUID:
    """Somebody else books this start."""
    from appointments import operations
    from appointments.contention import patiently

    with bind(city):
        case = new_case(at=now())
        patiently(
            lambda: operations.book(
                case_id=case, need=need(), office=office, starts_at=starts_at, via="sponsor", at=now()
            )
        )
    return case
