"""German addresses of the sections, and back."""

from __future__ import annotations

from typing import Any

from django.urls import Resolver404, resolve, reverse

from declarations.casefile.mechanism import Section
from declarations.casefile.path import BY_KEY, LISTS

SLUGS: dict[str, str] = {
    "eligibility": "voraussetzungen",
    "way": "weg",
    "sponsor.name": "ihr-name",
    "sponsor.birth": "ihre-geburt",
    "sponsor.title": "ihr-aufenthaltstitel",
    "sponsor.address": "ihre-anschrift",
    "sponsor.contact": "ihre-erreichbarkeit",
    "sponsor.document": "ihr-ausweis",
    "sponsor.remark": "bemerkung",
    "household": "haushalt",
    "income.sources": "einkuenfte",
    "income.employment": "arbeit",
    "income.net": "nettoeinkommen",
    "income.business": "selbststaendigkeit",
    "income.other": "weitere-einkuenfte",
    "obligations": "verpflichtungen",
    "other_declarations": "andere-erklaerungen",
    "security": "sicherheit",
    "guest.name": "name-des-gastes",
    "guest.birth": "geburt-des-gastes",
    "guest.passport": "pass-des-gastes",
    "guest.address": "anschrift-des-gastes",
    "guest.contact": "beziehung-zum-gast",
    "companions": "begleitung",
    "stay": "aufenthalt",
    "accommodation": "unterkunft",
    "housing": "wohnung",
}
KEYS: dict[str, str] = {slug: key for key, slug in SLUGS.items()}
# These two begin the journey and have pages of their own.
OWN_PAGES: dict[str, str] = {"eligibility": "portal:eligibility", "way": "portal:way"}


def address_of(key: str) -> str:
    """The page on which this section is filled in."""
    if key in OWN_PAGES:
        return reverse(OWN_PAGES[key])
    return reverse("portal:section", args=[SLUGS[key]])


def list_of(section: type[Section]) -> tuple[str, type[Section]] | None:
    """The field of this section that holds a list of persons or declarations, and what one of them is."""
    return next(((name, item) for (key, name), item in LISTS.items() if key == section.key), None)


def section_of(slug: str) -> type[Section] | None:
    return BY_KEY.get(KEYS.get(slug, ""))


def labels_at(path: str) -> dict[str, Any]:
    """The questions of the page at this address, by the names of their fields; empty where it asks nothing."""
    try:
        found = resolve(path, "config.urls_city")
    except Resolver404:
        return {}
    own = {name: key for key, name in OWN_PAGES.items()}.get(found.view_name)
    section = BY_KEY.get(own or "") or section_of(found.kwargs.get("slug", ""))
    if section is None:
        return {}
    many = list_of(section)
    asked = many[1] if many and found.view_name.startswith("portal:item") else section
    return {name: ask.label for name, ask in asked.asks().items()}
