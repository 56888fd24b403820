"""Hints that depend on the day: which month is meant."""

from __future__ import annotations

import re
from typing import Any

from django.utils import dateformat

from declarations.casefile.mechanism import Ask, Context
from declarations.casefile.stay import months_later

_MONTH = re.compile(r"net_month_(\d)")


def hint_for(name: str, ask: Ask, context: Context) -> Any:
    found = _MONTH.fullmatch(name)
    if not found or ask.help:
        return ask.help
    return dateformat.format(months_later(context.today.replace(day=1), -int(found[1])), "F Y")
