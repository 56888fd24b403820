"""Many at the same moment: each in a thread of its own, with a connection of its own, started together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from tenants.binding import bind


def at_once(city: Any, works: Sequence[Callable[[], Any]], *, patience: float = 30) -> list[Any]:
    """What each of them answered; a refusal as its code, any other error as itself."""
    start = threading.Barrier(len(works), timeout=patience)
    answers: list[Any] = [None] * len(works)

    def run(number: int, work: Callable[[], Any]) -> None:
        from kernel.errors import Refusal

        try:
            with bind(city):
                connections["default"].ensure_connection()
                start.wait()
                answers[number] = work()
        except Refusal as refusal:
            answers[number] = refusal.code
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=given, daemon=True) for given in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(patience)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return answers
