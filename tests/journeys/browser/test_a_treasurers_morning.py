"""A treasurer's morning, without scripts: a refund that a clerk proposed, a difference of the night, the list for the cash system."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Locator

from config.demo import PASSWORD
from kernel.clock import now
from tenants.binding import bind
from tests.interface.books.support import booked
from tests.journeys.browser import walking
from tests.journeys.browser.person import Person
from tests.support.platform import Platform

REFERENCE = "VE7K3M9QXT"
pytestmark = pytest.mark.browser


@pytest.fixture
def night_before(platform: Platform, two_cities: tuple[Any, Any]) -> None:
    """A fee that was paid in cash three days ago, whose clerk proposed it back, and a difference about it."""
    from billing.books.models import Difference
    from billing.payments import refunding
    from billing.payments.states import RefundReason

    at = now() - timedelta(days=3)
    with bind(two_cities[0]), transaction.atomic():
        payment = booked(at, cash_reference=REFERENCE, method="cash")
        refunding.propose(payment_id=payment.id, amount_cents=2900, reason=RefundReason.TOO_MUCH, by=9, at=at)
        Difference.objects.create(
            kind="not_exported", subject=f"payment:{payment.id}", payment=payment, cents=2900, opened_at=at
        )


@pytest.mark.usefixtures("night_before", "accessibility")
def test_a_refund_is_released_a_difference_closed_and_the_list_fetched(platform: Platform, arrive: Any) -> None:
    lou = arrive(scripts=False)
    walking.sign_in_at_desk(lou, platform.address("offenbach", "/amt/"), "kasse@offenbach.example", PASSWORD)
    lou.follow("Kasse")
    lou.reads("Vorgeschlagene Erstattungen", REFERENCE)
    lou.press("Freigeben")
    lou.reads("An der Kasse auszuzahlen")
    assert _download(lou, lou.page.get_by_role("link", name="Auszahlungsanordnungen als Datei (CSV)")).count(REFERENCE)

    lou.follow("Abgleich")
    lou.follow("Ausgezahlt, aber die Kasse hat die Buchung nicht")
    lou.press("Ich übernehme das")
    lou.answer({"Warum ist das in Ordnung?": "Steht heute in der Liste."}, then="Abweichung schließen")
    lou.reads("Die Abweichung ist geschlossen.", "Steht heute in der Liste.")

    lou.follow("Buchungslisten")
    lou.reads("zusammen 29,00")
    lou.press("Liste erstellen")
    lou.reads("Die Buchungsliste ist erstellt.")
    assert "29,00" in _download(lou, lou.page.get_by_role("link", name="Tabelle für Excel"))


def _download(person: Person, link: Locator) -> str:
    with person.page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_text("utf-8-sig")
