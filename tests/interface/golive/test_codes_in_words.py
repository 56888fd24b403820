"""No person reads a code: whatever can stand in a city's way, and whatever an order can end with, has German words."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

from django.utils.translation import override

from accounts.staff import inviting
from config import orders as kinds
from config.city_head import CityHead
from onboarding.console.live_words import words_for
from onboarding.console.words import _OTHERWISE
from onboarding.golive import agreements, obstacles, operations, telling
from onboarding.readiness import catalogue
from onboarding.rollout import owners
from onboarding.rollout.words import REFUSALS
from tenants import life, orders, provisioning, twins

# Of the page of an invitation, where the person reads them; and of a class that is always given another.
ELSEWHERE = {"no_name", "unable_to_order", "unable_to_make_twin", "unable_to_create_city", "unable_to_invite"}
GOING_ON = {"unable_to_change_city", "bad_host", "reserved_host", "host_taken", "authority_taken", "last_host"}
OF_A_REQUEST = {  # refused before there is a request: the city's page says them
    "is_requested", "not_ready", "outdated", "agreement_missing", "role_planned", "too_early", "too_late",
}  # fmt: skip


def _codes(*modules: ModuleType) -> set[str]:
    text = "".join(inspect.getsource(module) for module in modules)
    return {
        code for pair in re.findall(r'code ?= ?"(\w+)"|_refuse\(\[\("\w+", "(\w+)"\)', text) for code in pair if code
    }


def test_what_stands_in_the_way_has_words() -> None:
    added = set(re.findall(r'\["(\w+)"\] \*', inspect.getsource(obstacles)))
    assert added == {"outdated", "role_planned"}
    moving = _codes(life) - GOING_ON
    assert moving == {"not_allowed", "unknown_city"}
    keys = [
        *(item.key for item in catalogue.items()), *(f"agreement.{one.name}" for one in agreements.all_agreements()),
        *added, *moving, telling.RESTORED,
    ]  # fmt: skip
    with override("de"):
        assert not [key for key, title in zip(keys, telling.titles(keys), strict=True) if str(title) == key]


def test_what_an_order_can_end_with_has_words() -> None:
    heads = {f"{name}_wrong" for name in CityHead.model_fields} | {"ring_wrong"}
    taken = {code for code, _field in provisioning.TAKEN.values()} | {"refused", "unforeseen"}
    codes = _codes(kinds, orders, twins, provisioning, inviting, operations, owners) | heads | taken
    assert codes - ELSEWHERE - OF_A_REQUEST - set(REFUSALS) == set()


def test_what_a_city_is_refused_about_its_start_has_words_of_its_own() -> None:
    with override("de"):
        unsaid = {
            code for code in OF_A_REQUEST if words_for(operations.UnableToGoLive(code=code)).title == _OTHERWISE[0]
        }
    assert unsaid <= {"too_early", "too_late"}  # said at the field
