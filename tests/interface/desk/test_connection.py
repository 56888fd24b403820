"""The city's people set up how cases reach their system: choose, fill in, try, adopt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from configuration import secrets
from configuration.models import ConfigurationVersion
from configuration.queries import in_force
from connectors.config import DeliveryRules
from kernel.clock import now
from tenants.binding import bind
from tests.interface.billing.treasury import as_it_was
from tests.interface.desk.clerks import fill, words

PAGE = "/amt/zustellungen/verbindung/"
MAILBOX = f"{PAGE}?weg=mailbox&ersatz=keiner&weiter=1"
PUSH = f"{PAGE}?weg=rest_push&ersatz=keiner&weiter=1"
SECRET = "x7-" * 12


@pytest.fixture
def kim(offenbach: Any, clerk: Callable[..., Any]) -> Iterator[Any]:
    with as_it_was(offenbach):
        yield clerk(offenbach, "editor")


def _rules(city: Any) -> DeliveryRules:
    with bind(city):
        return in_force(at=now()).section(DeliveryRules)


def _newest(city: Any) -> ConfigurationVersion:
    with bind(city):
        return ConfigurationVersion.objects.latest("number")


def _send(person: Any, page: str, step: str, **typed: str) -> Any:
    filled = {name.replace("weg_", "weg-").replace("ersatz_", "ersatz-"): value for name, value in typed.items()}
    return person.send(page, PAGE, button=("step", step), **filled)


def test_a_connection_is_chosen_filled_in_and_adopted_in_one_city_only(
    kim: Any, offenbach: Any, wiesbaden: Any
) -> None:
    there = _rules(wiesbaden)
    answer = _send(
        kim,
        MAILBOX,
        "adopt",
        weg_to="amt@offenbach.example",
        weg_minutes="30",
        moment="on_submission",
        reason="Kein Fachverfahren",
    )
    assert answer.status_code == 302, answer.content.decode()
    rules, version = _rules(offenbach), _newest(offenbach)
    assert (rules.connector, rules.options) == ("mailbox", {"to": "amt@offenbach.example", "minutes": 30})
    assert rules.moment == "on_submission"
    assert (version.author, version.reason) == ("Kim Beispiel", "Kein Fachverfahren")
    assert _rules(wiesbaden) == there
    assert "Postfach" in kim.text(PAGE)


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(kim: Any, offenbach: Any) -> None:
    before = _newest(offenbach).number
    text = _send(kim, MAILBOX, "adopt", weg_to="amt", weg_minutes="2", reason="").content.decode()
    for said in ("amt@example.org", "von 5 bis 1440", "Warum ändern Sie die Verbindung?"):
        assert f"{said}" in text
    assert 'href="#id_weg-to"' in text
    assert 'value="amt"' in text
    assert _newest(offenbach).number == before


def test_a_connection_is_tried_and_nothing_changes(kim: Any, offenbach: Any) -> None:
    before = _newest(offenbach).number
    assert "Für das Fachverfahren gibt es noch keinen Schlüssel" in _text_of(
        _send(kim, f"{PAGE}?weg=rest_pull&ersatz=keiner&weiter=1", "check")
    )
    folder = _send(kim, f"{PAGE}?weg=folder&ersatz=keiner&weiter=1", "check", weg_folder="neu")
    assert "Die Verbindung nimmt Nachrichten an." in _text_of(folder)
    assert _newest(offenbach).number == before


def test_what_holds_for_every_way_is_set_on_the_page_too(kim: Any, offenbach: Any, wiesbaden: Any) -> None:
    there = _rules(wiesbaden)
    answer = _send(
        kim, MAILBOX, "adopt", weg_to="amt@offenbach.example", reason="Strenger", validation="always", returned_days="10",
        stuck_hours="3", waiting_hours="12", alarm_mail="",
    )  # fmt: skip
    assert answer.status_code == 302, _text_of(answer)
    rules = _rules(offenbach)
    assert (rules.validation, rules.returned_days) == ("always", 10)
    assert (rules.alarms.stuck_hours, rules.alarms.waiting_hours, rules.alarms.mail) == (3, 12, False)
    assert rules.alarms.expiring_days == there.alarms.expiring_days, "what is not on the page stays"
    assert _rules(wiesbaden) == there
    page = kim.get(MAILBOX).content.decode()
    assert 'value="12"' in page
    refused = _send(kim, MAILBOX, "adopt", reason="Falsch", returned_days="400", stuck_hours="73")
    assert refused.status_code == 200
    assert _rules(offenbach) == rules


def test_an_outside_system_is_not_hammered_by_checks_and_the_page_says_when_again(
    kim: Any, offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any]
) -> None:
    page = f"{PAGE}?weg=folder&ersatz=keiner&weiter=1"
    answers = [_send(kim, page, "check", weg_folder="neu").status_code for _time in range(11)]
    assert answers == [200] * 10 + [409]
    other = _send(clerk(offenbach, "editor"), page, "check", weg_folder="neu")
    assert other.status_code == 409, "counted for the city, whoever it is"
    assert re.search(r"Ab \d\d:\d\d Uhr geht es wieder", _text_of(other))
    assert 'value="neu"' in other.content.decode()
    elsewhere = clerk(wiesbaden, "editor")
    assert _send(elsewhere, page, "check", weg_folder="neu").status_code == 200


def test_where_the_system_fetches_the_page_says_why_there_is_no_test_and_what_to_do_instead(
    kim: Any, offenbach: Any, clerk: Callable[..., Any]
) -> None:
    boss, page = clerk(offenbach, "supervisor"), "/amt/zustellungen/testnachricht/"
    assert "Testnachricht schicken" in boss.text(page)
    pull = f"{PAGE}?weg=rest_pull&ersatz=keiner&weiter=1"
    assert _send(kim, pull, "adopt", reason="Es holt selbst ab").status_code == 302
    text = boss.text(page)
    assert "Ihr Fachverfahren holt die Nachrichten selbst ab" in text
    assert "/schnittstelle/v1/key" in text
    assert b'value="erster"' not in boss.get(page).content
    assert boss.post(page, {"weg": "erster"}).status_code == 409


def test_test_messages_are_not_sent_by_the_dozen(offenbach: Any, clerk: Callable[..., Any], at: datetime) -> None:
    import time_machine

    boss, seen = clerk(offenbach, "supervisor"), []
    for number in range(6):
        with time_machine.travel(now() + timedelta(seconds=11 * number), tick=False):
            seen.append(boss.send("/amt/zustellungen/testnachricht/", button=("weg", "erster")))
    assert [answer.status_code for answer in seen] == [302] * 5 + [409]
    assert re.search(r"Ab \d\d:\d\d Uhr geht es wieder", _text_of(seen[-1]))


def test_a_secret_is_typed_once_kept_and_never_shown(kim: Any, offenbach: Any) -> None:
    tried = _send(kim, PUSH, "check", weg_address="https://127.0.0.1:9/", weg_key_id="k1", weg_secret=SECRET)
    assert SECRET not in tried.content.decode()
    path, data = fill(tried, PAGE, button=("step", "adopt"), reason="Neues Fachverfahren")
    answer = kim.post(path, data)
    assert answer.status_code == 302, _text_of(answer)
    name = _rules(offenbach).options["secret"]
    with bind(offenbach):
        assert secrets.read(name) == SECRET.encode()
    assert SECRET not in kim.get(PUSH).content.decode()
    assert _send(kim, PUSH, "adopt", weg_key_id="k2", reason="Andere Nummer").status_code == 302
    assert _rules(offenbach).options["secret"] == name
    assert _rules(offenbach).options["key_id"] == "k2"


def test_nobody_sends_a_secret_of_others_to_a_place_of_his_own(
    kim: Any, offenbach: Any, clerk: Callable[..., Any]
) -> None:
    page = f"{PAGE}?weg=fit_connect&ersatz=keiner&weiter=1"
    typed = {
        "weg_environment": "test", "weg_client_id": "abc", "weg_destination": "6f5f6f0e-4c56-4d0b-8f1f-6f6f2c116f0e",
        "weg_secret": SECRET, "reason": "Anschluss",
    }  # fmt: skip
    assert _send(kim, page, "adopt", **typed).status_code == 302
    other = clerk(offenbach, "editor", "robin")
    stolen = {
        "weg_environment": "own",
        "weg_token_address": "https://a.example/t",
        "weg_address": "https://a.example/s",
    }
    assert "Tragen Sie es deshalb bitte noch einmal ein" in _text_of(_send(other, page, "check", **stolen))
    path, data = other.filled(PUSH, PAGE, button=("step", "check"))
    data |= {
        "weg-address": "https://a.example/",
        "weg-key_id": "k",
        "weg-secret-kept": _rules(offenbach).options["secret"],
    }
    assert "gehören zusammen" in _text_of(other.post(path, data))


def test_the_second_editor_learns_of_the_first_and_keeps_what_was_typed(
    kim: Any, offenbach: Any, clerk: Callable[..., Any]
) -> None:
    other = clerk(offenbach, "editor", "robin")
    path, data = other.filled(
        MAILBOX, PAGE, button=("step", "adopt"), **{"weg-to": "b@offenbach.example", "reason": "b"}
    )
    assert _send(kim, MAILBOX, "adopt", weg_to="a@offenbach.example", reason="a war zuerst").status_code == 302
    refused = other.post(path, data)
    assert refused.status_code == 409
    assert "a war zuerst" in refused.content.decode()
    assert _rules(offenbach).options["to"] == "a@offenbach.example"
    path, data = fill(refused, PAGE, button=("step", "adopt"))
    assert data["weg-to"] == ["b@offenbach.example"]
    assert other.post(path, data).status_code == 302
    assert _rules(offenbach).options["to"] == "b@offenbach.example"


def test_nothing_is_adopted_while_a_later_version_is_planned(kim: Any, offenbach: Any, at: datetime) -> None:
    with bind(offenbach):
        ConfigurationVersion.objects.create(
            number=_newest(offenbach).number + 1, document=_newest(offenbach).document, published_at=at,
            valid_from=at + timedelta(days=9), author="test",
        )  # fmt: skip
    answer = _send(kim, MAILBOX, "adopt", weg_to="a@offenbach.example", reason="a")
    assert answer.status_code == 409
    assert "geplant" in _text_of(answer)


def test_a_second_way_has_its_fields_and_its_hours(kim: Any, offenbach: Any) -> None:
    page = f"{PAGE}?weg=folder&ersatz=mailbox&weiter=1"
    assert (
        _send(kim, page, "adopt", ersatz_to="a@offenbach.example", after_hours="6", reason="Ersatz").status_code == 302
    )
    fallback = _rules(offenbach).fallback
    assert fallback is not None
    assert (fallback.connector, fallback.after_hours, fallback.options) == ("mailbox", 6, {"to": "a@offenbach.example"})
    assert "Sagen Sie, wann" in _text_of(_send(kim, page, "adopt", after_hours="", reason="nie"))
    assert "ein anderer sein" in kim.text(f"{PAGE}?weg=folder&ersatz=folder&weiter=1")


def test_where_real_cases_come_no_sandbox_is_offered(kim: Any, offenbach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path, data = kim.filled(
        f"{PAGE}?weg=sandbox_accepts&ersatz=keiner&weiter=1", PAGE, button=("step", "adopt"), reason="x"
    )
    monkeypatch.setattr("connectors.addressing.REAL", frozenset({offenbach.stage}))
    assert "nimmt alles an" not in kim.text(f"{PAGE}?weg=&weiter=1")
    before = _newest(offenbach).number
    kim.post(path, data)
    assert _newest(offenbach).number == before


@pytest.mark.parametrize("role", ["clerk", "supervisor", "treasury", "reader"])
def test_who_may_not_configure_sees_no_connection(offenbach: Any, clerk: Callable[..., Any], role: str) -> None:
    assert clerk(offenbach, role).get(PAGE).status_code == 403


def _text_of(answer: Any) -> str:
    return words(answer)


def test_a_server_has_its_fields_only_where_there_is_one(kim: Any, offenbach: Any) -> None:
    page = f"{PAGE}?weg=gateway&ersatz=keiner&weiter=1"
    path, data = kim.filled(page, PAGE, button=("step", "adopt"), reason="Gateway")
    data |= {"weg-server": "ja", "weg-server__host": "sftp.offenbach.example", "weg-server__host_keys": "unsinn"}
    text = _text_of(kim.post(path, data))
    assert "Kennung auf dem Server" in text
    assert "wie ssh-keyscan sie schreibt" in text
    data |= {"weg-server": "nein", "weg-receipts": "nein"}
    assert kim.post(path, data).status_code == 302
    assert _rules(offenbach).options == {"receipts": False}


def test_a_certificate_is_uploaded_and_given_up_again(kim: Any, offenbach: Any) -> None:
    path, data = kim.filled(PUSH, PAGE, button=("step", "adopt"), reason="Zertifikat")
    data |= {
        "weg-address": "https://system.offenbach.example/", "weg-key_id": "k1", "weg-secret": SECRET,
        "weg-certificate": SimpleUploadedFile("wir.p12", b"\x30\x82"),
    }  # fmt: skip
    assert kim.post(path, data).status_code == 302
    with bind(offenbach):
        assert secrets.read(_rules(offenbach).options["certificate"]) == b"\x30\x82"
    assert _send(kim, PUSH, "adopt", reason="Ohne", **{"weg-certificate-drop": "on"}).status_code == 302
    assert set(_rules(offenbach).options) == {"address", "key_id", "secret"}


def test_in_a_rehearsal_no_connection_is_tried_or_adopted(kim: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path, data = kim.filled(MAILBOX, PAGE, button=("step", "check"), **{"weg-to": "a@offenbach.example"})
    monkeypatch.setattr("connectors.connecting.in_rehearsal", lambda: True)
    assert kim.post(path, data).status_code == 409
