"""The desk in a real Chromium: no barrier, never wider than the screen, keys for who wants them, whole without scripts."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from infra.local import assets
from tests.interface.desk.clerks import Clerk, Received, document_of

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"office": (1280, 900), "phone": (375, 720)}
PAGES = (
    "nachfordern/",
    "berichtigen/",
    "feststellen/",
    "anhoeren/",
    "anerkennen/",
    "unterschrift/",
    "notiz/",
    "termin/",
)
OF_VISITS = ("termine/", "kalender/", "kalender/verlauf/", "kalender/schliessen/", "kalender/oeffnen/", "kalender/abo/")

BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(not assets.is_current(), reason="front-end files are not built: python -m infra.local.assets"),
]
pytestmark = BROWSER


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_port)
        server.shutdown()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    # The library keeps a loop in this thread, and Django would refuse to speak to the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def window(chromium: Any, port: int, kim: Clerk, size: str = "office", **given: Any) -> tuple[Any, str]:
    width, height = SIZES[size]
    address = f"http://{kim.city.slug}.localhost:{port}"
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="de-DE", **given)
    context.add_cookies([{"name": "amt", "value": kim.browser.cookies["amt"].value, "url": f"{address}/"}])
    return context.new_page(), address


@pytest.fixture
def worked_on(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> tuple[Clerk, Received]:
    kim, received = clerk(wiesbaden, "supervisor"), case(wiesbaden, income__employment={"in_probation": True})
    case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    kim.send(f"{received.path}notiz/", text="Telefonat am Montag.")
    slot = document_of(kim.get(f"{received.path}termin/")).xpath("//input[@name='slot']/@value")[0]
    kim.send(f"{received.path}termin/", f"{received.path}termin/", slot=slot, wishes="Rollstuhl")
    return kim, received


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_barrier_or_is_wider_than_the_screen(
    chromium: Any, port: int, worked_on: tuple[Clerk, Received], size: str
) -> None:
    kim, received = worked_on
    page, address = window(chromium, port, kim, size)
    complaints: list[str] = []
    page.on("console", lambda entry: complaints.append(entry.text))
    found = []
    for path in (
        "/amt/",
        "/amt/?suche=X",
        "/amt/zustellungen/",
        received.path,
        *(received.path + end for end in PAGES),
        *("/amt/" + end for end in OF_VISITS),
    ):
        page.goto(address + path)
        page.evaluate(assets.AXE.read_text())
        result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [(path, v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path
    assert found == []
    assert complaints == []


def test_story_evidence_and_calculation_stand_beside_each_other_and_the_decision_stays_in_view(
    chromium: Any, port: int, worked_on: tuple[Clerk, Received]
) -> None:
    kim, received = worked_on
    page, address = window(chromium, port, kim)
    page.goto(address + received.path)
    boxes = [page.locator(".ui-case > section").nth(place).bounding_box() for place in range(3)]
    assert [box["x"] for box in boxes] == sorted({box["x"] for box in boxes})
    assert len({box["y"] for box in boxes}) == 1
    bar = page.locator("#entscheiden").bounding_box()
    assert bar["y"] + bar["height"] <= SIZES["office"][1]


def test_keys_walk_through_the_list_and_can_be_switched_off(
    chromium: Any, port: int, worked_on: tuple[Clerk, Received]
) -> None:
    kim, received = worked_on
    page, address = window(chromium, port, kim)
    page.goto(f"{address}/amt/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.locator("tr.is-current").count() == 1
    page.keyboard.press("o")
    page.wait_for_url("**/amt/fall/**")
    page.goto(address + received.path)
    page.keyboard.press("r")
    page.wait_for_url("**/nachfordern/")
    page.locator("#id_text").press("a")  # typing is typing
    assert page.locator("#id_text").input_value() == "a"
    page.goto(f"{address}/amt/")
    page.get_by_role("button", name="Tasten ausschalten").click()
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    assert page.locator("tr.is-current").count() == 0


def test_enter_in_a_small_field_sends_the_question_and_no_ready_sentence(
    chromium: Any, port: int, worked_on: tuple[Clerk, Received]
) -> None:
    kim, received = worked_on
    page, address = window(chromium, port, kim)
    page.goto(f"{address}{received.path}nachfordern/")
    page.fill("#id_text", "Wie heißt Ihr Arbeitgeber?")
    page.locator("#id_days").press("Enter")
    page.wait_for_url("**?erledigt=request_more")
    assert page.locator(".desk-quote").first.inner_text() == "Wie heißt Ihr Arbeitgeber?"


def test_everything_works_without_scripts(chromium: Any, port: int, worked_on: tuple[Clerk, Received]) -> None:
    kim, received = worked_on
    page, address = window(chromium, port, kim, java_script_enabled=False)
    page.goto(address + received.path)
    assert not page.locator("[data-keys]").is_visible()
    page.get_by_label("nachgewiesen", exact=True).check()
    page.get_by_label("Begründung").fill("Die Probezeit endet im Dezember.")
    page.get_by_role("button", name="Feststellen").click()
    page.get_by_role("link", name="Anerkennen").click()
    page.get_by_role("button", name="Anerkennen").click()
    assert "anerkannt" in page.locator("[role=status]").inner_text()
    assert received.state == "approved"
