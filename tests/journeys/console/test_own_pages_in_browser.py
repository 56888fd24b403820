"""The console's pages with forms of their own in a real Chromium without scripts: no barrier, never wider than the screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from infra.local import assets
from tests.interface.desk.clerks import Clerk
from tests.journeys.desk.test_in_browser import BROWSER, RULES, chromium, port

__all__ = ["chromium", "port"]

SIZES = {"office": (1280, 900), "phone": (390, 800)}
PAGES = {
    "places": "zustaendigkeit/?suche=offenb&plz=57610", "district": "zustaendigkeit/?gemeinde=07132001",
    "credit": "bonitaet/", "papers": "nachweise/", "retention": "aufbewahrung/", "questions": "angaben/",
}  # fmt: skip
PICTURES = os.environ.get("PICTURES_DIR", "")

pytestmark = BROWSER


@pytest.mark.parametrize("size", SIZES)
def test_no_own_page_has_a_barrier_or_is_wider_than_the_screen(
    chromium: Any, port: int, offenbach: Any, official: Callable[..., Clerk], size: str
) -> None:
    mika, (width, height) = official(offenbach), SIZES[size]
    places, credit = "/verwaltung/zustaendigkeit/", "/verwaltung/bonitaet/"
    for path, data in (
        (places, {"dazu": "07132"}),
        (places, {"weg": "07132001"}),
        (credit, {"kind": "full_standard_need", "share": "50", "m1_0": "2000", "m1_1": "1"}),
        ("/verwaltung/aufbewahrung/", {"refused_days": "3"}),
    ):
        mika.browser.post(path, {"stand": mika.get(path).context["stand"], **data})
    address = f"http://offenbach.localhost:{port}"
    cookie = {"name": "amt", "value": mika.browser.cookies["amt"].value, "url": f"{address}/"}
    view, found = {"width": width, "height": height}, []
    for scripts in (False, True):
        context = chromium.new_context(viewport=view, locale="de-DE", java_script_enabled=scripts)
        context.add_cookies([cookie])
        page = context.new_page()
        for name, path in PAGES.items():
            assert page.goto(f"{address}/verwaltung/{path}").status == 200, path
            if PICTURES and not scripts:
                page.screenshot(path=f"{PICTURES}/{name}-{size}.png", full_page=name != "district")
            if scripts:
                page.evaluate(assets.AXE.read_text())
                result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
                found += [(path, v["id"], [n["target"] for n in v["nodes"]][:3]) for v in result["violations"]]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert found == []
