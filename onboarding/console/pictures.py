"""Logo and sign of the browser's tab: what is handed in is judged by its content, and only what we make of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration import assets
from documents.rebuild import Mark, Unbuildable, marks

MOST_UPLOADED = 4 * 1024 * 1024
OWN_ICON, OF_LOGO = "icon", "icon_of_logo"
MESSAGES: dict[str, Any] = {
    "svg": _("Das ist eine SVG-Datei. Sie kann Programme enthalten, deshalb nehmen wir sie nicht an. Öffnen Sie sie in einem Zeichenprogramm, speichern Sie sie als PNG, am besten 400 Punkte hoch, und laden Sie das PNG hoch."),
    "no_picture": _("Das ist kein Bild, auch wenn der Name so endet. Gebraucht wird ein PNG, JPEG oder WebP."),
    "broken_image": _("Dieses Bild lässt sich nicht öffnen. Vielleicht ist es nicht vollständig. Speichern Sie es neu als PNG."),
    "image_too_large": _("Dieses Bild hat zu viele Bildpunkte. Höchstens 25 Millionen gehen, und 400 Punkte Höhe genügen."),
    "image_too_small": _("Dieses Bild ist zu klein und würde unscharf. Es muss mindestens 32 Punkte breit und hoch sein, am besten 400."),
    "empty_image": _("Auf diesem Bild ist nichts zu sehen: Es ist ganz durchsichtig."),
    "busy": _("Das hat zu lange gedauert. Versuchen Sie es bitte noch einmal oder nehmen Sie ein kleineres Bild."),
    "too_large": _("Aus diesem Bild wird keine kleine Datei. Nehmen Sie eines mit weniger Farben oder weniger Bildpunkten."),
    "too_many": _("Es sind schon sehr viele Bilder gespeichert. Mehr geht nicht."),
}  # fmt: skip
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_ICO = b"\x00\x00\x01\x00"


def made_of(content: bytes, *, icon: bool) -> list[Mark]:
    """The pictures to keep. Never inside a transaction. Raises ``Unbuildable`` with a key of ``MESSAGES``."""
    code = _strange(content, icon=icon)
    if code:
        raise Unbuildable(code)
    return marks(content, icon=icon)


def with_logo(value: dict[str, Any], made: list[Mark], *, by: str, at: datetime) -> dict[str, Any]:
    """The section ``branding`` with this logo, and with the signs made from it unless the city has an icon of its own."""
    logo, *signs = made
    value |= {"logo": _keep(assets.LOGO, logo, by, at), "logo_width": logo.width, "logo_height": logo.height}
    if not has_own_icon(value):
        value |= _icons(OF_LOGO, signs, by, at)
    return value


def with_kept(value: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """With pictures that were kept before, by ``logo``, ``icon`` and ``icon_large``. What is not here is passed over."""
    if not names:
        return value
    logo = assets.find(names.get("logo", ""))
    if logo is not None and logo.kind == assets.LOGO:
        value |= {"logo": logo.digest, "logo_width": logo.width, "logo_height": logo.height}
    signs = {name: assets.find(names.get(name, "")) for name in ("icon", "icon_large")}
    found = {name: sign for name, sign in signs.items() if sign is not None and sign.kind in (OWN_ICON, OF_LOGO)}
    if any(sign.kind == OWN_ICON for sign in found.values()) or not has_own_icon(value):
        value |= {name: sign.digest for name, sign in found.items()}
    return value


def with_icon(value: dict[str, Any], made: list[Mark], *, by: str, at: datetime) -> dict[str, Any]:
    return value | _icons(OWN_ICON, made, by, at)


def without_logo(value: dict[str, Any]) -> dict[str, Any]:
    value |= {"logo": "", "logo_width": None, "logo_height": None, "logo_alt": ""}
    return value if has_own_icon(value) else without_icon(value)


def without_icon(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"icon": "", "icon_large": ""}


def has_own_icon(value: dict[str, Any]) -> bool:
    found = assets.find(str(value.get("icon") or ""))
    return found is not None and found.kind == OWN_ICON


def _icons(kind: str, made: list[Mark], by: str, at: datetime) -> dict[str, Any]:
    if len(made) != 2:
        return without_icon({})
    small, large = made
    return {"icon": _keep(kind, small, by, at), "icon_large": _keep(kind, large, by, at)}


def _keep(kind: str, mark: Mark, by: str, at: datetime) -> str:
    return assets.keep(kind=kind, content=mark.content, size=(mark.width, mark.height), by=by, at=at)


def _strange(content: bytes, *, icon: bool) -> str:
    """By the first bytes. Names and what the browser said are not believed."""
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return ""
    if icon and content.startswith(_ICO):
        return ""
    return "svg" if b"<svg" in content[:4096].lower() else "no_picture"
