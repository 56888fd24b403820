"""Pages from files with ``$names``. What goes in must be safe HTML already."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template


@cache
def _template(name: str) -> Template:
    return Template((Path(__file__).parent / "templates" / name).read_text(encoding="utf-8"))


def fill(name: str, **values: str) -> str:
    style = _template("style.css").template
    return _template(name).substitute(values, style=style)


def euros(cents: int, currency: str = "eur") -> str:
    sign = "€" if currency == "eur" else currency.upper()
    return f"{cents // 100},{cents % 100:02d}&nbsp;{sign}"
