"""From the mail to a colleague's account in a real Chromium, with only what the screen tells; no barrier on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import transaction

from casework import people
from infra.local import assets
from notifications import to_account
from notifications.models import AccountMail
from tenants.binding import bind
from tests.interface.desk.conftest import clock, no_broker
from tests.journeys.desk.test_in_browser import BROWSER, RULES, SIZES, chromium, port

__all__ = ["chromium", "clock", "no_broker", "port"]
PASSWORD = "Lindwurm am Mainufer 7"

pytestmark = BROWSER


def _link(city: Any) -> str:
    """The path of the link in the last mail."""
    from kernel.clock import now

    with bind(city):
        for mail in AccountMail.objects.filter(state="queued"):
            to_account.send(mail_id=mail.id, at=now())
    found = re.search(r"https?://[^/\s]+(/\S+)", str(outgoing.outbox[-1].body))
    assert found
    return found[1]


@pytest.fixture(params=list(SIZES))
def look(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """``look(page)``: no barrier, not wider than the screen; a new window with ``look()``."""
    width, height = SIZES[request.param]
    folder = os.environ.get("PICTURES", "")
    seen = []

    def check(page: Any = None) -> Any:
        if page is None:
            return chromium.new_context(viewport={"width": width, "height": height}, locale="de-DE").new_page()
        page.evaluate(assets.AXE.read_text())
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]] == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        seen.append(page.url)
        if folder:
            page.screenshot(path=f"{folder}/people-{request.param}-{len(seen):02}.png", full_page=True)
        return page

    yield check
    assert len(seen) > 5


def _accept(page: Any, name: str) -> None:
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Neues Passwort noch einmal").fill(PASSWORD)
    page.get_by_role("button", name="Zugang anlegen und beginnen").click()


def test_from_the_first_mail_to_a_colleague_at_the_section(
    port: int, offenbach: Any, look: Callable[..., Any], at: datetime
) -> None:
    with bind(offenbach), transaction.atomic():
        people.invite_first_owner(email="mara@stadt.example", at=at)
    address, page = f"http://offenbach.localhost:{port}", look()
    page.goto(address + _link(offenbach))
    look(page)
    page.get_by_label("Ihr Name").fill("Mara Beispiel")
    page.get_by_label("Neues Passwort", exact=True).fill("kurz")
    page.get_by_label("Neues Passwort noch einmal").fill("kurz")
    page.get_by_role("button", name="Zugang anlegen und beginnen").click()
    look(page)
    assert page.get_by_text("Es braucht mindestens 12 Zeichen.").first.is_visible()
    _accept(page, "Mara Beispiel")
    page.get_by_role("link", name="Personen").click()
    page.get_by_role("link", name="Jemanden einladen").click()
    look(page)
    page.get_by_label("Dienstliche E-Mail-Adresse").fill("kim@stadt.example")
    page.locator("input[value=editor]").check()
    page.get_by_role("button", name="Einladung senden").click()
    assert page.get_by_text("kim@stadt.example").first.is_visible()
    look(page)
    _link(offenbach)
    page.goto(f"{address}/verwaltung/abschnitt/fees/")
    page.get_by_text("Mehr", exact=True).click()
    page.get_by_role("link", name="Seite weitergeben").click()
    page.get_by_label("E-Mail-Adresse der Kollegin").fill("lou@stadt.example")
    page.get_by_label("Ein Satz dazu").fill("Stimmt das Porto?")
    page.get_by_role("button", name="Senden").click()
    look(page)
    page.locator("input[value=editor]").check()
    page.get_by_role("button", name="Einladung senden").click()
    assert page.get_by_text("Sie führt genau zu dieser Seite.").is_visible()
    other = look()
    other.goto(address + _link(offenbach))
    _accept(other, "Lou Beispiel")
    assert other.url.endswith("/verwaltung/abschnitt/fees/")
    page.goto(f"{address}/verwaltung/personen/")
    page.get_by_role("link", name="Lou Beispiel").click()
    look(page)
    page.get_by_role("button", name="Zugang sperren").click()
    look(page)
    other.reload()
    assert "/amt/anmelden/" in other.url
    other.get_by_role("link", name="Passwort vergessen?").click()
    look(other)
