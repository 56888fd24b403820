"""Who wants to know that something was published: told in the transaction that publishes, so nothing long may be done there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kernel.registry import Registry

Listener = Callable[..., None]
listeners: Registry[Listener] = Registry("listener for publications")


def listens(name: str) -> Callable[[Listener], Listener]:
    """Registers ``(valid_from, at)``: from when a version holds, and when it was published."""
    return lambda listener: listeners.register(name, listener)


def announce(*, valid_from: datetime, at: datetime) -> None:
    """Joins the caller's transaction."""
    for _name, listener in listeners.items():
        listener(valid_from=valid_from, at=at)
