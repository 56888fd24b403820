"""People of the operator, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.operators.models import Operator
from tenants.binding import bind_public

PASSWORD = "Probe-2026-Zusage"


@pytest.fixture
def signed_in(cities: Any) -> Iterator[Callable[..., Client]]:
    """``signed_in("support")``: a browser on the operator's host, signed in with this role; ``who`` is somebody
    else, where a second person is needed."""
    made: list[Any] = []

    def sign_in(role: str = "ops", *, who: str = "") -> Client:
        email = f"{who.partition(' ')[0].lower() or role}@zusage.example"
        with bind_public():
            person = Operator(email=email, name=who or f"Robin {role.title()}", roles=[role])
            person.set_password(PASSWORD)
            person.save()
        made.append(person)
        browser = Client(SERVER_NAME="betrieb.localhost")
        assert browser.post("/anmelden/", {"email": email, "password": PASSWORD}).status_code == 302
        return browser

    yield sign_in
    with bind_public():
        for person in made:
            person.delete()
