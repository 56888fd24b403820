"""The words of every connector's options, and what is wrong with options in those words."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from connectors.adapters.fit_connect.form import WORDS as FIT_CONNECT
from connectors.adapters.folder.form import WORDS as FOLDER
from connectors.adapters.gateway.form import WORDS as GATEWAY
from connectors.adapters.mailbox.form import WORDS as MAILBOX
from connectors.adapters.rest_pull.form import WORDS as REST_PULL
from connectors.adapters.rest_push.form import WORDS as REST_PUSH
from connectors.asking import Asked, Kind, Words
from connectors.config import SANDBOX, options_for
from connectors.registry import CONNECTORS

WORDS: dict[str, Words] = {
    "folder": FOLDER,
    "fit_connect": FIT_CONNECT,
    "gateway": GATEWAY,
    "mailbox": MAILBOX,
    "rest_push": REST_PUSH,
    "rest_pull": REST_PULL,
}
_PROBE = Words(_("Nur zum Ausprobieren: Nichts verlässt das Haus."))
_MISSING = _("Bitte ergänzen Sie: {label}")
_OTHERWISE = _("Dieser Wert geht hier nicht. Fragen Sie bitte Ihre IT.")


def is_sandbox(name: str) -> bool:
    return name.startswith(SANDBOX)


def words_of(name: str) -> Words:
    """A sandbox asks nothing: its options stay as they come."""
    return WORDS.get(name, _PROBE)


def faults(name: str, options: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is wrong: the option (empty: none of those that are asked for) and a text. Values are not repeated."""
    try:
        options_for(CONNECTORS.get(name), options)
    except ValidationError as error:
        words = words_of(name)
        return [_in_words(words, ".".join(map(str, item["loc"])), item["type"], item["msg"]) for item in error.errors()]
    return []


def _in_words(words: Words, place: str, kind: str, said: str) -> tuple[str, Any]:
    told = said.removeprefix("Value error, ")
    for rule in words.rules:
        if told.startswith(rule.said):
            return rule.path, rule.text
    asked = _asked_at(words, place)
    if asked is None:
        return "", _OTHERWISE
    return asked.path, format_lazy(_MISSING, label=asked.label) if kind == "missing" else asked.wrong or _OTHERWISE


def _asked_at(words: Words, place: str) -> Asked | None:
    """The option itself, or the one that it is a line of."""
    return next((one for one in words.fields if f"{place}.".startswith(f"{one.path}.") and one.kind != Kind.PART), None)
