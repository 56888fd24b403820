"""The list of deliveries: what is stuck, why, and sending it once more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.models import Delivery
from connectors.states import State
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import Received, deliver


def _stick(received: Received, state: State = State.FAILED, error: str = "disk_full") -> Any:
    """What the worker leaves behind when the system of the authority never took the message."""
    with bind(received.city):
        Delivery.objects.update(state=state, error=error, settled_at=now(), next_try_at=None)
        return Delivery.objects.get().id


def test_a_failure_is_explained_and_can_be_sent_again(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    boss, received = clerk(offenbach, "supervisor"), case(offenbach)
    delivery = _stick(received)
    page = boss.text("/amt/zustellungen/")
    assert "fehlgeschlagen" in page
    assert "kein Platz mehr" in page
    assert "kein Platz mehr" in boss.text(received.path)
    again = f"/amt/zustellungen/{delivery}/wiederholen/"
    assert boss.send("/amt/zustellungen/", again).headers["Location"] == "/amt/zustellungen/?erledigt=resend"
    refused = boss.post(again, {})
    assert refused.status_code == 409
    assert "läuft schon wieder" in refused.content.decode()
    deliver(received)
    assert "Alles ist zugestellt." in boss.text("/amt/zustellungen/")
    assert "delivery.requeued" in received.actions()


def test_a_clerk_sees_it_but_does_not_repeat_it(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, delivery = clerk(offenbach), _stick(case(offenbach))
    assert "wiederholen" not in kim.get("/amt/zustellungen/").content.decode()
    assert kim.post(f"/amt/zustellungen/{delivery}/wiederholen/", {}).status_code == 403


def test_an_empty_list_says_what_would_be_here(wiesbaden: Any, clerk: Callable[..., Any]) -> None:
    assert "Bisher wurde nichts zugestellt" in clerk(wiesbaden).text("/amt/zustellungen/")
