"""Keys for the authority's own system, on the page of who may configure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

PAGE = "/amt/schnittstelle/"


def test_a_key_is_made_shown_once_used_and_revoked(offenbach: Any, clerk: Callable[..., Any], browse: Any) -> None:
    kim = clerk(offenbach, "owner")
    answer = kim.send(PAGE, label="ADVIS", scopes=["deliveries:read"], days="90")
    secret = re.search(r"zusage_[A-Za-z0-9_-]{32}", answer.content.decode())
    assert secret
    assert secret[0] not in kim.text(PAGE)
    there = {"headers": {"Authorization": f"Bearer {secret[0]}"}}
    assert browse(offenbach).get("/schnittstelle/v1/key", **there).status_code == 200
    revoking = re.search(rf"{PAGE}[0-9a-f-]+/sperren/", kim.get(PAGE).content.decode())
    assert revoking
    assert kim.send(PAGE, revoking[0]).status_code == 302
    assert browse(offenbach).get("/schnittstelle/v1/key", **there).status_code == 401
    assert "gesperrt am" in kim.text(PAGE)


def test_without_a_name_or_a_scope_no_key_is_made(offenbach: Any, clerk: Callable[..., Any]) -> None:
    from connectors.models import InterfaceKey
    from tenants.binding import bind

    kim = clerk(offenbach, "editor")
    kim.post(PAGE, {"label": "", "days": "90"})
    kim.post(PAGE, {"label": "x", "scopes": ["everything"], "days": "90"})
    with bind(offenbach):
        assert not InterfaceKey.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "supervisor", "treasury", "reader"])
def test_who_may_not_configure_sees_no_keys(offenbach: Any, clerk: Callable[..., Any], role: str) -> None:
    assert clerk(offenbach, role).get(PAGE).status_code == 403
