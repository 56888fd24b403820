"""Why a value was refused, in words for the person who typed it. Pydantic's own words are English and technical."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

_KNOWN = {
    "missing": _("Diese Angabe fehlt."),
    "extra_forbidden": _("Diese Angabe gibt es hier nicht."),
    "decimal_parsing": _("Hier steht ein Betrag, zum Beispiel 1587.40."),
    "decimal_type": _("Hier steht ein Betrag, zum Beispiel 1587.40."),
    "decimal_max_places": _("Ein Betrag hat höchstens zwei Stellen nach dem Komma."),
    "decimal_max_digits": _("Dieser Betrag ist zu groß."),
    "decimal_whole_digits": _("Dieser Betrag ist zu groß."),
    "greater_than": _("Dieser Betrag muss größer als null sein."),
    "date_from_datetime_parsing": _("Hier steht ein Tag, zum Beispiel 2027-07-01."),
    "date_type": _("Hier steht ein Tag, zum Beispiel 2027-07-01."),
    "date_parsing": _("Hier steht ein Tag, zum Beispiel 2027-07-01."),
    "string_type": _("Hier steht ein Text."),
    "string_too_short": _("Dieser Text ist zu kurz."),
    "string_too_long": _("Dieser Text ist zu lang."),
    "list_type": _("Hier steht eine Liste."),
    "too_short": _("Diese Liste ist zu kurz."),
    "bool_type": _("Hier steht true oder false."),
    "model_type": _("Hier stehen mehrere Angaben mit Namen."),
    "model_attributes_type": _("Hier stehen mehrere Angaben mit Namen."),
}


def reason_of(error: Mapping[str, Any]) -> Any:
    """For one error of pydantic's list."""
    if error["type"] == "literal_error":
        return format_lazy(_("Möglich sind hier: {choices}"), choices=error["ctx"]["expected"])
    return _KNOWN.get(error["type"]) or error["msg"]
