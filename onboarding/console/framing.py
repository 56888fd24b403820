"""The preview beside a form: which page of the portal is shown, and that the page may show it in a frame."""

from __future__ import annotations

from django.http import HttpResponse

# (section, group) -> address within the portal; the others show the start page.
_BESIDE = {
    ("texts", "impressum"): "impressum/",
    ("texts", "datenschutz"): "datenschutz/",
    ("texts", "barrierefreiheit"): "barrierefreiheit/",
    ("texts", "kontakt"): "kontakt/",
    ("authority", "anschrift"): "kontakt/",
    ("authority", "erreichen"): "kontakt/",
    ("declarations", "wege"): "antrag/pruefen/",
    ("declarations", "anlaesse"): "antrag/pruefen/",
}


def page_beside(section: str, group: str) -> str:
    return _BESIDE.get((section, group), "")


def framing(response: HttpResponse) -> HttpResponse:
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    return response
