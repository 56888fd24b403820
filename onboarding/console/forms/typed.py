"""From what a form carries to what a section holds, and back. What cannot be read stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from configuration.asking import Asked, Kind
from kernel.money import NotAnAmount, parse_amount, to_cents
from ui import formats

NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
LANGUAGES = ("de", "en")


def field_names(asked: Asked) -> list[str]:
    name = asked.path.replace(".", "__")
    return [f"{name}__{language}" for language in LANGUAGES] if asked.kind == Kind.LOCALISED else [name]


def is_there(asked: Asked, typed: Mapping[str, Any]) -> bool:
    """Boxes and radios that nobody touched are not sent."""
    return asked.kind == Kind.SEVERAL or all(name in typed for name in field_names(asked))


def value_of(asked: Asked, typed: Any) -> Any:
    """The raw value of one field, from a ``MultiValueDict``."""
    names = field_names(asked)
    if asked.kind == Kind.LOCALISED:
        return {language: _text(typed.get(name)) for language, name in zip(LANGUAGES, names, strict=True)}
    if asked.kind == Kind.SEVERAL:
        return [code for code, _label in asked.choices if code in typed.getlist(names[0])]
    if asked.kind == Kind.CHOICE and typed.get(names[0]) in dict(asked.choices):
        return typed.get(names[0])  # a blank may be one of the choices
    return _one(asked.kind, _text(typed.get(names[0])))


def _one(kind: Kind, text: str) -> Any:
    if kind == Kind.NUMBER:
        return int(text) if NUMBER.fullmatch(text) else text
    if kind == Kind.LIST:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if kind in (Kind.YES_NO, Kind.PART):
        return {"ja": True, "nein": False}.get(text, text)
    if kind in (Kind.CENTS, Kind.AMOUNT):
        return _amount(kind, text)
    return text


def _amount(kind: Kind, text: str) -> Any:
    try:
        amount = parse_amount(text)
    except NotAnAmount:
        return text
    return to_cents(amount) if kind == Kind.CENTS else str(amount)


def typed_as(asked: Asked, value: Any) -> dict[str, list[str]]:
    """What the form's fields carry when they show this value."""
    names = field_names(asked)
    if asked.kind == Kind.LOCALISED:
        texts = value if isinstance(value, Mapping) else {"de": value or ""}
        return {name: [str(texts.get(language, ""))] for language, name in zip(LANGUAGES, names, strict=True)}
    if asked.kind == Kind.SEVERAL:
        return {names[0]: [str(code) for code in value] if isinstance(value, list) else []}
    return {names[0]: [_shown(asked.kind, value)]}


def _shown(kind: Kind, value: Any) -> str:
    if kind == Kind.PART:
        return "ja" if isinstance(value, dict) else "nein"
    if value is None:
        return ""
    if kind == Kind.YES_NO and isinstance(value, bool):
        return "ja" if value else "nein"
    if kind == Kind.LIST and isinstance(value, list):
        return "\n".join(map(str, value))
    if kind == Kind.CENTS and isinstance(value, int):
        return formats.euros(value).removesuffix(f"{formats.NO_BREAK}€")
    return str(formats.amount_text(value)) if kind == Kind.AMOUNT else str(value)


def _text(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()
