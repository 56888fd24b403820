"""The script that saves by itself, in a real Chromium: what it tells, and what a person still has when a sign-in has ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk
from tests.journeys.desk.test_in_browser import BROWSER, chromium, port, window

__all__ = ["chromium", "port"]

PASSWORD = "Probe-ohne-Geheimnis-1"
PATH, FIELD = "/verwaltung/abschnitt/fees/teil/porto/", "[name=postage_cents]"

pytestmark = BROWSER


def _page(chromium: Any, port: int, person: Clerk) -> Any:
    page, address = window(chromium, port, person)
    page.set_default_timeout(15000)
    page.goto(address + PATH)
    return page


def _with_password(person: Clerk) -> str:
    from accounts.staff.models import Staff

    with bind(person.city):
        staff = Staff.objects.get(id=person.id)
        staff.set_password(PASSWORD)
        staff.save()
        return str(staff.email)


def _told(page: Any, part: str) -> None:
    page.locator(".console-saved", has_text=part).wait_for()


def test_a_value_that_cannot_be_published_is_kept_and_said_at_once(
    chromium: Any, port: int, offenbach: Any, official: Callable[..., Clerk]
) -> None:
    page = _page(chromium, port, official(offenbach))
    page.fill(FIELD, "2900")
    _told(page, "Gespeichert um")
    _told(page, "Es dürfen höchstens 50,00")
    page.fill(FIELD, "3,45")
    page.locator(".console-saved", has_not_text="50,00").wait_for()
    _told(page, "Gespeichert um")
    page.goto(page.url)
    assert page.input_value(FIELD) == "3,45"


def test_the_preview_beside_the_form_is_loaded_anew_with_what_was_saved(
    chromium: Any, port: int, offenbach: Any, official: Callable[..., Clerk]
) -> None:
    page = _page(chromium, port, official(offenbach))
    page.goto(page.url.replace("fees/teil/porto", "authority/teil/name"))
    page.fill("[name=office]", "Willkommensamt")
    _told(page, "Gespeichert um")
    page.frame_locator("iframe[data-preview]").locator("body", has_text="Willkommensamt").wait_for()


def test_who_was_signed_out_meanwhile_is_told_and_loses_nothing(
    chromium: Any, port: int, offenbach: Any, official: Callable[..., Clerk]
) -> None:
    from accounts.staff.models import StaffSession

    mika = official(offenbach)
    page = _page(chromium, port, mika)
    with bind(offenbach):
        StaffSession.objects.filter(staff_id=mika.id).delete()
    page.fill(FIELD, "2,70")
    _told(page, "Sie sind abgemeldet")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_label("E-Mail-Adresse").fill(_with_password(mika))
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("button", name="Jetzt absenden").click()
    page.get_by_role("heading", name="Gebühren", level=1).wait_for()
    page.goto(f"http://offenbach.localhost:{port}{PATH}")
    assert page.input_value(FIELD) == "2,70"
