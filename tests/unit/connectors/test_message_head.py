"""The message's head, and when it binds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from tests.support import case_files

AT = datetime(2026, 11, 22, 9, 0, 0, 123_000, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def test_elements_of_xauslaender_are_qualified_and_those_of_xinneres_are_not() -> None:
    root = case_files.tree(case_files.case(AT), AT)
    assert root.tag == "{http://www.osci.de/xauslaender2611}OZG.Verpflichtungserklaerung.130201"
    assert case_files.one(root, "x:gastgeber/x:privat/x:familienname/name") == "Mustermann"
    assert case_files.one(root, "nachrichtenkopf.g2g/leser/kennung") == "azr:030600"
    assert case_files.one(root, "nachrichtenkopf.g2g/autor/kennung") == "alp:06000000001"
    assert not root.xpath("//x:name | //x:strasse | //x:code | //x:jahrMonatTag", namespaces=case_files.NS)


@pytest.mark.parametrize(
    ("moment", "written"), [(AT, "2026-11-22T10:00:00.123+01:00"), (SUMMER, "2026-07-02T00:30:00.000+02:00")]
)
def test_the_time_has_milliseconds_and_a_zone(moment: datetime, written: str) -> None:
    root = case_files.tree(case_files.case(AT), moment)
    assert case_files.one(root, ".//erstellungszeitpunkt") == written


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        case_files.rendered(case_files.case(AT), AT.replace(tzinfo=None))


def test_the_reference_is_the_number_of_the_application() -> None:
    root = case_files.tree(case_files.case(AT), AT)
    assert case_files.one(root, "x:antragsidentifikation") == "0123456789AB"


@pytest.mark.parametrize(("test", "attribute"), [(True, "true"), (False, None)])
def test_a_real_message_has_no_test_attribute_at_all(test: bool, attribute: str | None) -> None:
    root = case_files.tree(case_files.case(AT), AT, addressing=case_files.addressing(test=test))
    assert root.get("test") == attribute


@pytest.mark.parametrize("way_back", [True, False])
def test_a_way_back_is_promised_only_where_there_is_one(way_back: bool) -> None:
    root = case_files.tree(case_files.case(AT), AT, addressing=case_files.addressing(way_back=way_back))
    assert case_files.one(root, "x:rueckkanalVorhanden") == str(way_back).lower()


@pytest.mark.parametrize(
    ("mode", "identification", "binds"),
    [
        ("online_binding", case_files.CARD, True),
        ("online_binding", {**case_files.CARD, "level": "substanziell"}, False),
        ("online_binding", None, False),
        ("prepare_and_sign", case_files.CARD, False),
    ],
)
def test_only_a_binding_declaration_proven_by_eid_is_called_legally_binding(
    mode: str, identification: Any, binds: bool
) -> None:
    root = case_files.tree(case_files.case(AT, mode=mode, identification=identification), AT)
    assert case_files.texts(root, "x:rechtsverbindlicheVE") == (["true"] if binds else [])


def test_the_same_input_gives_the_same_bytes() -> None:
    assert case_files.rendered(case_files.case(AT), AT) == case_files.rendered(case_files.case(AT), AT)


def test_the_language_of_the_page_does_not_reach_the_authority() -> None:
    from django.utils.translation import override

    german = case_files.rendered(case_files.case(AT), AT)
    with override("en"):
        assert case_files.rendered(case_files.case(AT), AT) == german


def test_a_case_that_was_not_filed_is_refused() -> None:
    from connectors.xauslaender.files import UnableToRender

    draft = case_files.case(AT).model_copy(update={"filing": None})
    with pytest.raises(UnableToRender) as refused:
        case_files.rendered(draft, AT)
    assert refused.value.code == "not_filed"


def test_the_message_is_utf_8() -> None:
    raw = case_files.rendered(case_files.case(AT), AT)
    assert raw.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert etree.fromstring(raw).get("standard") == "XAusländer"
