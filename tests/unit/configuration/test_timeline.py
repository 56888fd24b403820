"""Which federal value holds on which day, whatever the order in which they were published."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from billing.fees.federal import Fee
from configuration.federal import queries
from configuration.federal.base import Dated
from configuration.federal.difference import changes
from configuration.federal.timeline import Timeline
from creditcheck.federal import GarnishmentLimits, StandardNeedLevel
from declarations.releases import Texts

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def published(draw: st.DrawFn) -> list[Dated[Fee]]:
    """Values of Germany and of two Länder; several of one day are editions, counted in the order of publication."""
    found: list[Dated[Fee]] = []
    for number, (day, land) in enumerate(
        draw(st.lists(st.tuples(DAYS, st.sampled_from(["", "HE", "BY"])), max_size=25))
    ):
        edition = 1 + sum((other.since, other.land) == (day, land) for other in found)
        found.append(Dated(day, Fee(amount=Decimal(number + 1)), "", land, edition))
    return draw(st.permutations(found))


@given(values=published(), on=DAYS, land=st.sampled_from(["", "HE", "BY", "SH"]))
def test_the_latest_that_has_begun_holds_and_the_lands_own_before_germanys(
    values: list[Dated[Fee]], on: date, land: str
) -> None:
    begun = [value for value in values if value.since <= on]
    own = [value for value in begun if land and value.land == land]
    fitting = own or [value for value in begun if value.land == ""]
    expected = max(fitting, key=lambda value: (value.since, value.edition), default=None)
    assert Timeline(values).in_force(on=on, land=land) == expected


def test_what_ships_is_known_without_a_database() -> None:
    on = date(2026, 11, 22)
    fee = queries.in_force(Fee, on=on)
    assert fee is not None
    assert (fee.value.amount, fee.is_shipped) == (Decimal("29.00"), True)
    assert queries.value(Fee, date(2017, 8, 31)) is None
    table = queries.value(GarnishmentLimits, on)
    assert table is not None
    assert table.basic_exemption == Decimal("1587.40")
    assert queries.value(StandardNeedLevel, on, "BY") == queries.value(StandardNeedLevel, on)


def test_what_ships_is_without_fault_itself() -> None:
    for kind in (Fee, GarnishmentLimits, StandardNeedLevel, Texts):
        for item in kind.shipped():
            assert not item.value.faults(item.since, Timeline(kind.shipped()))
            assert item.value.summary()


def test_a_difference_names_the_place_and_marks_the_words() -> None:
    (release,) = Texts.shipped()
    first = release.value.texts[0]
    body = first.body.model_copy(update={"de": first.body.de.replace("höchstens fünf Jahre", "höchstens drei Jahre")})
    texts = [first.model_copy(update={"body": body}), *release.value.texts[1:]]
    changed = release.value.model_copy(update={"version": "2027-01-1", "texts": texts})
    version, wording = changes(release.value, changed)
    assert (version.before, version.after) == ("2026-08-entwurf-1", "2027-01-1")
    assert wording.place[1:] == ("declaration", "body", "de")
    assert [(piece.kind, piece.text) for piece in wording.pieces if piece.kind != "same"] == [
        ("gone", "fünf"), ("new", "drei"),
    ]  # fmt: skip


def test_a_text_that_goes_or_moves_is_part_of_the_difference() -> None:
    (release,) = Texts.shipped()
    shorter = release.value.model_copy(update={"texts": release.value.texts[:-1]})
    gone = {change.place[1:]: change.after for change in changes(release.value, shorter)}
    assert gone["instruction_received", "body", "de"] is None
    moved = release.value.model_copy(update={"texts": list(reversed(release.value.texts))})
    assert [change.place[1:] for change in changes(release.value, moved)] == [("order",)]
