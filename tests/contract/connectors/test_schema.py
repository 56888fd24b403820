"""The message against the standard's own schemas, which lie outside the repository."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import any_case, case_files, cases

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
# Without shrinking: whole case files shrink for minutes, and the problem's place says enough.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.fixture(scope="module", autouse=True)
def schemas() -> None:
    from connectors.xauslaender import schema

    if schema.why_not():
        warnings.warn("NO MESSAGE WAS VALIDATED: the XAusländer schemas are not at hand", UserWarning, stacklevel=1)
        pytest.skip("NO MESSAGE WAS VALIDATED: set XAUSLAENDER_SCHEMA_DIR to the folder with the schemas")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(case=any_case.any_case())
def test_whatever_the_types_allow_becomes_a_valid_message(case: Any) -> None:
    from connectors.xauslaender.schema import validate
    from connectors.xauslaender.splitting import subjects

    for subject in subjects(case):
        validate(case_files.rendered(case, AT, subject=subject))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(case=any_case.any_case(), name=st.text(max_size=60), label=st.text(max_size=60))
def test_texts_of_any_script_from_unchecked_places_stay_valid(case: Any, name: str, label: str) -> None:
    from connectors.xauslaender.envelope import Party
    from connectors.xauslaender.files import PDF, Proof
    from connectors.xauslaender.schema import validate

    files = case_files.files(Proof(label, PDF, cases.small_pdf()))
    reader = Party("azr:030600", name)
    validate(case_files.rendered(case, AT, files=files, addressing=case_files.addressing(reader=reader)))


def test_the_official_samples_and_ours_pass_the_same_check() -> None:
    from django.conf import settings as django_settings

    from connectors.xauslaender.schema import validate

    samples = sorted((Path(django_settings.XAUSLAENDER_SCHEMA_DIR).parent / "samples").glob("13*.xml"))
    for sample in samples:
        validate(sample.read_bytes())
    validate(case_files.rendered(case_files.case(AT), AT))


@pytest.mark.parametrize("value", ["日本 Erika", "a\u0308"])
def test_a_problem_names_the_place_and_not_the_value(value: str) -> None:
    from connectors.xauslaender.schema import InvalidMessage, validate

    broken = case_files.rendered(case_files.case(AT), AT).replace(b"Ingenieurin", value.encode())
    with pytest.raises(InvalidMessage) as refused:
        validate(broken)
    assert refused.value.problems
    assert all("beruf" in problem for problem in refused.value.problems)
    assert "Erika" not in str(refused.value)


def test_what_is_no_xml_is_invalid_and_not_an_error() -> None:
    from connectors.xauslaender.schema import InvalidMessage, validate

    with pytest.raises(InvalidMessage):
        validate(b"<a>")


def test_entities_are_not_followed(tmp_path: Path) -> None:
    from connectors.xauslaender.schema import InvalidMessage, validate

    secret = tmp_path / "secret"
    secret.write_text("geheim")
    with pytest.raises(InvalidMessage) as refused:
        validate(f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]><a>&e;</a>'.encode())
    assert "geheim" not in str(refused.value)


def test_a_message_with_megabytes_of_proofs_is_valid() -> None:
    from connectors.xauslaender.files import JPEG, Proof
    from connectors.xauslaender.schema import validate

    photo = Proof("Foto", JPEG, b"\xff\xd8\xff" + bytes(12_000_000))
    validate(case_files.rendered(case_files.case(AT), AT, files=case_files.files(photo)))
