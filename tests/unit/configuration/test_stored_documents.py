"""Stored configuration outlives the code that wrote it: older shapes are brought along, newer keys are left aside."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from configuration import document
from configuration.registry import Section, Upcaster, sections

ROOT = Path(__file__).resolve().parents[3]
CITIES = sorted((ROOT / "platform" / "config" / "demo_cities").glob("*.yaml"))
# A section that gets another shape keeps a value of each earlier one here, ``NAME.VERSION.json``.
SAMPLES = Path(__file__).parent / "earlier_shapes"
NAMES = sections.names()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def _stored() -> list[dict[str, Any]]:
    """Of both demo cities, and of one that says nothing."""
    raw = [yaml.safe_load(path.read_text("utf-8"))["configuration"] for path in CITIES]
    return [document.parse(one) for one in [*raw, {}]]


STORED = _stored()


def _of_models(value: Any, raw: Any) -> Iterator[dict[str, Any]]:
    """Every part of the stored value that stands for a model: there an unknown key is unknown."""
    if isinstance(value, BaseModel):
        yield raw
        for name in type(value).model_fields:
            yield from _of_models(getattr(value, name), raw[name])
    elif isinstance(value, list | tuple):
        for one, its in zip(value, raw, strict=True):
            yield from _of_models(one, its)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _of_models(one, raw[str(key)])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_newer_code_added_is_left_aside_at_any_depth(name: str, data: st.DataObject) -> None:
    kind = sections.get(name)
    stored = copy.deepcopy(data.draw(st.sampled_from(STORED)))
    meant = document.read(stored, kind)
    places = list(_of_models(meant, stored[name]["value"]))
    for place in places:
        place.update(
            {f"later_{key}": value for key, value in data.draw(st.dictionaries(st.text(max_size=4), JSON)).items()}
        )
    stored[name]["version"] += data.draw(st.integers(0, 3))
    assert document.read(stored, kind) == meant


@pytest.mark.parametrize("name", NAMES)
def test_the_same_keys_are_refused_when_a_person_types_them(name: str) -> None:
    with pytest.raises(ValidationError):
        sections.get(name).model_validate({"later": 1})


@pytest.mark.parametrize("name", NAMES)
def test_a_document_from_before_the_section_existed_reads_as_its_defaults(name: str) -> None:
    assert document.read({}, sections.get(name)) == sections.get(name)()


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_way_from_every_earlier_version(name: str) -> None:
    kind = sections.get(name)
    earlier = range(1, kind.section_version())
    assert sorted(kind.upcasters()) == list(earlier), "one step from each version to the next"
    for version in earlier:
        sample = SAMPLES / f"{name}.{version}.json"
        assert sample.exists(), f"{sample.name}: keep a value of version {version}, it is still stored somewhere"
        _read_purely({name: {"version": version, "value": json.loads(sample.read_text("utf-8"))}}, kind)


def _read_purely(stored: dict[str, Any], kind: type[Section]) -> Section:
    before = copy.deepcopy(stored)
    found = document.read(stored, kind)
    assert stored == before, "an upcaster changed the stored document, which others read too"
    return found


class Hours(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    opens: int = 8


class Counter(Section):
    """Its third shape. Version 1 said ``place`` and ``opens`` side by side, version 2 ``name`` for ``place``."""

    name: str = ""
    hours: Hours = Hours()

    @classmethod
    def section_name(cls) -> str:
        return "counter"

    @classmethod
    def section_version(cls) -> int:
        return 3

    @classmethod
    def upcasters(cls) -> dict[int, Upcaster]:
        return {
            1: lambda old: {"name": old.get("place", ""), "opens": old.get("opens", 8)},
            2: lambda old: {"name": old["name"], "hours": {"opens": old["opens"]}},
        }


@given(name=st.text(max_size=9), opens=st.integers(0, 23))
def test_every_earlier_shape_reads_alike(name: str, opens: int) -> None:
    shapes: dict[int, dict[str, Any]] = {
        1: {"place": name, "opens": opens},
        2: {"name": name, "opens": opens},
        3: {"name": name, "hours": {"opens": opens}},
        4: {"name": name, "hours": {"opens": opens, "closes": 16}, "colour": "red"},
    }
    wanted = Counter(name=name, hours=Hours(opens=opens))
    for version, value in shapes.items():
        assert _read_purely({"counter": {"version": version, "value": value}}, Counter) == wanted


def test_a_missing_step_is_not_passed_over() -> None:
    class Gap(Counter):
        @classmethod
        def upcasters(cls) -> dict[int, Upcaster]:
            return {2: lambda old: old}

    with pytest.raises(KeyError):
        document.read({"counter": {"version": 1, "value": {}}}, Gap)
