"""What the measured servers answer: one trivial view and one that asks queries, with the city's middleware or without."""

from __future__ import annotations

from collections.abc import Callable

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

CITY = "tenants.middleware.CityMiddleware"
COMMON = ["django.middleware.common.CommonMiddleware", "tests.bench.serving.OwnAddresses"]


class OwnAddresses:
    """The measured views have addresses of their own, whatever host was asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.bench.serving"
        return self.get_response(request)


def reading(_request: HttpRequest, alias: str, times: int) -> HttpResponse:
    from configuration.models import ConfigurationVersion

    found = [ConfigurationVersion.objects.using(alias).values_list("number").first() for _ in range(times)]
    return HttpResponse(str(found))


urlpatterns = [path("<slug:alias>/<int:times>/", reading)]


def bound() -> WSGIHandler:
    return _application([CITY, *COMMON])


def plain() -> WSGIHandler:
    """The same app without tenancy."""
    return _application(COMMON)


def _application(middleware: list[str]) -> WSGIHandler:
    django.setup()
    with override_settings(MIDDLEWARE=middleware):
        return WSGIHandler()
