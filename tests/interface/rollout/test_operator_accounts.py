"""Accounts of the operator's people come from a command, with a password that no shell's history keeps."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.operators.models import Operator
from config.cli.main import parser
from onboarding.rollout.models import OperatorAction
from tenants.binding import bind_public

PASSWORD = "Hafen-Leuchtturm-27"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(cities: Any, capsys: Any, monkeypatch: Any) -> Iterator[Run]:
    def do(*words: str, typed: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        arguments = parser().parse_args(["operator", *words])
        code = arguments.run(arguments)
        return code, *capsys.readouterr()

    yield do
    with bind_public():
        Operator.objects.filter(email__endswith="@land.example").delete()


def _signs_in(email: str, password: str = PASSWORD) -> Client | None:
    browser = Client(SERVER_NAME="betrieb.localhost")
    answer = browser.post("/anmelden/", {"email": email, "password": password})
    return browser if answer.status_code == 302 else None


@pytest.mark.parametrize("land", ["06", "HE", "he"])
def test_somebody_delegated_by_a_land_sees_its_starts_and_nothing_else(run: Run, land: str) -> None:
    code, out, _err = run("add", "Kim@Land.example", "--name", "Kim Land", "--role", "land", "--land", land)
    assert (code, out) == (0, "kim@land.example\tKim Land\tland\tHE\topen\n")
    assert out in run("list")[1]
    browser = _signs_in("kim@land.example")
    assert browser is not None
    assert browser.get("/starts/").status_code == 200
    assert browser.get("/karte/").status_code == 403
    with bind_public():
        [noted] = OperatorAction.objects.filter(action="operator.added")
        assert (noted.details["land"], "kim" in str(noted.details)) == ("HE", False)


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["--role", "land"], PASSWORD, "role land needs --land"),
        (["--role", "ops", "--land", "06"], PASSWORD, "go together"),
        (["--role", "ops", "--role", "land", "--land", "06"], PASSWORD, "go together"),
        (["--role", "land", "--land", "17"], PASSWORD, "01 to 16"),
        (["--role", "boss"], PASSWORD, "one of ops"),
        ([], PASSWORD, "--role is needed"),
        (["--role", "ops"], "kurz", "12 characters"),
        (["--role", "ops"], "", "12 characters"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: list[str], typed: str, said: str) -> None:
    code, out, err = run("add", "kim@land.example", "--name", "Kim", *words, typed=typed)
    assert (code, out) == (1, "")
    assert said in err
    with bind_public():
        assert not Operator.objects.filter(email="kim@land.example").exists()


def test_an_account_is_made_once_changed_shut_and_opened(run: Run) -> None:
    new = ("add", "kim@land.example", "--name", "Kim", "--role", "support")
    assert run(*new)[0] == 0
    assert "is there already" in run("add", "KIM@land.example", *new[2:])[2]
    browser = _signs_in("kim@land.example")
    assert browser is not None
    assert run("roles", "kim@land.example", "--role", "land", "--land", "09")[1].endswith("land\tBY\topen\n")
    assert browser.get("/").status_code == 403
    assert run("password", "kim@land.example", typed="Wiese-Fahrrad-Mond-4")[0] == 0
    assert browser.get("/starts/").status_code == 302, "every sign-in ended"
    assert _signs_in("kim@land.example") is None
    again = _signs_in("kim@land.example", "Wiese-Fahrrad-Mond-4")
    assert again is not None
    assert run("deactivate", "kim@land.example")[1].endswith("shut\n")
    assert again.get("/starts/").status_code == 302
    assert _signs_in("kim@land.example", "Wiese-Fahrrad-Mond-4") is None
    assert run("reactivate", "kim@land.example")[0] == 0
    assert "no such account" in run("deactivate", "nobody@land.example")[2]
