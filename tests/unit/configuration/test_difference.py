"""A difference says everything that differs, and nothing else: applied to the one it gives the other."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from configuration.difference import MISSING, apply, edits

KEYS = st.sampled_from(["a", "b", "c", "key", "d"])
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "x", "y"]), st.floats(0, 2, width=16)
)


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keyed = st.lists(
        st.fixed_dictionaries({"key": st.sampled_from(["k1", "k2", "k3", "k4"])}, optional={"value": inner}),
        max_size=4, unique_by=lambda item: item["key"],
    )  # fmt: skip
    return st.one_of(st.dictionaries(KEYS, inner, max_size=4), st.lists(inner, max_size=3), keyed)


VALUES = st.recursive(LEAVES, _nested, max_leaves=12)


def _exactly(value: Any) -> str:
    return repr(value)


@given(VALUES, VALUES)
def test_the_difference_applied_gives_the_other(one: Any, other: Any) -> None:
    kept = copy.deepcopy(one)
    assert apply(one, list(edits(one, other))) == other
    assert _sorted(apply(one, list(edits(one, other)))) == _sorted(other)
    assert one == kept


@given(VALUES)
def test_what_is_the_same_has_no_difference(value: Any) -> None:
    assert list(edits(value, copy.deepcopy(value))) == []


@given(VALUES, VALUES)
def test_every_edit_changes_something(one: Any, other: Any) -> None:
    for edit in edits(one, other):
        assert _exactly(edit.before) != _exactly(edit.after)


def _sorted(value: Any) -> str:
    """True is not 1 here, and the order of names does not count."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name}:{_sorted(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_sorted, value)) + "]"
    return repr(value)


def test_entries_with_a_key_are_compared_by_it() -> None:
    one = [{"key": "nord", "name": "Nord"}, {"key": "sued", "name": "Süd"}]
    other = [{"key": "sued", "name": "Süd"}, {"key": "nord", "name": "Nordamt"}, {"key": "ost", "name": "Ost"}]
    told = {edit.path: (edit.before, edit.after) for edit in edits(one, other)}
    assert told[("nord", "name")] == ("Nord", "Nordamt")
    assert told[("ost",)][0] is MISSING
    assert ("#order",) in told
    assert len(told) == 3
