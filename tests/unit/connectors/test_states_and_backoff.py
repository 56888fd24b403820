"""The table of states, and the pauses between tries."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st


def test_every_state_is_in_the_table_and_in_the_database() -> None:
    from connectors.models import Delivery
    from connectors.states import TRANSITIONS, State

    assert TRANSITIONS.nodes() == set(State.values)
    [check] = [rule for rule in Delivery._meta.constraints if rule.name == "connectors_state_known"]
    assert set(dict(check.condition.children)["state__in"]) == set(State.values)  # type: ignore[attr-defined]  # Q objects do not tell their children's types


def test_what_was_delivered_stays_delivered() -> None:
    from connectors.states import TRANSITIONS, State

    assert TRANSITIONS.targets(State.DELIVERED) == frozenset()
    assert all(TRANSITIONS.allows(state, State.DELIVERED) for state in State if state != State.DELIVERED)


@given(tries=st.integers(1, 200), key=st.text(max_size=40))
def test_a_pause_doubles_up_to_an_hour_and_is_spread(tries: int, key: str) -> None:
    from connectors.backoff import FIRST, LONGEST, pause_after

    whole = min(FIRST * int(2 ** min(tries - 1, 20)), LONGEST)
    assert whole / 2 <= pause_after(tries, key=key) <= whole
    assert pause_after(tries, key=key) == pause_after(tries, key=key)


def test_many_deliveries_do_not_come_back_at_once() -> None:
    from connectors.backoff import pause_after

    assert len({pause_after(3, key=str(number)) for number in range(50)}) > 40
    assert pause_after(1, key="a") < timedelta(seconds=31)
