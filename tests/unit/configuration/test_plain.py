"""Whatever a text can hold is kept as JSON and PostgreSQL can hold it, and reads the same again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.binary(max_size=3), st.just("\ud800")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(), st.dates(), st.none(), st.booleans()), inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@given(value=ANY)
def test_it_is_json_that_postgresql_takes_and_stays_what_it_is(value: Any) -> None:
    from configuration.plain import plain

    made = plain(value)
    text = json.dumps(made, allow_nan=False, ensure_ascii=False)
    assert json.loads(text) == made
    assert "\\u0000" not in text.replace("\\\\", "")
    text.encode()
    assert plain(made) == made


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (float("nan"), "nan"), (float("inf"), "inf"), ({date(2027, 1, 1): 5}, {"2027-01-01": 5}), ("a\0b", "ab"), ("\\u0000", "\\u0000"),
        ("\ud800x", "?x"), ({None: 1, True: 2, 3: 4}, {"null": 1, "true": 2, "3": 4}), (16**400, hex(16**400)), ((1, 2), [1, 2]),
    ],
)  # fmt: skip
def test_what_json_cannot_hold_becomes_its_text(typed: Any, kept: Any) -> None:
    from configuration.plain import plain

    assert plain(typed) == kept


@pytest.mark.parametrize("share", ["0", "0.01", "0.1", "0.5", "1", "1.0", "1.00", 1, 0, 0.25])
def test_a_share_shown_and_kept_again_is_the_same_share(share: Any) -> None:
    from decimal import Decimal

    from onboarding.console.forms.credit import _percent, _share

    assert Decimal(_share(_percent(share))) == Decimal(str(share))


@given(cents=st.integers(0, 100), zeros=st.integers(0, 3))
def test_so_is_every_share(cents: int, zeros: int) -> None:
    from decimal import Decimal

    from onboarding.console.forms.credit import _percent, _share

    share = f"{cents / 100:.{2 + zeros}f}"
    assert Decimal(_share(_percent(share))) == Decimal(share)


@pytest.mark.parametrize("share", ["1E+999999999", "nan", "viel", "-Infinity"])
def test_what_is_no_share_is_shown_as_it_was_typed(share: str) -> None:
    from onboarding.console.forms.credit import _percent

    assert _percent(share) == share
