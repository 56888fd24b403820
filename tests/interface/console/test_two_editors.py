"""Whatever two editors do in whatever order: no accepted save is lost without somebody having seen it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECTIONS = ("fees", "mail")
STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "save", "save", "publish", "discard"]), st.integers(0, 1), st.sampled_from(SECTIONS)),
    max_size=14,
)  # fmt: skip


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_was_kept_is_overwritten_unseen(
    steps: list[tuple[str, int, str]], offenbach: Any, at: Any
) -> None:
    from tenants.binding import bind

    with bind(offenbach), transaction.atomic():
        _play(steps, at)
        transaction.set_rollback(True)


def _play(steps: list[tuple[str, int, str]], at: Any) -> None:
    """``seen``: what each editor has on the screen. What is kept changes only by somebody who saw exactly it."""
    from configuration import drafting, publishing

    people = [drafting.Editor(1, "Mika"), drafting.Editor(2, "Robin")]
    seen = {(who, name): drafting.section_of(name) for who in (0, 1) for name in SECTIONS}
    for number, (what, who, name) in enumerate(steps):
        before = drafting.section_of(name)
        mine = seen[who, name]
        if what == "open":
            seen[who, name] = before
        elif what == "publish":
            _publish(people[who], number, at)
            assert drafting.section_of(name).value == before.value
        else:
            value = {**mine.published, _field(name): number + 1} if what == "save" else mine.published
            try:
                if what == "save":
                    seen[who, name] = drafting.save(name=name, value=value, seen=mine.stand, by=people[who], at=at)
                else:
                    seen[who, name] = drafting.discard(name=name, seen=mine.stand)
            except drafting.UnableToDraft:
                assert before.value != mine.value
                assert drafting.section_of(name).value == before.value
            else:
                assert before.value in (mine.value, value, drafting.section_of(name).value)
    assert not publishing.conflicts(drafting.current(), list(drafting.current().rows))


def _field(name: str) -> str:
    return {"fees": "postage_cents", "mail": "sender"}[name]


def _publish(by: Any, number: int, at: Any) -> None:
    from configuration import drafting, publishing

    draft = drafting.current()
    wish = publishing.Wish(draft.stand, f"Schritt {number}")
    try:
        publishing.publish(wish=wish, by=by, at=at)
    except publishing.UnableToPublish:
        assert drafting.current().stand == draft.stand
