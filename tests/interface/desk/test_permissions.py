"""What each role may see and do at the desk."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.roles import CITY_ROLES
from declarations.states import State

ACTIONS = (
    "uebernehmen", "zustaendig", "notiz", "nachfordern", "weiterpruefen", "sicherheit", "berichtigen", "feststellen",
    "bestaetigen", "anerkennen", "anhoeren", "ablehnen", "weiterverweisen", "ergebnis", "unterschrift", "ausstellen",
    "uebergeben", "verschicken", "zahlung",
)  # fmt: skip


def _views() -> dict[str, Any]:
    from desk.urls import urlpatterns

    return {str(pattern.name): pattern.callback for pattern in urlpatterns}


@pytest.mark.parametrize("role", sorted(CITY_ROLES))
def test_a_role_opens_what_it_may_see_and_is_refused_calmly_otherwise(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], role: str
) -> None:
    person, received = clerk(offenbach, role), case(offenbach)
    for path, permission in (
        ("/amt/", "case.queue"),
        (received.path, "case.see"),
        ("/amt/zustellungen/", "delivery.see"),
    ):
        answer = person.get(path)
        allowed = permission in CITY_ROLES[role]
        assert answer.status_code == (200 if allowed else 403), (path, role)
        if not allowed:
            assert "nicht für Sie freigegeben" in answer.content.decode()


def test_a_reader_sees_the_case_but_can_do_nothing_with_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    reader, received = clerk(wiesbaden, "reader"), case(wiesbaden)
    page = reader.get(received.path).content.decode()
    assert "Mustermann" in page
    assert 'method="post" action="/amt/fall/' not in page
    assert "/original/" not in page
    for action in ACTIONS:
        answer = reader.post(f"{received.path}{action}/", {"token": str(uuid.uuid4()), "stand": "0", "text": "x"})
        assert answer.status_code == 403, action
    assert received.state == State.SUBMITTED


def test_the_queue_shows_no_way_into_a_case_to_who_may_not_see_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received = case(wiesbaden)
    page = clerk(wiesbaden, "treasury").get("/amt/").content.decode()
    assert received.reference[:4] in page
    assert "/amt/fall/" not in page


def test_originals_and_deliveries_have_permissions_of_their_own() -> None:
    views = _views()
    assert views["original"].permission == "case.original"
    assert views["document"].permission == "case.see"
    assert views["resend"].permission == "delivery.work"


def test_whoever_decides_needs_the_permission_to_decide() -> None:
    views = _views()
    deciding = {"check", "confirm", "security", "approve", "hearing", "refuse", "forward", "report", "fee"}
    assert {name for name, view in views.items() if view.permission == "case.decide"} == deciding


def test_the_bar_offers_only_what_the_page_behind_it_allows() -> None:
    from casework.options import LABELS, Option

    views = _views()
    for code in LABELS:
        assert Option(code, "more").permission == views[code].permission, code


def test_a_case_of_another_city_is_not_there(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received, person = case(offenbach), clerk(wiesbaden)
    before = received.state, received.actions()
    assert person.get(received.path).status_code == 404
    assert person.get(f"{received.path}dokument/{uuid.uuid4()}/").status_code == 404
    for action in ACTIONS:
        answer = person.post(f"{received.path}{action}/", {"token": str(uuid.uuid4()), "stand": "0", "text": "Frage"})
        assert answer.status_code in (404, 302), (action, answer.status_code)
    assert (received.state, received.actions()) == before
