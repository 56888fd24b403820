"""The description says what is there, and nothing else. (That answers fit it is held by every call of these tests.)"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from openapi_spec_validator import validate

from tests.architecture.source import ROOT
from tests.interface.interface.calling import System, description


def test_it_is_a_valid_description() -> None:
    validate(description())


def test_the_copy_in_the_documentation_is_the_same() -> None:
    served = (ROOT / "platform" / "interface" / "openapi.yaml").read_text("utf-8")
    assert (ROOT / "docs" / "connectors" / "rest.openapi.yaml").read_text("utf-8") == served


def test_routes_methods_and_scopes_are_those_described() -> None:
    from interface.urls import urlpatterns

    there = {}
    for pattern in urlpatterns:
        if pattern.name != "nowhere":
            path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(pattern.pattern))
            view: Any = pattern.callback
            there[path] = ({method.lower() for method in view.methods} - {"head"}, view.scope)
    told = {}
    for path, operations in description()["paths"].items():
        methods = set(operations) - {"parameters"}
        operation = operations[next(iter(methods))]
        scope = re.search(r"Braucht `([a-z:]+)`", operation.get("description", ""))
        told[path] = (methods, None if operation.get("security") == [] else (scope[1] if scope else ""))
    assert there == told


def test_everybody_may_read_it_and_it_names_no_city(browse: Callable[..., Client], cities: Any) -> None:
    answers = [browse(city).get("/schnittstelle/v1/openapi.json") for city in cities]
    assert answers[0].content == answers[1].content
    assert answers[0].json() == description()


def test_every_no_has_its_words_and_a_status() -> None:
    from interface.problems import _WORDS, problem

    for code in _WORDS:
        assert problem(code).status_code >= 400


def test_what_is_not_there_is_a_problem_document(system: Callable[..., System], offenbach: Any) -> None:
    there = system(offenbach)
    assert there.get("surprise").status_code == 404
    assert there.post("surprise/inside", b"x").status_code == 404
    answer = there.post("deliveries")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_an_error_of_ours_tells_nothing_but_a_reference(
    system: Callable[..., System], offenbach: Any, monkeypatch: Any, caplog: Any
) -> None:
    from connectors.interface import offering

    def breaks(**_given: Any) -> None:
        raise RuntimeError("Erika Mustermann")

    monkeypatch.setattr(offering, "waiting", breaks)
    answer = system(offenbach).get("deliveries")
    assert answer.status_code == 500
    assert "Mustermann" not in answer.content.decode() + caplog.text
    assert answer.json()["reference"] in caplog.text
