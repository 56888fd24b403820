"""Words for federal values on the operator's pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from configuration.federal.base import Kind
from configuration.federal.difference import ORDER
from configuration.federal.registry import labels
from onboarding.rollout.words import ACTIONS, DETAILS, LAENDER
from ui.formats import long_date, money

ACTIONS.update(
    {
        "federal.drafted": _("Bundeswert entworfen"),
        "federal.published": _("Bundeswert veröffentlicht"),
        "federal.withdrawn": _("Entwurf eines Bundeswerts zurückgezogen"),
    }
)
DETAILS.update(
    {
        "kind": _("Art"),
        "land": _("Land"),
        "valid_from": _("gilt ab"),
        "draft": _("Entwurf"),
        "cities": _("Städte"),
        "cases": _("Fälle"),
    }
)
GERMANY = "DE"
_WORDS: dict[str, Any] = {
    "draft": _("Entwurf"),
    "released": _("freigegeben"),
    ORDER: _("Reihenfolge"),
    "title": _("Überschrift"),
    "body": _("Text"),
    "source": _("Quelle"),
    "nature": _("Art"),
    "modes": _("Wege"),
    "optional": _("freiwillig"),
    "de": _("deutsch"),
    "en": _("englisch"),
    "instruction": _("Erklärung"),
    "acknowledge": _("zur Kenntnis"),
    "consent": _("Einwilligung"),
    "warning": _("Warnung"),
    "online_binding": _("mit Online-Ausweis"),
    "prepare_and_sign": _("mit Unterschrift im Amt"),
}


def place_name(land: str) -> Any:
    return LAENDER.get(land, land) if land else _("Deutschland")


def shown(value: Any) -> Any:
    """A field's value as it is read; for a list of texts how many they are."""
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nein")
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, list):
        return ", ".join(str(shown(part)) for part in value)
    if value is None:
        return ""
    return word(value)


def word(code: Any) -> Any:
    """In the active language; a lazy text would be taken for a list of letters further on."""
    return str(_WORDS.get(code, code)) if isinstance(code, str) else code


def rows_of(value: Kind) -> list[tuple[Any, Any]]:
    """Label and content of every field; a list of texts by their titles."""
    return [(label.text, _content(getattr(value, name))) for name, label in labels(type(value)).items()]


def _content(value: Any) -> Any:
    if isinstance(value, list) and value and hasattr(value[0], "title"):
        return " · ".join(part.title.de for part in value)
    return shown(value)
