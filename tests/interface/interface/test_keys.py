"""Keys: shown once, each opens only what it is for, several at once, over when revoked or expired; and nobody guesses."""

from __future__ import annotations

import os
import subprocess
import sys
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
    from connectors.limits import Limit
    from interface import limits

    monkeypatch.setattr(limits, "CALLS", Limit("test", burst=3, per_second=0.1))
    there, other = system(offenbach), system(offenbach)
    answers = [there.get("key") for _time in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 2
    assert 1 <= int(answers[-1]["Retry-After"]) <= 10
    assert other.get("key").status_code == 200


def in_another_process(code: str) -> str:
    started = f"import django\ndjango.setup()\n{code}"
    return subprocess.run(
        [sys.executable, "-c", started], env=dict(os.environ), capture_output=True, text=True, timeout=60, check=True
    ).stdout.strip()


def test_another_process_counts_the_same_calls(system: Systems, offenbach: Any, wiesbaden: Any) -> None:
    """What a key used up elsewhere is gone here; in another city nothing is."""
    from connectors.models import InterfaceKey
    from interface import limits
    from kernel.clock import now

    there, at = system(offenbach), now() + timedelta(seconds=30)
    with bind(offenbach):
        who, wrong = str(InterfaceKey.objects.get().id), "127.0.0.1"
    code = (
        "from datetime import datetime\nfrom interface import limits\nfrom tenants.binding import bind\n"
        "from tenants.doors import find_by_slug\n"
        f"at = datetime.fromisoformat({at.isoformat()!r})\n"
        f"with bind(find_by_slug('offenbach')):\n"
        f"    print(sum(limits.CALLS.take({who!r}, at=at) == 0 for _ in range(110)),"
        f" sum(limits.WRONG_KEYS.take({wrong!r}, at=at) == 0 for _ in range(30)))\n"
    )
    assert in_another_process(code) == "100 20"
    assert there.get("key").status_code == 429
    with bind(wiesbaden):
        assert (limits.CALLS.take(who, at=at), limits.WRONG_KEYS.take(wrong, at=at)) == (0, 0)
    there.key = "zusage_" + "A" * 32
    assert there.get("key").status_code == 429


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
