"""A postal code says exactly one thing, and nobody who lives in one of the city's municipalities is turned away."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from declarations.config import DeclarationRules
from declarations.places.area import OTHER, Verdict

CODES = st.sampled_from(["63065", "63067", "64289", "64291", "65183"])
NAMES = st.sampled_from(["Offenbach", "Dietzenbach", "Langen", "Rodgau", "Hainburg"])
OURS = st.dictionaries(
    st.integers(6438001, 6438020).map(lambda number: f"0{number}"),
    st.fixed_dictionaries({"name": NAMES, "postal_codes": st.lists(CODES, min_size=1, max_size=3)}),
    max_size=4,
)
SHARED = st.dictionaries(CODES, st.lists(NAMES, max_size=3), max_size=4)


def rules(municipalities: Any, shared: Any, plain: Any = ()) -> DeclarationRules:
    return DeclarationRules.model_validate(
        {"municipalities": municipalities, "shared_codes": shared, "postal_codes": list(plain)}
    )


@given(OURS, SHARED, st.lists(CODES), CODES)
def test_a_postal_code_is_ours_or_asked_or_another_ones(ours: Any, shared: Any, plain: Any, code: str) -> None:
    area = rules(ours, shared, plain).area
    mine = {one["name"] for one in ours.values() if code in one["postal_codes"]}
    theirs = set(shared.get(code, ())) - mine
    if not ours:
        expected = Verdict.OURS if not plain or code in plain else Verdict.NOT_OURS
    else:
        expected = Verdict.NOT_OURS if not mine else Verdict.ASK if theirs else Verdict.OURS
    assert area.verdict(code) is expected


@given(OURS, SHARED, st.data())
def test_nobody_of_ours_is_turned_away_and_nobody_elsewhere_is_taken(ours: Any, shared: Any, data: Any) -> None:
    area = rules(ours, shared).area
    for one in ours.values():
        for code in one["postal_codes"]:
            assert not area.refuses(code, None)
            assert not area.refuses(code, one["name"])
            if area.verdict(code) is Verdict.ASK:
                choices = area.choices(code)
                assert one["name"] in choices
                mine = {each["name"] for each in ours.values() if code in each["postal_codes"]}
                elsewhere = data.draw(st.sampled_from([*(name for name in choices if name not in mine), OTHER]))
                assert area.refuses(code, elsewhere)


@given(OURS, SHARED)
def test_the_plain_list_holds_every_code_for_a_release_that_knows_no_municipalities(ours: Any, shared: Any) -> None:
    made = rules(ours, shared)
    assert set(made.postal_codes) == {code for one in ours.values() for code in one["postal_codes"]}
    stored = made.model_dump(mode="json")
    assert DeclarationRules.model_validate(stored).model_dump(mode="json") == stored


def test_the_directory_knows_offenbach_and_what_it_shares_nothing_with() -> None:
    from declarations.places import directory

    found = directory.search("Offenbach")
    assert {"06413000", "06438"} <= {one.ags for one in found}
    assert [one.ags for one in directory.with_code("63065")] == ["06413000"]
    assert len(directory.within("06438")) == 13
    assert directory.search("") == directory.search("x") == []


def test_every_postal_code_and_number_of_the_directory_can_stand_in_a_configuration() -> None:
    from declarations.places import directory

    districts = [one for one in directory._read().by_ags.values() if len(one.ags) == directory.DISTRICT]
    assert len(districts) == 401
    for district in districts:
        chosen = {
            one.ags: {"name": one.name, "postal_codes": list(one.postal_codes)}
            for one in directory.within(district.ags)
        }
        DeclarationRules.model_validate({"municipalities": chosen})
