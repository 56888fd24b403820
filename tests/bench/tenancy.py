"""What the two locks cost: the same view behind the city's middleware, and on plain Django with a fixed schema.

The trivial view reads nothing, the other asks five queries. Whole requests through Django's WSGI handler in this process
on one core, connections stay open, both locks are on. Short blocks of requests alternate between the two, so that both
meet the same machine; the ratio is the median over the pairs of our requests per second over plain Django's.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from tests.bench.figures import Figure, rounded
from tests.bench.settings import PLAIN

READS = 5
PAIRS = 41
BLOCKS = {0: 300, READS: 60}  # requests in a block, about a tenth of a second
COMMON = ["django.middleware.common.CommonMiddleware", "tests.bench.tenancy.OwnAddresses"]


class OwnAddresses:
    """The measured views have addresses of their own, whatever host was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench.tenancy"
        return self.get_response(request)


def reading(_request: HttpRequest, alias: str, times: int) -> HttpResponse:
    from configuration.models import ConfigurationVersion

    found = [ConfigurationVersion.objects.using(alias).values_list("number").first() for _ in range(times)]
    return HttpResponse(str(found))


urlpatterns = [path("<slug:alias>/<int:times>/", reading)]


def measure(cities: dict[str, Any]) -> Iterator[Figure]:
    from tenants.routing import city_host

    host = city_host(cities["offenbach"])
    ours = _handler(["tenants.middleware.CityMiddleware", *COMMON])
    theirs = _handler(COMMON)
    for what, times in (("trivial view", 0), (f"view of {READS} queries", READS)):
        pairs = _pairs(_asking(ours, host, "default", times), _asking(theirs, host, PLAIN, times), BLOCKS[times])
        bound, plain = (median(column) for column in zip(*pairs, strict=True))
        yield Figure(
            f"tenancy: {what}",
            rounded(bound),
            "requests per second",
            f"plain Django, {plain:,.0f}",
            rounded(median(own / other for own, other in pairs)),
        )


def _handler(middleware: list[str]) -> WSGIHandler:
    with override_settings(MIDDLEWARE=middleware):
        return WSGIHandler()


def _pairs(ours: Callable[[], None], theirs: Callable[[], None], block: int) -> list[tuple[float, float]]:
    """Requests per second of both, block by block in turns; who goes first changes."""
    for warm_up in (ours, theirs) * block:
        warm_up()
    found = []
    for turn in range(PAIRS):
        if turn % 2:
            other, own = _speed(theirs, block), _speed(ours, block)
        else:
            own, other = _speed(ours, block), _speed(theirs, block)
        found.append((own, other))
    return found


def _speed(work: Callable[[], None], block: int) -> float:
    start = time.perf_counter()
    for _ in range(block):
        work()
    return block / (time.perf_counter() - start)


def _asking(handler: WSGIHandler, host: str, alias: str, times: int) -> Callable[[], None]:
    """One request; its environment is made before, as a web server would."""
    environ = RequestFactory(SERVER_NAME=host).get(f"/{alias}/{times}/").environ

    def ask() -> None:
        answer = handler({**environ, "wsgi.input": io.BytesIO()}, _begin)
        if answer.status_code != 200:
            raise AssertionError(f"{alias}/{times}: {answer.status_code}")
        answer.close()

    return ask


def _begin(*_: Any) -> Callable[[bytes], object]:
    """What a web server gives to the application; nothing is sent here."""
    return len
