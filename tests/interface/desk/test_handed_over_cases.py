"""What is left on the desk of a case whose contents went after its handover: a line and a plain page, no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.interface.desk.clerks import hire, words
from tests.support.returned import there
from tests.support.roles import ONLINE, forget, publish


@pytest.fixture
def gone(offenbach: Any, at: datetime) -> Any:
    publish(offenbach, at=at, **ONLINE)
    case = there(offenbach, at=at)
    assert forget(offenbach, at=at + timedelta(days=7)) == 1
    return case


def test_the_number_leads_to_a_plain_page(gone: Any, browse: Callable[..., Any], offenbach: Any) -> None:
    kim = hire(offenbach, "clerk", "kim", browse(offenbach))
    found = kim.get(f"/amt/?suche={gone.reference}")
    assert (found.status_code, found["Location"]) == (302, f"/amt/fall/{gone.id}/")
    page = kim.get(found["Location"])
    assert page.status_code == 200
    assert "Dieser Fall ist übergeben" in words(page)
    assert "22. November 2026" in words(page)
    assert kim.get(f"/amt/fall/{gone.id}/notiz/").status_code == 404


def test_the_list_has_it_under_its_own_filter_alone(gone: Any, browse: Callable[..., Any], offenbach: Any) -> None:
    kim = hire(offenbach, "clerk", "kim", browse(offenbach))
    assert gone.reference[:4] not in words(kim.get("/amt/"))
    assert "Übergeben, hier gelöscht 1" in words(kim.get("/amt/"))
    there_now = words(kim.get("/amt/?stand=gone"))
    assert gone.reference[:4] in there_now
    assert "Beispiel" not in there_now.replace("Kim Beispiel", "")


def test_the_other_citys_desk_knows_nothing_of_it(gone: Any, browse: Callable[..., Any], wiesbaden: Any) -> None:
    other = hire(wiesbaden, "clerk", "kim", browse(wiesbaden))
    assert other.get(f"/amt/fall/{gone.id}/").status_code == 404
    assert "hier gelöscht" not in words(other.get("/amt/"))
