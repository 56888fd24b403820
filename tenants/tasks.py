"""Tasks that carry their city. The city is fixed when the task is sent, as a header; a task without one is refused."""

from __future__ import annotations

from typing import Any

from celery import Task

from tenants.binding import UnboundStatement, bind, bind_public, current_city
from tenants.doors import find_by_slug

CITY_HEADER = "zusage_city"


class CityTask(Task):  # type: ignore[misc]  # the library has no types
    """Runs bound to the city named in its header. Send it with ``send(city=slug, …)``; arguments are keywords only."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True

    def send(self, *, city: str | None = None, countdown: float | None = None, **kwargs: Any) -> Any:
        """Sends the task for ``city``, by default the one that is bound now."""
        headers = {CITY_HEADER: city or current_city()}
        return super().apply_async(kwargs=kwargs, headers=headers, countdown=countdown)

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if CITY_HEADER not in (options.get("headers") or {}):
            raise UnboundStatement(f"task {self.name} was sent without a city; use send()")
        return super().apply_async(args, kwargs, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        slug = (self.request.headers or {}).get(CITY_HEADER) or getattr(self.request, CITY_HEADER, None)
        city = find_by_slug(slug) if slug else None
        if city is None:
            raise UnboundStatement(f"task {self.name} arrived without a known city")
        with bind(city):
            return self.run(*args, **kwargs)


class PublicTask(Task):  # type: ignore[misc]  # the library has no types
    """Of the operator, and of no city: runs on the control tables with a role that reads no city. Send it with ``send(…)``."""

    abstract = True
    public = True
    acks_late = True
    reject_on_worker_lost = True

    def send(self, **kwargs: Any) -> Any:
        return super().apply_async(kwargs=kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with bind_public():
            return self.run(*args, **kwargs)
