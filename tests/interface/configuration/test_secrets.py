"""A city's secrets: sealed with its key, called by name, and nobody else's."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from audit.models import AuditEntry
from config.cli.main import parser
from configuration import secrets
from configuration.models import Secret
from configuration.secrets import UnableToFindSecret, UnableToKeepSecret
from kernel.crypto import UnableToOpen
from tenants.binding import bind


def _put(city: Any, name: str, value: bytes, at: datetime) -> None:
    with bind(city), transaction.atomic():
        secrets.put(name=name, value=value, by="test", at=at)


def test_a_secret_is_read_where_it_was_kept_and_nowhere_else(cities: tuple[Any, Any], at: datetime) -> None:
    _put(cities[0], "kasse", b"of offenbach", at)
    with bind(cities[1]), pytest.raises(UnableToFindSecret):
        secrets.read("kasse")
    _put(cities[1], "kasse", b"of wiesbaden", at)
    for city, value in zip(cities, (b"of offenbach", b"of wiesbaden"), strict=True):
        with bind(city):
            assert secrets.read("kasse") == value
            assert value not in bytes(Secret.objects.get().sealed)


def test_a_sealed_value_does_not_open_under_another_name_or_in_another_city(
    cities: tuple[Any, Any], at: datetime
) -> None:
    _put(cities[0], "kasse", b"geheim", at)
    with bind(cities[0]):
        sealed = bytes(Secret.objects.get().sealed)
    for city, name in ((cities[0], "anderer"), (cities[1], "kasse")):
        with bind(city):
            Secret.objects.create(name=name, sealed=sealed, changed_at=at, changed_by="x")
            with pytest.raises(UnableToOpen):
                secrets.read(name)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("Groß", b"x", "bad_name"), ("", b"x", "bad_name"), ("a b", b"x", "bad_name"), ("kasse", b"", "empty"),
     ("kasse", b"x" * 65537, "too_large")],
)  # fmt: skip
def test_what_is_no_secret_is_refused(offenbach: Any, at: datetime, name: str, value: bytes, code: str) -> None:
    with pytest.raises(UnableToKeepSecret, match=code):
        _put(offenbach, name, value, at)


def _run(monkeypatch: pytest.MonkeyPatch, *words: str, typed: bytes = b"") -> int:
    class Typed:
        buffer = io.BytesIO(typed)

    monkeypatch.setattr("sys.stdin", Typed())
    arguments = parser().parse_args(["city", "secret", *words])
    return int(arguments.run(arguments))


def test_the_command_keeps_lists_and_forgets_and_shows_nothing(
    offenbach: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "set", "offenbach", "kasse", typed=b"streng geheim\n") == 0
    assert _run(monkeypatch, "set", "offenbach", "karte", typed=b"\x30\xff\n") == 0
    assert _run(monkeypatch, "list", "offenbach") == 0
    shown = capsys.readouterr()
    assert "kasse" in shown.out
    assert "geheim" not in shown.out + shown.err
    with bind(offenbach):
        assert (secrets.read("kasse"), secrets.read("karte")) == (b"streng geheim", b"\x30\xff\n")
        trail = AuditEntry.objects.filter(action="secret.set").values_list("details", flat=True)
        assert [entry["name"] for entry in trail] == ["kasse", "karte"]
    assert _run(monkeypatch, "remove", "offenbach", "kasse") == 0
    assert _run(monkeypatch, "remove", "offenbach", "kasse") == 1
    assert _run(monkeypatch, "set", "nirgends", "kasse", typed=b"x") == 1
