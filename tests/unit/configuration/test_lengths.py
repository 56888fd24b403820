"""No text of a city's settings is without an end, and looking at one takes time in proportion to it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from configuration.checking import section_faults
from configuration.placeholders import faults
from configuration.registry import sections

ENDS = {"maxLength", "enum", "const", "format", "pattern"}


def _endless(part: dict[str, Any], whole: dict[str, Any], place: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """Texts that may be of any length. A number that is also read from a text is none."""
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and name not in seen:
        yield from _endless(whole["$defs"][name], whole, place, (*seen, name))
    if part.get("type") == "string" and not ENDS & set(part):
        yield place
    choices = part.get("anyOf", ())
    if not any(one.get("type") == "number" for one in choices):
        for one in choices:
            yield from _endless(one, whole, place, seen)
    inner = [part.get("items"), *part.get("prefixItems", ()), part.get("additionalProperties")]
    for one in inner:
        if isinstance(one, dict):
            yield from _endless(one, whole, f"{place}[]", seen)
    for field, one in part.get("properties", {}).items():
        yield from _endless(one, whole, f"{place}.{field}", seen)


@pytest.mark.parametrize("name", sections.names())
def test_every_text_of_a_section_has_an_end(name: str) -> None:
    schema = sections.get(name).model_json_schema(mode="validation")
    found = list(_endless(schema, schema, name))
    assert not [place for place in found if not place.startswith("credit.standard_need_by_year")]


@pytest.mark.parametrize("piece", ["[a](", "[", "[a](https://", "[a](https://a.de)", "{", "[{website}](", "("])
def test_a_long_text_is_looked_at_in_no_time(piece: str) -> None:
    text = piece * (80_000 // len(piece))
    began = time.process_time()
    list(faults(text))
    assert time.process_time() - began < 1


def test_a_text_that_is_too_long_is_told_so() -> None:
    [fault] = section_faults("texts", {"imprint": {"de": "a" * 60_001}})
    assert "60000" in str(fault.reason)


@pytest.mark.parametrize(
    "link",
    ["[x](javascript:{telefon})", "[x](https://a.de/{website})", "[x](http://a.de)", "[x](https://a.de/(b)", "[x]({email})"],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_told_also_with_a_placeholder_in_it(link: str) -> None:
    assert list(faults(link))


@pytest.mark.parametrize("link", ["[x]({website})", "[x](mailto:{email})", "[x](tel:{telefon})", "[x](https://a.de/b)", "[a](tel:0 1)[b](https://b.de)"])  # fmt: skip
def test_a_link_that_leads_somewhere_is_right(link: str) -> None:
    assert not list(faults(link))
