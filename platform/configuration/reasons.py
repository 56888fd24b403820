"""Why a value of a section was refused, in words for the person who typed it: at which field, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from configuration.asking import Asked, Kind
from configuration.showing import shown
from configuration.words import SectionWords

_BOUNDS = {
    "greater_than_equal": (_("Das ist zu wenig: Es müssen mindestens {limit} sein."), "ge"),
    "greater_than": (_("Das ist zu wenig: Es muss mehr als {limit} sein."), "gt"),
    "less_than_equal": (_("Das ist zu viel: Es dürfen höchstens {limit} sein."), "le"),
    "less_than": (_("Das ist zu viel: Es muss weniger als {limit} sein."), "lt"),
    "string_too_long": (_("Das ist zu lang: Es passen {limit} Zeichen hinein."), "max_length"),
    "string_too_short": (_("Das ist zu kurz: Es müssen mindestens {limit} Zeichen sein."), "min_length"),
    "too_long": (_("Das sind zu viele: Es dürfen höchstens {limit} sein."), "max_length"),
    "too_short": (_("Das sind zu wenige: Es müssen mindestens {limit} sein."), "min_length"),
    "decimal_max_places": (_("Das sind zu viele Stellen nach dem Komma: {limit} sind möglich."), "decimal_places"),
    "decimal_max_digits": (_("Das sind zu viele Ziffern: {limit} sind möglich."), "max_digits"),
    "decimal_whole_digits": (_("Das sind zu viele Ziffern vor dem Komma: {limit} sind möglich."), "whole_digits"),
    "literal_error": (_("Das gibt es hier nicht. Möglich sind: {limit}."), "expected"),
    "enum": (_("Das gibt es hier nicht. Möglich sind: {limit}."), "expected"),
}
_NUMBER = _("Schreiben Sie eine ganze Zahl in Ziffern, zum Beispiel 14.")
_AMOUNT = _("Schreiben Sie einen Betrag in Ziffern, zum Beispiel 29,00.")
_DAY = _("Schreiben Sie einen Tag wie 2027-12-24.")
_TIME = _("Schreiben Sie eine Uhrzeit wie 08:30.")
_TEXT = _("Hier gehört ein Text hin.")
_SEVERAL = _("Hier gehören mehrere Angaben hin, eine unter der anderen.")
_PARTS = _("Hier gehören mehrere Angaben mit Namen hin.")
_YES_NO = _("Wählen Sie Ja oder Nein.")
_SHAPE = {
    "missing": _("Diese Angabe fehlt."),
    "extra_forbidden": _("Diese Angabe gibt es hier nicht. Prüfen Sie bitte die Schreibweise."),
    "string_type": _TEXT, "string_pattern_mismatch": _("So geht das hier nicht. Prüfen Sie bitte die Schreibweise."),
    "int_type": _NUMBER, "int_parsing": _NUMBER, "int_from_float": _NUMBER, "int_parsing_size": _NUMBER,
    "decimal_type": _AMOUNT, "decimal_parsing": _AMOUNT, "bool_type": _YES_NO, "bool_parsing": _YES_NO,
    "date_type": _DAY, "date_parsing": _DAY, "date_from_datetime_parsing": _DAY, "date_from_datetime_inexact": _DAY,
    "time_type": _TIME, "time_parsing": _TIME, "list_type": _SEVERAL, "tuple_type": _SEVERAL,
    "dict_type": _PARTS, "model_type": _PARTS, "model_attributes_type": _PARTS,
    "union_tag_not_found": _("Hier fehlt die Art („kind“)."), "union_tag_invalid": _("Diese Art gibt es hier nicht."),
}  # fmt: skip
_OTHERWISE = _("So geht das hier nicht. Prüfen Sie bitte diese Angabe.")


def reason_of(words: SectionWords | None, error: Mapping[str, Any]) -> tuple[str, Any]:
    """For one error of pydantic's list: the place within the section (perhaps empty), and the text."""
    place = ".".join(map(str, error["loc"]))
    said = str(error["msg"]).removeprefix("Value error, ")
    for rule in words.rules if words and error["type"] == "value_error" else ():
        if said.startswith(rule.said):
            return place or rule.path, rule.text
    told = getattr((error.get("ctx") or {}).get("error"), "told", None)
    if told is not None:  # the validator says it itself, since it names what was typed
        return place, told
    asked = words.asked_at(place) if words else None
    if asked is not None and asked.wrong and error["type"] in ("value_error", "string_pattern_mismatch"):
        return place, asked.wrong
    return place, _plain(error, asked)


def _plain(error: Mapping[str, Any], asked: Asked | None) -> Any:
    money = asked is not None and asked.kind in (Kind.CENTS, Kind.AMOUNT)
    if error["type"] in _BOUNDS:
        text, name = _BOUNDS[error["type"]]
        limit = error["ctx"][name]
        return format_lazy(text, limit=shown(asked, limit) if asked is not None and money else limit)
    if money and _SHAPE.get(error["type"]) is _NUMBER:
        return _AMOUNT
    return _SHAPE.get(error["type"], _OTHERWISE)
