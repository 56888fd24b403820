"""The visit at the office, as people come to it: by the link in a mail, and by pressing a time."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from playwright.sync_api import expect

from kernel.clock import now
from tenants.binding import bind
from tests.journeys.browser.person import Person
from tests.support import cases

_TIME = re.compile(r"^\d\d:\d\d$")


def invite(city: Any, address: str) -> None:
    """A sponsor whose case was decided is invited to sign; the mail goes to this address."""
    from appointments.inviting import invite
    from appointments.needs import Purpose
    from declarations.models import Declaration

    filed = cases.file(city, at=now(), sponsor__contact={"email": address, "phone": "+49691234567"})
    with bind(city), transaction.atomic():
        Declaration.objects.filter(id=filed.case_id).update(state="signing_due")
        invite(case_id=filed.case_id, purpose=Purpose.SIGNING, at=now())


def press_a_time(person: Person, number: int) -> str:
    """Presses one of the times that stand on the page; answers which."""
    time = person.page.get_by_role("button", name=_TIME).nth(number)
    said = time.inner_text()
    person.press_this(time)
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("Passt dieser Termin?")
    return said
