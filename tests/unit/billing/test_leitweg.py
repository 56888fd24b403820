"""The check digits of the Leitweg-ID, against identifiers that KoSIT publishes, and against every slip of one sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.invoicing.leitweg import check_digits, is_valid, normalise

FINE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
addresses = st.builds(
    lambda coarse, fine: f"{coarse}-{fine}" if fine else coarse,
    st.text("0123456789", min_size=2, max_size=12),
    st.text(FINE, max_size=30),
)


@pytest.mark.parametrize(
    "published", ["04011000-1234512345-06", "04011000-12345-03", "991-33333TEST-33", "992-90009-96"]
)
def test_published_identifiers_are_valid(published: str) -> None:
    assert is_valid(published)
    assert check_digits(published.rpartition("-")[0]) == published.rpartition("-")[2]


@given(addresses)
def test_what_gets_its_check_digits_is_valid(address: str) -> None:
    assert is_valid(f"{address}-{check_digits(address)}")


@given(addresses, st.data())
def test_one_wrong_digit_is_seen(address: str, data: st.DataObject) -> None:
    whole = f"{address}-{check_digits(address)}"
    place = data.draw(st.sampled_from([index for index, sign in enumerate(whole) if sign.isdigit()]))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != whole[place]]))
    assert not is_valid(whole[:place] + other + whole[place + 1 :])


@pytest.mark.parametrize(
    "wrong",
    ["", "04011000", "04011000-1234512345-6", "0-12345-03", "04011000--03", "04011000-12 345-03", "04011000-12345-03-",
     "٠٤٠١١٠٠٠-12345-03", "04011000-Ä-03"],
)  # fmt: skip
def test_another_form_is_refused(wrong: str) -> None:
    assert not is_valid(wrong)


def test_spaces_and_small_letters_are_mended() -> None:
    assert normalise(" 991-33333test-33 ") == "991-33333TEST-33"
