"""Timers, lists for the desk, readiness."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.interface.connectors.support import events, fresh, later, queued, turn


def watch_fires(at: datetime) -> None:
    """The dispatcher reaches the youngest watch."""
    from connectors.watch import look_after

    with transaction.atomic():
        look_after(events("delivery.watch")[-1], at)


def test_a_task_that_got_lost_is_rung_for_again(city: Any, at: datetime) -> None:
    queued(at)
    watch_fires(later(at, minutes=6))
    assert len(events("delivery.due")) == 2
    assert len(events("delivery.watch")) == 2


def test_what_waits_for_its_next_try_is_not_hurried(city: Any, at: datetime, connect: Any) -> None:
    connect(connector="sandbox_explodes")
    delivery = queued(at)
    for minute in range(0, 90, 10):
        turn(later(at, minutes=minute))
    due, waits_until = len(events("delivery.due")), fresh(delivery).next_try_at
    before = later(waits_until, minutes=-1)
    watch_fires(before)
    assert len(events("delivery.due")) == due
    assert events("delivery.watch")[-1].due_at > before


def test_a_paused_delivery_is_woken_after_a_while(city: Any, at: datetime, connect: Any) -> None:
    connect(connector="sandbox_explodes", options={"how": "misconfigured"})
    delivery = queued(at)
    turn(at)
    watch_fires(later(at, minutes=30))
    assert fresh(delivery).state == "paused"
    watch_fires(later(at, minutes=61))
    assert fresh(delivery).state == "queued"


def test_a_settled_delivery_is_no_longer_watched(city: Any, at: datetime) -> None:
    queued(at)
    turn(at)
    watch_fires(later(at, minutes=6))
    assert len(events("delivery.watch")) == 1
    assert len(events("delivery.due")) == 1


def test_the_desk_sees_state_words_and_what_can_be_done(
    city: Any, at: datetime, connect: Any, django_assert_num_queries: Any
) -> None:
    from connectors import queries

    connect(connector="sandbox_refuses")
    rejected = queued(at)
    turn(at)
    connect(when=later(at, minutes=1), connector="sandbox_accepts")
    delivered = queued(later(at, minutes=2), reference="0123456789AC")
    turn(later(at, minutes=2))
    [view] = queries.of_case(rejected.declaration_id)
    assert (str(view.label), view.can_resend, view.reference) == ("abgelehnt", True, "0123456789AB")
    assert "nicht für zuständig" in str(view.explanation)
    both = queries.of_cases([rejected.declaration_id, delivered.declaration_id])
    assert both[delivered.declaration_id].can_resend is False
    assert [one.id for one in queries.stuck()] == [rejected.id]
    assert queries.counts() == {
        "queued": 0, "in_flight": 0, "delivered": 1, "rejected": 1, "failed": 0, "paused": 0,
        "handed_over": 0, "parked": 0,
    }  # fmt: skip


def test_every_code_that_can_be_raised_has_words() -> None:
    import re

    from connectors.wording import _CODES

    source = Path(__file__).resolve().parents[3] / "platform" / "connectors"
    pattern = re.compile(r'(?:Temporary|Rejected|Misconfigured|Impossible|UnableToRender)\((?:code=)?"([a-z_]+)"')
    raised = {code for path in source.rglob("*.py") for code in pattern.findall(path.read_text("utf-8"))}
    assert raised - {"no_way_back", "not_filed", "not_base64", "lease_lost"} <= set(_CODES)


@pytest.mark.parametrize(
    ("delivery", "ready"),
    [
        ({"connector": "folder"}, True),
        ({"connector": "sandbox_accepts"}, True),
        ({"connector": "sandbox_explodes"}, False),
        ({"connector": "sandbox_explodes", "options": {"how": "misconfigured"}}, False),
    ],
)
def test_readiness_tries_the_connector(
    delivery: dict[str, Any], ready: bool, city: Any, at: datetime, connect: Any
) -> None:
    from connectors.checks import connector_accepts

    connect(**delivery)
    found = connector_accepts(at=at)
    assert found.ready is ready
    assert bool(found.code) is not ready
    assert str(found.text)


def test_readiness_says_when_messages_cannot_be_validated(city: Any, at: datetime, settings: Any) -> None:
    from connectors.checks import messages_are_validated

    settings.XAUSLAENDER_SCHEMA_DIR = ""
    assert messages_are_validated(at=at).code == "schemas_not_configured"
    settings.XAUSLAENDER_SCHEMA_DIR = "/nonexistent"
    assert messages_are_validated(at=at).code == "schemas_missing"


@pytest.mark.parametrize(
    "wrong",
    [
        {"connector": "pigeon"},
        {"connector": "folder", "options": {"folder": "../wiesbaden"}},
        {"connector": "sandbox_accepts", "options": {"surprise": 1}},
        {"moment": "never"},
        {"portal_id": "030600"},
    ],
)
def test_a_wrong_configuration_is_refused_before_it_is_used(wrong: dict[str, Any]) -> None:
    from configuration.document import UnableToConfigure, parse

    with pytest.raises(UnableToConfigure) as refused:
        parse({"delivery": wrong})
    assert refused.value.faults[0].path.startswith("delivery")
