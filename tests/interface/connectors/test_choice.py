"""Every city begins with the folder; it counts as chosen once a person of the city chose it. What only tries out never counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind


def _publish(city: Any, at: datetime, **delivery: Any) -> None:
    from configuration.document import as_typed
    from configuration.operations import publish
    from configuration.queries import in_force

    with bind(city), transaction.atomic():
        raw = as_typed(in_force(at=at).stored)
        raw["delivery"] |= delivery
        publish(raw=raw, author="Test", at=at)


def _found(city: Any, at: datetime) -> tuple[bool, bool, str]:
    from configuration.readiness import probes

    with bind(city):
        found = probes.get("delivery.chosen")(at=at)
    return found.ready, found.needed, found.code


def test_what_a_city_begins_with_is_nobodys_choice(offenbach: Any, at: datetime) -> None:
    _publish(offenbach, at, connector="folder", options={}, connector_confirmed=False)
    assert _found(offenbach, at) == (False, True, "nobody_chose")


def test_a_person_chooses_the_folder_on_the_page_of_the_connection(offenbach: Any, at: datetime) -> None:
    from connectors.connecting import Wish, adopt, newest

    _publish(offenbach, at, connector="folder", options={}, connector_confirmed=False)
    moment = at + timedelta(minutes=1)
    with bind(offenbach):
        wish = Wish("folder", {}, None, "once_paid", "26.11")
        adopt(wish=wish, basis=newest().number, by=1, author="Mika", reason="So soll es sein", at=moment)
    assert _found(offenbach, moment) == (True, True, "")


def test_another_way_than_the_first_is_a_choice(offenbach: Any, at: datetime) -> None:
    _publish(offenbach, at, connector="mailbox", options={"to": "amt@stadt.example"}, connector_confirmed=False)
    assert _found(offenbach, at) == (True, True, "")


def test_a_rehearsal_needs_no_choice_and_a_city_is_never_ready_with_what_only_tries_out(
    offenbach: Any, at: datetime, settings: Any
) -> None:
    from configuration.readiness import probes

    settings.SANDBOXES = False
    _publish(offenbach, at, connector="sandbox_accepts", options={}, connector_confirmed=True)
    assert _found(offenbach, at) == (False, True, "only_for_trying")
    with bind(offenbach) as binding:
        binding.rehearsal = True
        assert probes.get("delivery.chosen")(at=at).needed is False
    settings.SANDBOXES = True
    assert _found(offenbach, at)[1] is False


@pytest.mark.parametrize("stage", ["onboarding", "rehearsal", "pilot", "live"])
def test_what_only_tries_out_is_offered_in_a_local_run_alone(stage: str, settings: Any) -> None:
    from connectors.connecting import offered

    settings.SANDBOXES = False
    assert not [name for name in offered(stage) if name.startswith("sandbox_")]
    settings.SANDBOXES = True
    assert bool([name for name in offered(stage) if name.startswith("sandbox_")]) is (
        stage in ("onboarding", "rehearsal")
    )


def test_it_is_not_adopted_either(offenbach: Any, at: datetime, settings: Any) -> None:
    from connectors.connecting import UnableToConnect, Wish, adopt, newest

    settings.SANDBOXES = False
    with bind(offenbach):
        wish = Wish("sandbox_accepts", {}, None, "once_paid", "26.11")
        with pytest.raises(UnableToConnect, match="not_offered"):
            adopt(wish=wish, basis=newest().number, by=1, author="Mika", reason="Nur so", at=at)


@pytest.mark.parametrize(
    ("section", "value", "place"),
    [
        ("delivery", {"connector": "sandbox_accepts"}, "connector"),
        ("delivery", {"fallback": {"connector": "sandbox_accepts", "when_misconfigured": True}}, "fallback.connector"),
        ("payments", {"provider": "rehearsal"}, "provider"),
    ],
)  # fmt: skip
def test_a_draft_with_it_is_published_in_a_rehearsal_and_a_local_run_alone(
    offenbach: Any, settings: Any, section: str, value: dict[str, Any], place: str
) -> None:
    from configuration.checking import section_faults

    settings.SANDBOXES = False
    with bind(offenbach) as binding:
        assert [fault.path for fault in section_faults(section, value)] == [place]
        binding.rehearsal = True
        assert section_faults(section, value) == []
        binding.rehearsal = False
        settings.SANDBOXES = True
        assert section_faults(section, value) == []


def test_a_payment_service_that_takes_no_money_is_not_ready(offenbach: Any, at: datetime, settings: Any) -> None:
    from configuration.document import as_typed
    from configuration.operations import publish
    from configuration.queries import in_force
    from configuration.readiness import probes

    settings.SANDBOXES = False
    with bind(offenbach):
        with transaction.atomic():
            raw = as_typed(in_force(at=at).stored)
            raw["payments"] |= {"provider": "rehearsal", "account": "acct_1", "options": {}}
            raw["fees"]["when"] = "before_submission"
            publish(raw=raw, author="Test", at=at)
        assert probes.get("payments.account")(at=at).code == "provider_only_for_trying"
