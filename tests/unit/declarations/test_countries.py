"""States and nationalities as people look for them."""

from __future__ import annotations

import pytest

from declarations import countries


@pytest.mark.parametrize(("key", "name"), [("475", "Syrien"), ("439", "Iran"), ("467", "Südkorea"), ("163", "Türkei")])
def test_a_state_stands_in_the_list_under_its_everyday_name(key: str, name: str) -> None:
    assert dict(countries.country_choices())[key] == name
    assert dict(countries.nationality_choices())[key].startswith(f"{name} (")


def test_no_name_in_the_list_begins_with_a_form_of_government() -> None:
    forms = ("Republik", "Königreich", "Demokratische", "Islamische", "Vereinigte Republik", "Arabische Republik")
    assert not [name for _, name in countries.country_choices() if name.startswith(forms)]


def test_everyday_names_belong_to_keys_of_the_list_and_are_unique() -> None:
    assert set(countries._EVERYDAY) <= set(countries.everything())
    names = [name for _, name in countries.country_choices()]
    assert len(names) == len(set(names))
