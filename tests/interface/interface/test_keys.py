"""Keys: shown once, each opens only what it is for, several at once, over when revoked or expired; and nobody guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.interface.interface.calling import EVERYTHING, System, key_for, trail

Systems = Callable[..., System]
OPENS = {
    "deliveries:read": [("get", "deliveries"), ("get", "deliveries/00000000-0000-0000-0000-000000000007"),
                        ("get", "deliveries/00000000-0000-0000-0000-000000000007/message"),
                        ("get", "deliveries/00000000-0000-0000-0000-000000000007/package")],
    "deliveries:acknowledge": [("post", "deliveries/00000000-0000-0000-0000-000000000007/acknowledgement")],
    "messages:write": [("post", "messages")],
    "outcomes:write": [("post", "outcomes")],
}  # fmt: skip


@pytest.mark.parametrize("scope", EVERYTHING)
def test_a_key_opens_only_what_it_is_for(system: Systems, offenbach: Any, scope: str) -> None:
    there = system(offenbach, scope)
    assert there.get("key").json()["scopes"] == [scope]
    for wanted, places in OPENS.items():
        for method, path in places:
            answer = getattr(there, method)(path)
            assert (answer.status_code == 403) == (wanted != scope), (scope, path, answer.status_code)


def test_without_a_key_or_with_a_wrong_one_nobody_comes_in(system: Systems, offenbach: Any) -> None:
    there = system(offenbach)
    for key, code in (("", "key_missing"), ("x", "key_unknown"), ("zusage_" + "A" * 32, "key_unknown")):
        there.key = key
        for method, path in [place for places in OPENS.values() for place in places]:
            answer = getattr(there, method)(path)
            assert (answer.status_code, answer.json()["code"]) == (401, code)
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_of_a_key_only_its_digest_is_kept(system: Systems, offenbach: Any) -> None:
    from connectors.models import InterfaceKey

    secret = key_for(offenbach)
    with bind(offenbach):
        [row] = InterfaceKey.objects.values()
    assert secret not in str(row)
    assert secret not in str([entry.details for entry in trail(offenbach, "interface_key.made")])


def test_the_next_key_is_valid_beside_the_old_one_until_that_is_revoked(system: Systems, offenbach: Any) -> None:
    from audit.operations import staff
    from connectors import interface_keys
    from kernel.clock import now

    old, new = system(offenbach), system(offenbach)
    assert [there.get("key").status_code for there in (old, new)] == [200, 200]
    with bind(offenbach), transaction.atomic():
        first = interface_keys.all_keys()[-1]
        assert interface_keys.revoke(key_id=first.id, by=staff(1), at=now())
        assert not interface_keys.revoke(key_id=first.id, by=staff(1), at=now())
    answers = sorted(there.get("key").status_code for there in (old, new))
    assert answers == [200, 401]
    assert len(trail(offenbach, "interface_key.revoked")) == 1


def test_a_key_ends_with_its_day_and_its_last_use_is_noted(system: Systems, offenbach: Any, clock: Any) -> None:
    from connectors.models import InterfaceKey

    there = system(offenbach)
    there.get("key")
    with bind(offenbach):
        assert InterfaceKey.objects.get().used_at is not None
    clock.shift(timedelta(days=91))
    assert there.get("key").status_code == 401


def test_who_shows_wrong_keys_is_slowed_down_and_others_are_not(
    system: Systems, offenbach: Any, wiesbaden: Any
) -> None:
    there, elsewhere = system(offenbach), system(wiesbaden)
    right, there.key = there.key, "zusage_" + "A" * 32
    statuses = [there.get("key").status_code for _time in range(22)]
    assert statuses[:20] == [401] * 20
    assert statuses[-1] == 429
    there.key = right
    assert there.get("key").status_code == 200, "a right key from the same address"
    assert elsewhere.get("key").status_code == 200


def test_too_many_calls_are_told_when_to_come_again(system: Systems, offenbach: Any, monkeypatch: Any) -> None:
    from interface import limits

    monkeypatch.setattr(limits, "CALLS", limits.Buckets(burst=3, per_second=0.1))
    there, other = system(offenbach), system(offenbach)
    answers = [there.get("key") for _time in range(5)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert int(refused[0]["Retry-After"]) >= 1
    assert other.get("key").status_code == 200


def test_a_bucket_fills_again_and_forgets_who_was_not_seen(at: Any) -> None:
    from interface.limits import Buckets

    moment = [0.0]
    buckets = Buckets(burst=2, per_second=0.5, most=2, clock=lambda: moment[0])
    assert [buckets.take("a", "x") for _time in range(3)] == [0, 0, 3]
    assert buckets.take("b", "x") == 0
    moment[0] = 2.0
    assert [buckets.take("a", "x") for _time in range(2)] == [0, 2 + 1]
    for caller in "abcde":
        buckets.take("c", caller)
    assert len(buckets._left) == 2


def test_making_a_key_needs_a_name_a_scope_and_a_sensible_end(offenbach: Any, at: Any) -> None:
    from audit.operations import SYSTEM
    from connectors.interface_keys import UnableToMakeKey, make

    right: dict[str, Any] = {"label": "x", "scopes": ["deliveries:read"], "days": 30}
    wrong: list[tuple[dict[str, Any], str]] = [({"label": " "}, "no_label"), ({"scopes": []}, "no_scope"), ({"scopes": ["everything"]}, "no_scope"),
             ({"days": 0}, "bad_days"), ({"days": 731}, "bad_days")]  # fmt: skip
    with bind(offenbach):
        for changes, code in wrong:
            with pytest.raises(UnableToMakeKey) as refusal, transaction.atomic():
                make(**{**right, **changes}, by=SYSTEM, at=at)
            assert refusal.value.code == code


def test_readiness_is_red_without_a_key_and_before_one_ends(offenbach: Any, at: Any) -> None:
    from configuration.readiness import probes

    with bind(offenbach):
        assert probes.get("delivery.interface")(at=at).ready  # this city's system fetches nothing
