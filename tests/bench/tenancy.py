"""What the two locks cost: the same view behind the city's middleware, and on plain Django with a fixed schema.

The view reads not at all, or five times. Whole requests through Django's WSGI handler in this process, in turns; the
ratio is our requests per second over plain Django's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from tests.bench.figures import Figure, per_second, rounded, timed
from tests.bench.settings import PLAIN

READS = 5
TURNS = 3
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
    for what, times in (("no query", 0), (f"{READS} queries", READS)):
        speeds = [(_speed(ours, host, "default", times), _speed(theirs, host, PLAIN, times)) for _ in range(TURNS)]
        bound, plain = (median(column) for column in zip(*speeds, strict=True))
        yield Figure(
            f"tenancy: {what}",
            rounded(bound),
            "requests per second",
            f"plain Django, {plain:,.0f}",
            rounded(bound / plain),
        )


def _handler(middleware: list[str]) -> WSGIHandler:
    with override_settings(MIDDLEWARE=middleware):
        return WSGIHandler()


def _speed(handler: WSGIHandler, host: str, alias: str, times: int) -> float:
    factory = RequestFactory(SERVER_NAME=host)
    return per_second(timed(partial(_ask, handler, factory, f"/{alias}/{times}/"), seconds=1.2))


def _begin(*_: Any) -> Callable[[bytes], object]:
    """What a web server gives to the application; nothing is sent here."""
    return len


def _ask(handler: WSGIHandler, factory: RequestFactory, address: str) -> None:
    answer = handler(factory.get(address).environ, _begin)
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    answer.close()
