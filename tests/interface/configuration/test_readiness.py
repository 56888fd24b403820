"""Readiness is measured, and red while a federal text is a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from configuration.readiness import Finding, measure, probes
from tenants.binding import bind


def _found(city: Any, at: datetime) -> dict[str, Finding]:
    with bind(city):
        return {finding.name: finding for finding in measure(at=at)}


def test_a_city_is_not_ready_while_the_federal_texts_are_drafts(offenbach: Any, at: datetime) -> None:
    finding = _found(offenbach, at)["declaration.texts"]
    assert not finding.ready
    assert "Muster" in str(finding.text)


def test_what_the_demo_cities_have_set_up_is_green(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    for city in (offenbach, wiesbaden):
        found = _found(city, at)
        for name in ("site.texts", "site.authority", "payments.account", "delivery.connector"):
            assert found[name].ready, (city.slug, name, found[name].code)


def test_a_probe_that_breaks_is_red_and_does_not_stop_the_others(offenbach: Any, at: datetime) -> None:
    def broken(*, at: datetime) -> Finding:
        raise RuntimeError

    probes.register("test.broken", broken)
    try:
        found = _found(offenbach, at)
    finally:
        probes._things.pop("test.broken")
    assert found["test.broken"].code == "probe_broke"
    assert found["site.texts"].ready
