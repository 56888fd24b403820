"""The calendars of the console in a real Chromium: no barrier, never wider than the screen, whole without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from infra.local import assets
from tests.journeys.desk.test_in_browser import BROWSER, RULES, SIZES, chromium, port, window

__all__ = ["chromium", "port"]

VISITS = "/verwaltung/termine/"
OFFICE = f"{VISITS}ort/buergerbuero/"
PAGES = (
    VISITS, f"{VISITS}buchbar/", f"{VISITS}erinnerungen/", f"{VISITS}system/", f"{VISITS}neuer-ort/", OFFICE, f"{OFFICE}anschrift/",
    f"{OFFICE}zeiten/?leer=1", f"{OFFICE}pausen/", f"{OFFICE}schliessungen/?leer=1", f"{OFFICE}schalter/schalter-1/",
    f"{OFFICE}entfernen/", f"{OFFICE}woche/", f"{OFFICE}woche/?ab=2026-12-24", f"{OFFICE}monat/?ab=2026-12-01",
)  # fmt: skip

pytestmark = BROWSER


def _with_mistakes(mika: Any) -> None:
    mika.send(f"{OFFICE}zeiten/", w0_we="acht bis zwölf", w0_mo="8-12, 11-13", w0_fr="12-8")
    mika.send(f"{OFFICE}schliessungen/", s0_first="31.12.2026", s0_last="24.12.2026")


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_barrier_or_is_wider_than_the_screen(
    chromium: Any, port: int, offenbach: Any, official: Any, size: str
) -> None:
    mika = official(offenbach)
    page, address = window(chromium, port, mika, size)
    complaints: list[str] = []
    page.on("console", lambda entry: complaints.append(entry.text))
    found = []
    for round in ("fine", "wrong"):
        for path in PAGES if size == "office" or round == "wrong" else ():
            page.goto(address + path)
            page.evaluate(assets.AXE.read_text())
            result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
            found += [(round, path, v["id"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]
            assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0], path
        _with_mistakes(mika)
    assert found == []
    assert complaints == []


def test_an_office_is_set_up_without_scripts(chromium: Any, port: int, offenbach: Any, official: Any) -> None:
    page, address = window(chromium, port, official(offenbach), "phone", java_script_enabled=False)
    page.goto(address + VISITS)
    page.get_by_role("link", name="Dienststelle hinzufügen").click()
    page.get_by_label("Name der Dienststelle").fill("Bürgerhaus Süd")
    page.get_by_label("Land", exact=True).select_option(label="Hessen")
    page.get_by_role("button", name="Anlegen").click()
    page.get_by_role("region", name="Wöchentliche Zeiten").get_by_role("link", name="Ändern").click()
    for day in ("Montag", "Dienstag"):
        page.get_by_label(day, exact=True).fill("8 bis 12 Uhr und 13-15.30")
    page.get_by_label("Dienstag", exact=True).press("Enter")
    page.get_by_text("Montag, Dienstag 08:00–12:00, Montag, Dienstag 13:00–15:30").wait_for()
    page.get_by_role("button", name="Schalter hinzufügen").click()
    page.get_by_label("Name des Schalters oder der Person").fill("Zimmer 12")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("region", name="Schließungen und zusätzliche Tage").get_by_role("link", name="Ändern").click()
    page.get_by_role("button", name="Weitere Zeile").click()
    page.get_by_label("Erster Tag").first.fill("24.12.2027")
    page.get_by_label("Grund, den alle lesen").first.fill("Heiligabend")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_text("24.12.2027 (Heiligabend)").wait_for()
    page.get_by_role("link", name="Woche ansehen").click()
    page.get_by_role("link", name="Spätere Woche").click()
    assert "08:00–12:00" in page.locator("main").inner_text()
