"""The signed link of an invitation: looking changes nothing, a wrong one opens nothing, one that is over gets a new one by mail."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY
from tests.interface.desk.clerks import words
from tests.interface.leaks.world import fingerprint
from tests.interface.portal.visiting import Guest, invite

PAGES = ("", "wer/", "wann/", "bestaetigen/", "absagen/", "warten/", "angebot/", "code/", "termin.ics", "neuer-link/")


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def guest(offenbach: Any, browse: Callable[..., Client]) -> Guest:
    return invite(offenbach, browse(offenbach))


@pytest.mark.parametrize("state", ["held", "booked"])
@pytest.mark.parametrize("page", PAGES)
def test_looking_changes_nothing(guest: Guest, page: str, state: str) -> None:
    """Programs that look through mail open every link they find."""
    if state == "booked":
        guest.book(TUESDAY)
        guest.send("warten/")
    guest.press(TUESDAY + timedelta(days=2))
    before = fingerprint(guest.city)
    for query in ("", "?zeit=x", "?aufgeben=1&ende=1&antwort=nehmen&hinweis=gebucht"):
        for answer in (guest.open(f"{page}{query}"), guest.browser.head(guest.at(f"{page}{query}"))):
            assert answer.status_code < 500
    assert fingerprint(guest.city) == before


@pytest.mark.parametrize("page", PAGES)
def test_what_changes_something_wants_the_forms_token(guest: Guest, page: str) -> None:
    strict = Client(SERVER_NAME="offenbach.localhost", enforce_csrf_checks=True)
    assert strict.post(guest.at(page), {"zeit": "x"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_link_of_another_city_or_a_changed_one_opens_nothing(
    guest: Guest, wiesbaden: Any, browse: Any, page: str
) -> None:
    before = fingerprint(guest.city)
    stranger: Client = browse(wiesbaden)
    changed = [
        guest.token[:-3],
        guest.token[:-1] + ("A" if guest.token[-1] != "A" else "B"),
        f"{guest.token[0].swapcase()}{guest.token[1:]}" if guest.token[0].isalpha() else f"x{guest.token}",
        "x",
        "ä%00",
    ]
    for browser, tokens in ((stranger, [guest.token]), (guest.browser, changed)):
        for token in tokens:
            for method in (browser.get, browser.post):
                answer = method(f"/termin/{token}/{page}")
                assert answer.status_code in (404, 405), (token, page)
                if answer.status_code == 404:
                    assert "Dieser Link passt nicht" in words(answer)
    assert fingerprint(guest.city) == before


def test_a_link_that_is_over_gets_a_new_one_by_mail_alone(guest: Guest, that_day: Any) -> None:
    from appointments.models import Invitation

    that_day.shift(timedelta(days=91))
    answer = guest.open()
    assert answer.status_code == 410
    assert "Dieser Link gilt nicht mehr" in words(answer)
    for _click in range(2):
        sent = guest.browser.post(guest.at("neuer-link/"))
        assert "Schauen Sie in Ihre E-Mails" in words(sent)
        assert "@" not in words(sent)
    with bind(guest.city):
        (again,) = Invitation.objects.filter(case_id=guest.case, ended_at=None)
        assert again.invited_at > AT + timedelta(days=90)
        assert _told(guest.case) == 2


def _told(case: uuid.UUID) -> int:
    from outbox.models import OutboxEvent

    return OutboxEvent.objects.filter(name="visit.invited", subject_id=case).count()


def test_a_case_that_is_over_gets_the_same_answer_and_no_link(guest: Guest) -> None:
    from appointments import operations
    from appointments.contention import patiently

    with bind(guest.city):
        from declarations.models import Declaration

        Declaration.objects.filter(id=guest.case).update(state="withdrawn")
        patiently(lambda: operations.release(case_id=guest.case, why="withdrawn", at=AT))
    assert guest.open().status_code == 410
    assert "Schauen Sie in Ihre E-Mails" in words(guest.browser.post(guest.at("neuer-link/")))
    with bind(guest.city):
        assert _told(guest.case) == 1


def test_an_old_link_leads_to_the_good_one_by_mail_and_ends_nothing(guest: Guest, that_day: Any) -> None:
    from appointments.inviting import token_of
    from appointments.models import Invitation

    old = guest.token
    that_day.shift(timedelta(days=91))
    guest.browser.post(guest.at("neuer-link/"))
    with bind(guest.city):
        guest.token = token_of(Invitation.objects.get(case_id=guest.case, ended_at=None))
    that_day.shift(timedelta(minutes=11))
    guest.browser.post(f"/termin/{old}/neuer-link/")
    assert guest.open().status_code == 200
    with bind(guest.city):
        assert _told(guest.case) == 3


def test_a_case_that_needs_no_visit_any_more_says_so(guest: Guest) -> None:
    with bind(guest.city):
        from declarations.models import Declaration

        Declaration.objects.filter(id=guest.case).update(state="signed")
    assert "Hier ist kein Termin mehr nötig" in guest.reads()
    for page in ("wer/", "wann/", "bestaetigen/", "warten/"):
        assert guest.open(page)["Location"] == guest.at()
    assert guest.press(TUESDAY).request["PATH_INFO"] == guest.at()
    assert not guest.rows()
