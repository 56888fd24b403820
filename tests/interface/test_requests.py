"""What every request meets: a bound on its size, and a plain page for hosts that no city has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client


def test_a_huge_request_is_refused_before_it_is_read(offenbach: Any, browse: Callable[[Any], Client]) -> None:
    answer = browse(offenbach).post("/antrag/pruefen/", {"a": "b"}, headers={"content-length": "99999999999"})
    assert answer.status_code == 413
    assert "zu groß" in answer.content.decode()


def test_a_host_that_no_city_has_gets_a_plain_page(cities: Any) -> None:
    answer = Client(SERVER_NAME="unbekannt.localhost").get("/amt/")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_the_platform_says_whether_it_is_well(cities: Any) -> None:
    assert Client(SERVER_NAME="localhost").get("/health").status_code == 200
