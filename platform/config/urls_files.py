"""The host for files, apart from every application's origin."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from documents import serve

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
urlpatterns: list[URLPattern | URLResolver] = [path("<str:token>", serve.file, name="file")]
