"""Inviting and being invited, as the pages show it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.test import Client

from accounts.roles import CITY_ROLES
from accounts.staff.models import Invitation, Staff
from notifications import to_account
from notifications.models import AccountMail
from tenants.binding import bind
from tests.interface.desk.clerks import words

PEOPLE, INVITE = "/verwaltung/personen/", "/verwaltung/personen/einladen/"
PASSWORD = "Lindwurm am Mainufer 7"
TYPED = {"name": "Kim Neu", "password": PASSWORD, "again": PASSWORD}


def _path(city: Any) -> str:
    """Sends what waits; answers the path of the link in the last mail."""
    from kernel.clock import now

    with bind(city):
        for mail in AccountMail.objects.filter(state="queued"):
            assert to_account.send(mail_id=mail.id, at=now())
    found = re.search(r"https?://[^/\s]+(/\S+)", str(outgoing.outbox[-1].body))
    assert found
    return found[1]


def _invite(official: Any, city: Any, *roles: str) -> str:
    owner = official(city)
    sent = owner.send(INVITE, email="kim@stadt.example", roles=list(roles or ("editor",)))
    assert sent["Location"] == f"{PEOPLE}?erledigt=invited"
    return _path(city)


def test_from_the_mail_to_the_console(offenbach: Any, official: Any, browse: Callable[..., Client]) -> None:
    path, browser = _invite(official, offenbach, "editor"), browse(offenbach)
    page = words(browser.get(path))
    for said in ("Offenbach", "Bereitet Einstellungen vor", "Die Einladung gilt bis 6. Dezember 2026"):
        assert said in page
    answer = browser.post(path, TYPED)
    assert answer["Location"] == "/verwaltung/"
    assert "Kim Neu" in words(browser.get("/verwaltung/"))
    again = browse(offenbach).get(path)
    assert again.status_code == 410
    assert "Diese Einladung ist schon angenommen." in words(again)
    assert "Passwort vergessen?" in words(again)
    listed = official(offenbach, name="mara").text(PEOPLE)
    assert "Kim Neu" in listed
    assert "Offene Einladungen" not in listed


@pytest.mark.parametrize(("role", "place"), [("owner", "/verwaltung/"), ("clerk", "/amt/"), ("editor", "/verwaltung/")])
def test_each_begins_where_their_work_is(
    offenbach: Any, official: Any, browse: Callable[..., Client], role: str, place: str
) -> None:
    assert browse(offenbach).post(_invite(official, offenbach, role), TYPED)["Location"] == place


def test_what_was_typed_wrongly_is_said_and_can_be_mended(
    offenbach: Any, official: Any, browse: Callable[..., Client]
) -> None:
    path, browser = _invite(official, offenbach), browse(offenbach)
    for wrong, why in (
        ({"again": "x"}, "Die beiden Passwörter sind verschieden."),
        ({"password": "kurz", "again": "kurz"}, "Es braucht mindestens 12 Zeichen."),
        ({"name": ""}, "Bitte ergänzen Sie: Ihr Name"),
    ):
        answer = browser.post(path, TYPED | wrong)
        assert why in words(answer)
        assert PASSWORD not in answer.content.decode()
    assert browser.post(path, TYPED).status_code == 302


def test_an_expired_link_offers_a_new_one_and_the_list_says_so(
    offenbach: Any, official: Any, browse: Callable[..., Client], clock: Any
) -> None:
    path = _invite(official, offenbach)
    clock.shift(timedelta(days=15))
    browser = browse(offenbach)
    assert "Neue Einladung anfordern" in words(browser.get(path))
    assert "Wir haben Bescheid gegeben" in words(browser.post(path, {"was": "neu"}))
    owner = official(offenbach, name="mara")
    page = owner.text(PEOPLE)
    assert "abgelaufen" in page
    assert "bittet um eine neue Einladung" in page
    assert "vor 15 Tagen" in page
    with bind(offenbach):
        number = Invitation.objects.get().pk
    assert owner.send(PEOPLE, f"{PEOPLE}einladung/{number}/erneuern/").status_code == 302
    fresh = _path(offenbach)
    assert fresh != path
    assert "Diese Einladung gibt es nicht." in words(browser.get(path))
    assert browser.post(fresh, TYPED).status_code == 302


def test_an_invitation_is_nothing_on_the_other_citys_host(
    offenbach: Any, wiesbaden: Any, official: Any, browse: Callable[..., Client]
) -> None:
    path, browser = _invite(official, offenbach), browse(wiesbaden)
    for answer in (browser.get(path), browser.post(path, TYPED), browser.post(path, {"was": "neu"})):
        assert answer.status_code == 410
        assert "Diese Einladung gibt es nicht." in words(answer)
        assert "kim@" not in answer.content.decode()


def test_a_taken_back_invitation_and_a_locked_account(
    offenbach: Any, official: Any, browse: Callable[..., Client]
) -> None:
    path, owner = _invite(official, offenbach), official(offenbach, name="mara")
    with bind(offenbach):
        number = Invitation.objects.get().pk
    owner.send(PEOPLE, f"{PEOPLE}einladung/{number}/zuruecknehmen/")
    assert "Diese Einladung wurde zurückgenommen." in words(browse(offenbach).get(path))
    clerk = official(offenbach, "clerk", "lea")
    assert clerk.get("/amt/").status_code == 200
    assert owner.send(f"{PEOPLE}{clerk.id}/", f"{PEOPLE}{clerk.id}/sperren/").status_code == 302
    assert clerk.get("/amt/").status_code == 302
    assert "gesperrt" in owner.text(PEOPLE)


def test_roles_are_changed_and_the_last_owner_is_told_why_not(offenbach: Any, official: Any) -> None:
    owner, clerk = official(offenbach), official(offenbach, "clerk", "lea")
    owner.send(f"{PEOPLE}{clerk.id}/", roles=["clerk", "treasury"])
    with bind(offenbach):
        assert Staff.objects.get(pk=clerk.id).roles == ["clerk", "treasury"]
    refused = owner.send(f"{PEOPLE}{owner.id}/", roles=["reader"])
    assert refused.status_code == 409
    assert "Das ist die letzte Leitung der Einrichtung." in words(refused)
    refused = owner.send(f"{PEOPLE}{owner.id}/", f"{PEOPLE}{owner.id}/sperren/")
    assert refused.status_code == 409
    assert owner.get("/verwaltung/personen/999999999/").status_code == 404


@pytest.mark.parametrize("role", sorted(set(CITY_ROLES) - {"owner"}))
def test_who_may_not_manage_people_sees_nobody(offenbach: Any, official: Any, role: str) -> None:
    owner, other = official(offenbach), official(offenbach, role, "otto")
    for path in (PEOPLE, INVITE, f"{PEOPLE}{owner.id}/"):
        assert other.get(path).status_code == 403
    for path in (INVITE, f"{PEOPLE}{owner.id}/", f"{PEOPLE}{owner.id}/sperren/", f"{PEOPLE}{owner.id}/freigeben/"):
        answer = other.post(path, {"email": "a@b.example", "roles": ["owner"]})
        assert answer.status_code == 403
    with bind(offenbach):
        assert not Invitation.objects.exists()
        assert Staff.objects.get(pk=owner.id).roles == ["owner"]


def test_any_page_goes_to_a_colleague_and_a_stranger_is_invited_to_that_very_page(
    offenbach: Any, official: Any, browse: Callable[..., Client]
) -> None:
    owner, page = official(offenbach), "/verwaltung/abschnitt/fees/"
    official(offenbach, "treasury", "tom")
    editor = official(offenbach, "editor", "emil")
    assert f"/verwaltung/kollegin/?seite={page}" in owner.get(page).content.decode().replace("%2F", "/")
    way = f"/verwaltung/kollegin/?seite={page}"
    with bind(offenbach):
        emil = Staff.objects.get(pk=editor.id).email
        tom = Staff.objects.get(roles=["treasury"]).email
    assert owner.send(way, "/verwaltung/kollegin/", email=emil, sentence="Stimmt das?").status_code == 302
    assert _path(offenbach) == page
    refused = owner.send(way, "/verwaltung/kollegin/", email=tom)
    assert "Diese Person darf die Seite nicht ansehen." in words(refused)
    stranger = {"email": "kim@stadt.example", "sentence": "", "page": page}
    assert "hier noch keinen Zugang" in words(editor.post("/verwaltung/kollegin/", stranger))
    asked = owner.post("/verwaltung/kollegin/", stranger)
    assert "Wählen Sie, was sie darf." in words(asked)
    sent = owner.post("/verwaltung/kollegin/", {**stranger, "roles": ["editor"], "einladen": "1"})
    assert sent["Location"].endswith("?eingeladen=1")
    browser = browse(offenbach)
    assert browser.post(_path(offenbach), TYPED)["Location"] == page


def test_a_forgotten_password_is_set_anew(offenbach: Any, official: Any, browse: Callable[..., Client]) -> None:
    owner, browser = official(offenbach), browse(offenbach)
    assert "Passwort vergessen?" in words(browser.get("/amt/anmelden/"))
    with bind(offenbach):
        email = Staff.objects.get(pk=owner.id).email
    answers = [browser.post("/amt/passwort/", {"email": one}, follow=True) for one in ("wer@x.example", email)]
    assert answers[0].content == answers[1].content
    path = _path(offenbach)
    assert path.startswith("/amt/passwort/")
    weak = browser.post(path, {"password": "kurz", "again": "kurz"})
    assert "Es braucht mindestens 12 Zeichen." in words(weak)
    set_to = {"password": PASSWORD, "again": PASSWORD}
    assert "Ihr neues Passwort gilt." in words(browser.post(path, set_to, follow=True))
    assert owner.get("/verwaltung/").status_code == 302
    used = browser.get(path)
    assert used.status_code == 410
    assert "Dieser Link ist schon benutzt." in words(used)
    signed_in = browser.post("/amt/anmelden/", {"email": email, "password": PASSWORD, "next": "", "kept": ""})
    assert signed_in.status_code == 302


@pytest.mark.parametrize("page", ["javascript:alert(1)", "//boese.example/verwaltung/", "https://boese.example/"])
def test_only_pages_of_this_house_are_passed_on(offenbach: Any, official: Any, page: str) -> None:
    owner = official(offenbach)
    assert f'href="{page}"' not in owner.get(f"/verwaltung/kollegin/?seite={page}").content.decode()
    refused = owner.post("/verwaltung/kollegin/", {"email": "kim@stadt.example", "page": page})
    assert "Diese Seite lässt sich nicht weitergeben." in words(refused)
    assert f'href="{page}"' not in refused.content.decode()
