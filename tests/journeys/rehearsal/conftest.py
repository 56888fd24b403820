"""The product on a port of this machine, for a rehearsal that goes through its pages as people do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.support.fleet import forget


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def served(settings: Any) -> Iterator[int]:
    """The port on which every host of the product is served; the configured addresses name it."""
    from django.core.wsgi import get_wsgi_application

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet) as server:
        settings.PLATFORM_PORT = str(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_port)
        server.shutdown()


@pytest.fixture
def card_reader(settings: Any, served: int, tmp_path: Path) -> Iterator[None]:
    """The simulated identity service on a port of its own, as a deployment without a contract has it."""
    from identity.adapters.saml.configured import bundid
    from identity.adapters.saml.keys import ensure_sp_keys
    from infra.standins.common.server import Service
    from infra.standins.eid.server import make_server as make_reader

    settings.EID_KEY_DIR = tmp_path / "eid"
    reader = make_reader(port=0, folder=settings.EID_KEY_DIR)
    ensure_sp_keys(settings.EID_KEY_DIR, at=datetime.now(UTC))
    with Service(reader):
        settings.EID_SIMULATED, settings.EID_IDP_URL = True, reader.stand_in.base
        bundid.cache_clear()
        yield
    bundid.cache_clear()


@pytest.fixture
def payment_service(settings: Any, tmp_path: Path, cities: Any) -> Iterator[Any]:
    """In its test mode, with an account of each city's."""
    from billing.providers.registry import provider
    from infra.standins.stripe.server import StandIn

    with StandIn(tmp_path / "stripe", webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        running.add_accounts({f"acct_{city.slug}": city.name for city in cities})
        settings.STRIPE_API_BASE = running.url
        provider.cache_clear()
        yield running
    provider.cache_clear()


@dataclass
class Workers:
    """What the scheduler and the workers do, one thing after the other, in this process."""

    made: list[Any] = field(default_factory=list)

    def turn(self, city: Any) -> None:
        from kernel.clock import now
        from outbox.operations import dispatch
        from tenants import orders
        from tenants.binding import bind
        from tenants.twins import twin_of

        orders.work(at=now())
        twin = twin_of(city.slug)
        for one in (city, *([twin] if twin else [])):
            with bind(one):
                dispatch(at=now())

    def until(self, city: Any, over: Callable[[], bool], *, seconds: float = 120) -> None:
        ends = time.monotonic() + seconds
        while not over():
            assert time.monotonic() < ends, "it never ended"
            self.turn(city)
            time.sleep(0.05)


@pytest.fixture
def workers(cities: Any) -> Iterator[Workers]:
    from config.celery import app
    from tenants.twins import twin_of

    app.conf.task_always_eager, app.conf.task_eager_propagates = True, True
    yield Workers()
    app.conf.task_always_eager = app.conf.task_eager_propagates = False
    for city in cities:
        twin = twin_of(city.slug)
        if twin is not None:
            forget(twin)
