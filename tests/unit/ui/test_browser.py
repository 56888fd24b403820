"""The pages in a real Chromium under the product's policy, on a large screen and on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local import assets
from tests.unit.ui import demo, site

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desktop": (1440, 900), "tablet": (820, 1100), "phone": (375, 720)}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(not assets.is_current(), reason="front-end files are not built: python -m infra.local.assets"),
]


@pytest.fixture(scope="module")
def posted() -> list[str]:
    return []


@pytest.fixture(scope="module")
def address(posted: list[str]) -> Iterator[str]:
    from django.test import override_settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain):
        pages = demo.all_pages()
    with site.serve(pages, posted) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_barrier_or_is_wider_than_the_screen(browser: Any, address: str, size: str) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="de-DE")
    complaints: list[str] = []
    page.on("console", lambda entry: complaints.append(entry.text))
    found = []
    for path in demo.all_pages_lazily():
        page.goto(address + path)
        page.evaluate(assets.AXE.read_text())
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [(path, v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()
    assert found == []
    assert complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_error_summary_has_the_focus_and_its_links_lead_to_the_field(
    browser: Any, address: str, javascript: bool
) -> None:
    context = browser.new_context(java_script_enabled=javascript)
    page = context.new_page()
    page.goto(f"{address}/person-wrong")
    page.locator("#fehler:focus").wait_for(timeout=5000)
    page.keyboard.press("Tab")  # from the summary on: its first link
    page.keyboard.press("Enter")
    page.keyboard.type("!")
    assert page.locator("#id_family_name").input_value().count("!") == 1
    context.close()


def test_a_second_click_sends_the_form_only_once_and_keeps_the_button_that_was_pressed(
    browser: Any, address: str, posted: list[str]
) -> None:
    posted.clear()
    page = browser.new_page()
    page.goto(f"{address}/person")
    page.fill("#id_family_name", "Mustermann")
    page.evaluate("const b = document.querySelector('button[name=later]'); b.click(); b.click();")
    page.wait_for_load_state("networkidle")
    page.close()
    assert len(posted) == 1
    assert "later=1" in posted[0]


def test_the_citys_colours_reach_buttons_and_links(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/start")
    colour = "e => getComputedStyle(e)"
    assert page.locator(".kern-btn--primary").first.evaluate(f"{colour}.backgroundColor") == "rgb(11, 92, 63)"
    assert page.locator(".ui-languages a").evaluate(f"{colour}.color") == "rgb(11, 92, 63)"
    assert page.locator(".ui-mark").evaluate(f"{colour}.backgroundColor") == "rgb(255, 212, 0)"
    page.close()


def test_paper_shows_the_answers_without_buttons_and_navigation(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/status")
    page.emulate_media(media="print")
    for gone in (".kern-kopfzeile", ".ui-languages", ".ui-footer nav", ".ui-change", ".kern-btn"):
        assert not page.locator(gone).first.is_visible(), gone
    for kept in (".ui-brand-name", ".ui-code", ".ui-timeline", ".ui-row >> nth=0"):
        assert page.locator(kept).first.is_visible(), kept
    page.close()


def test_the_decision_bar_stays_in_view_on_a_large_screen_only(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 700})
    page.goto(f"{address}/desk")
    box = page.locator(".ui-decision").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 700
    page.set_viewport_size({"width": 375, "height": 700})
    assert page.locator(".ui-decision").evaluate("e => getComputedStyle(e).position") == "static"
    page.close()
