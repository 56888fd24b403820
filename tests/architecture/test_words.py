"""Every setting of a city has words: a label where it is asked for, a name where it is shown, a sentence for each refusal."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from tests.architecture.source import lines_of


def _sections() -> list[Any]:
    from configuration.registry import sections

    return [section for _name, section in sections.items()]


def test_every_section_has_words_and_an_own_place() -> None:
    from configuration.registry import sections
    from configuration.words import in_order

    described = in_order()
    assert {words.name for words in described} == set(sections.names())
    places = [words.place for words in described]
    assert len(set(places)) == len(places)


def test_every_field_is_asked_for_or_named_as_edited_on_a_page_of_its_own() -> None:
    from configuration.nesting import leaves
    from configuration.words import words_of

    wrong = []
    for section in _sections():
        words = words_of(section.section_name())
        assert words is not None
        asked = {one.path for one in words.fields}
        for path, _field in leaves(section):
            known = words.asked_at(path) is not None or path.partition(".")[0] in words.apart
            if not known:
                wrong.append(f"{words.name}.{path}")
        wrong += [f"{words.name}.{path} is asked for twice" for path in asked if path.partition(".")[0] in words.apart]
        wrong += [f"{words.name}.{path} is not there" for path in words.apart if path not in section.model_fields]
    assert not wrong, lines_of(wrong)


def test_every_field_that_is_asked_for_is_there() -> None:
    from configuration.nesting import leaf_of
    from configuration.words import in_order

    for words in in_order():
        keys = [group.key for group in words.groups]
        assert len(set(keys)) == len(keys)
        for asked in words.fields:
            leaf_of(words.section, asked.path)


def test_every_choice_is_one_of_the_models_and_none_is_missing() -> None:
    """What the model takes, value by value; a choice that only exists on the page could never be saved."""
    from configuration.asking import Kind
    from configuration.checking import section_faults
    from configuration.nesting import put_at
    from configuration.words import in_order

    wrong = []
    for words in in_order():
        for asked in words.fields:
            for code, _label in asked.choices if asked.kind in (Kind.CHOICE, Kind.SEVERAL) else ():
                value: dict[str, Any] = {}
                put_at(value, asked.path, code if asked.kind == Kind.CHOICE else [code])
                faults = section_faults(words.name, value)
                wrong += [f"{words.name}.{asked.path}: {code}" for fault in faults if fault.path.startswith(asked.path)]
    allowed = {"payments.refunds.automatic"}  # together with an amount only
    assert not [line for line in wrong if line.partition(":")[0] not in allowed], lines_of(wrong)


@pytest.mark.parametrize("kind", ["Literal", "Enum"])
def test_every_value_of_a_closed_list_can_be_chosen(kind: str) -> None:
    from enum import Enum
    from typing import Literal, get_args, get_origin

    from configuration.nesting import leaf_of
    from configuration.words import in_order

    wrong = []
    for words in in_order():
        for asked in words.fields:
            annotation: Any = leaf_of(words.section, asked.path).annotation
            inner = get_args(annotation)[0] if get_origin(annotation) in (list, tuple) else annotation
            if kind == "Literal" and get_origin(inner) is Literal:
                there = {str(value) for value in get_args(inner)}
            elif kind == "Enum" and isinstance(inner, type) and issubclass(inner, Enum):
                there = {str(member.value) for member in inner}
            else:
                continue
            missing = there - {code for code, _label in asked.choices}
            wrong += [f"{words.name}.{asked.path}: {code}" for code in sorted(missing)]
    left_out = {
        "identity.signing_methods: account", "identity.signing_methods: eidas", "identity.signing_methods: elster",
        "payments.refunds.automatic: goodwill", "payments.refunds.automatic: mistaken",
    }  # fmt: skip
    assert set(wrong) <= left_out, lines_of(wrong)


def _refusals(section: Any) -> Iterator[str]:
    """What the validators in the section's module say, up to its first changing part."""
    module = inspect.getmodule(section)
    assert module is not None
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            said = node.exc.args[0]
            parts = said.values if isinstance(said, ast.JoinedStr) else [said]
            yield str(parts[0].value) if isinstance(parts[0], ast.Constant) else ""


def test_every_refusal_of_a_validator_has_a_german_sentence() -> None:
    from configuration.words import in_order

    described = in_order()
    wrong = []
    for words in described:
        mine = [other for other in described if inspect.getmodule(other.section) is inspect.getmodule(words.section)]
        told = [rule.said for other in mine for rule in other.rules]
        wrongs = [str(one.wrong) for other in mine for one in other.fields if one.wrong]
        for said in _refusals(words.section):
            if not any(said.startswith(rule) for rule in told) and not wrongs and said:
                wrong.append(f"{words.name}: {said}")
    assert not wrong, lines_of(wrong)
