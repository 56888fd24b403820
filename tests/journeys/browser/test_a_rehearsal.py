"""An official of the city clicks once and watches the rehearsal go by itself to its end, on the running platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.demo import PASSWORD
from tenants.twins import twin_of
from tests.journeys.browser.conftest import Arrival
from tests.support.fleet import forget
from tests.support.platform import FOLDER, Platform

LOGIN = "einrichtung@offenbach.example"
PATIENCE_MS = 180_000  # a whole application, beside whatever else this machine does


@pytest.fixture
def no_twin_afterwards(platform: Platform) -> Iterator[None]:
    yield
    twin = twin_of("offenbach")
    if twin is not None:
        forget(twin)


def test_one_click_and_it_goes_by_itself(platform: Platform, arrive: Arrival, no_twin_afterwards: None) -> None:
    """Without scripts; with the simulated online ID; no mail and no money anywhere."""
    charges = platform.charges()
    official = arrive(scripts=False)
    official.open(platform.address("offenbach", "/verwaltung/probe/"))
    official.answer({"E-Mail-Adresse": LOGIN, "Passwort": PASSWORD}, then="Anmelden")
    official.press("Probe starten")
    official.reads("Die Probe läuft.")
    official.page.get_by_text("Die Probe ist gut gegangen.").wait_for(timeout=PATIENCE_MS)
    assert official.page.locator(".ui-film > .is-done").count() == 17
    official.page.screenshot(path=FOLDER / "rehearsal.png", full_page=True)
    official.press_this(official.page.locator("a[href$='/schritt/15/']"))
    official.stands_on("An das Fachverfahren übergeben")
    official.reads("Das bekommt Ihr Fachverfahren", "Probe-Muster")
    assert platform.mails("petra.probe@probe.example") == []
    assert platform.charges() == charges
