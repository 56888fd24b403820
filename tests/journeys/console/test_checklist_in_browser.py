"""The checklist and the menu in a real Chromium: no barrier, never wider than the screen, and on to the next open item."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from infra.local import assets
from tenants.binding import bind
from tests.interface.desk.clerks import Clerk
from tests.interface.readiness.conftest import asked_before
from tests.journeys.desk.test_in_browser import BROWSER, RULES, chromium, port

__all__ = ["asked_before", "chromium", "port"]

SIZES = {"office": (1280, 900), "phone": (390, 800)}
LIST = "/verwaltung/bereit/"
ONE_LINE = 80  # pixels: a menu that wraps is higher
PAGES = {
    "start": "", "list": "bereit/", "branding": "abschnitt/branding/", "delivery": "abschnitt/delivery/",
    "payments": "abschnitt/payments/", "range": "abschnitt/payments/teil/kassenzeichen/", "file": "kassendatei/",
    "fees": "abschnitt/fees/",
}  # fmt: skip
PICTURES = os.environ.get("PICTURES_DIR", "")

pytestmark = [*BROWSER, pytest.mark.usefixtures("asked_before")]


@pytest.fixture(params=SIZES)
def opened(
    chromium: Any, port: int, offenbach: Any, official: Callable[..., Clerk], request: pytest.FixtureRequest
) -> Callable[..., Any]:
    """``opened(role, path)``: a page of the city as somebody with that role sees it."""
    width, height = SIZES[request.param]
    address = f"http://offenbach.localhost:{port}"

    def open_(role: str, path: str) -> Any:
        person = official(offenbach, role, role)
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="de-DE")
        context.add_cookies([{"name": "amt", "value": person.browser.cookies["amt"].value, "url": f"{address}/"}])
        page = context.new_page()
        assert page.goto(f"{address}{path}").status == 200, path
        return page

    return open_


def _check(page: Any, name: str) -> None:
    width = page.viewport_size["width"]
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    page.evaluate(assets.AXE.read_text())
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def test_pages_and_the_menu_have_no_barrier_and_fit(opened: Callable[..., Any], offenbach: Any) -> None:
    from configuration import drafting
    from configuration.drafting import Editor
    from kernel.clock import now
    from onboarding.readiness import operations

    with bind(offenbach), transaction.atomic():
        there = drafting.section_of("books")
        value = {**there.value, "cash_file": {"shape": "csv", "columns": [{"source": "amount"}]}}
        drafting.save(name="books", value=value, seen=there.stand, by=Editor(1, "X"), at=now())
    page = opened("owner", LIST)
    _check(page, "never")
    with bind(offenbach):
        operations.measure_now(by=0, at=now())
    for name, path in PAGES.items():
        page.goto(page.url.partition("/verwaltung/")[0] + f"/verwaltung/{path}")
        _check(page, name)
        menu = page.locator("nav.console-nav").bounding_box()
        assert menu["height"] < ONE_LINE or page.viewport_size["width"] < 1000, (name, menu)
    page.get_by_text("Mehr", exact=True).click()
    assert page.get_by_role("link", name="Andere Städte").is_visible()
    _check(page, "more")


def test_the_treasury_states_its_item_and_is_led_on(opened: Callable[..., Any]) -> None:
    kim = opened("treasury", LIST)
    kim.get_by_role("link", name="Kasse und Kämmerei").first.click()
    kim.get_by_role("link", name="Erklären", exact=True).click()
    _check(kim, "states")
    kim.get_by_role("radio").first.check()
    kim.get_by_label("Stelle oder Aufgabe").fill("Stadtkasse")
    kim.get_by_role("button", name="Eintragen").click()
    _check(kim, "stated")
    assert kim.evaluate("document.activeElement.textContent").startswith("Für Sie ist nichts mehr offen.")


def test_the_owner_goes_from_item_to_item_with_the_focus_on_the_next(opened: Callable[..., Any]) -> None:
    mika = opened("owner", f"{LIST}punkt/treasury.agreed/erklaeren/")
    mika.get_by_role("radio").first.check()
    mika.get_by_label("Wer sagt das?").fill("Luca Kassel")
    mika.get_by_label("Stelle oder Aufgabe").fill("Stadtkasse")
    mika.get_by_role("button", name="Eintragen").click()
    _check(mika, "next")
    assert mika.evaluate("document.activeElement.textContent").startswith("Weiter mit dem nächsten offenen Punkt:")
    with mika.expect_navigation():
        mika.keyboard.press("Enter")
    assert "/punkt/" in mika.url
    assert "treasury.agreed" not in mika.url


def test_an_open_page_shows_by_itself_what_was_found(opened: Callable[..., Any], offenbach: Any) -> None:
    from kernel.clock import now
    from onboarding.readiness import operations

    mika = opened("owner", LIST)
    mika.get_by_text("Es wurde noch nichts geprüft.").wait_for()
    with bind(offenbach):
        operations.measure_now(by=0, at=now())
    mika.get_by_text("Sie sind noch nicht bereit.").wait_for(timeout=20_000)
    _check(mika, "renewed")
