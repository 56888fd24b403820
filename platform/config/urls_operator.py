"""The operator's host."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
urlpatterns: list[URLPattern | URLResolver] = [path("", include("onboarding.rollout.urls"))]
