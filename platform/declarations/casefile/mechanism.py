"""How a section of the case file is asked, checked and explained: one definition for the journey and for files.

A section is a pydantic model whose fields carry an ``Ask``: label, help, when it is asked, when it must be answered and
what to say when it is not. The pages build their forms from it, ``zusage case import`` checks with it, so both refuse
the same things with the same words. Values are canonical: dates ISO, amounts Decimal EUR, countries Destatis keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError

Values = Mapping[str, Any]
Condition = Callable[["Context", Values], bool]


@dataclass(frozen=True)
class Context:
    """What a check may look at besides the section: all answers, the city's switches, the day in Germany."""

    answers: Mapping[str, Any]
    switches: Mapping[str, str]
    today: date
    extras: Mapping[str, Any] = field(default_factory=dict)

    def value(self, path: str, default: Any = None) -> Any:
        """An answer by dotted path, for example ``sponsor.birth.nationalities``."""
        here: Any = self.answers
        for part in path.split("."):
            if not isinstance(here, Mapping) or part not in here:
                return default
            here = here[part]
        return default if here in (None, "") else here


def always(_context: Context, _values: Values) -> bool:
    return True


@dataclass(frozen=True)
class Ask:
    """``switch`` names a field that the city turns on (``off``, ``ask``, ``require``). ``missing`` mends, not scolds.

    ``reopens``: what is typed here may raise another question; a page that is sent looks again (``extras["typed"]``).
    """

    label: Any
    help: Any = ""
    missing: Any = ""
    required: bool | Condition = True
    when: Condition = always
    switch: str = ""
    widget: str = ""
    autocomplete: str = ""
    choices: str = ""
    reopens: bool = False

    def asked(self, context: Context, values: Values) -> bool:
        if self.switch and context.switches.get(self.switch, "off") == "off":
            return False
        return self.when(context, values)

    def must(self, context: Context, values: Values) -> bool:
        if self.switch:
            return context.switches.get(self.switch) == "require"
        return self.required(context, values) if callable(self.required) else self.required


@dataclass(frozen=True)
class Problem:
    """``path`` is dotted within the case (``guest.passport.number``); ``message`` is lazy text that says how to mend it."""

    path: str
    code: str
    message: Any


class Section(BaseModel):
    """Base of all sections. ``key`` is the dotted place in the case file, ``title`` the page's heading."""

    model_config = ConfigDict(extra="forbid")
    key: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    why: ClassVar[Any] = ""

    @classmethod
    def asks(cls) -> dict[str, Ask]:
        found = {}
        for name, info in cls.model_fields.items():
            ask = next((item for item in info.metadata if isinstance(item, Ask)), None)
            if ask is not None:
                found[name] = ask
        return found

    @classmethod
    def needed(cls, _context: Context) -> bool:
        """Whether this section belongs to the path of these answers at all."""
        return True

    def rules(self, _context: Context) -> Iterator[tuple[str, str, Any]]:
        """Checks over several fields: yields (field, code, message)."""
        yield from ()


@dataclass(frozen=True)
class Checked:
    value: dict[str, Any]
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        return not self.problems


GENERIC: dict[str, Any] = {
    "string_too_long": _("Kürzen Sie diese Angabe bitte."),
    "string_too_short": _("Füllen Sie dieses Feld bitte aus."),
    "extra_forbidden": _("Dieses Feld kennt das Formular nicht."),
    "enum": _("Wählen Sie eine der angebotenen Antworten."),
    "literal_error": _("Wählen Sie eine der angebotenen Antworten."),
    "bool_parsing": _("Antworten Sie bitte mit Ja oder Nein."),
    "bool_type": _("Antworten Sie bitte mit Ja oder Nein."),
    "decimal_parsing": _("Geben Sie einen Betrag in Euro ein, zum Beispiel 1.250,00."),
    "decimal_type": _("Geben Sie einen Betrag in Euro ein, zum Beispiel 1.250,00."),
    "decimal_max_places": _("Geben Sie höchstens zwei Stellen nach dem Komma an."),
    "greater_than_equal": _("Der Wert ist zu klein."),
    "less_than_equal": _("Der Wert ist zu groß. Prüfen Sie bitte die Zahl."),
    "int_parsing": _("Geben Sie eine ganze Zahl ein."),
    "int_type": _("Geben Sie eine ganze Zahl ein."),
}
UNREADABLE = _("Diese Angabe können wir so nicht lesen. Prüfen Sie sie bitte.")
MISSING = _("Füllen Sie dieses Feld bitte aus.")


def blank(value: Any) -> bool:
    return value is None or value == "" or value == []


def check(section: type[Section], raw: Mapping[str, Any], context: Context, *, at: str = "") -> Checked:
    """Checks one section. Answers its canonical value (what is not asked is dropped) and every problem, never just one."""
    place = at or section.key
    asks = section.asks()
    problems = [
        Problem(f"{place}.{name}", "extra_forbidden", GENERIC["extra_forbidden"]) for name in raw if name not in asks
    ]
    value, faults = _parsed(section, {name: raw[name] for name in asks if name in raw})
    kept = {name: item for name, item in value.items() if asks[name].asked(context, value)}
    for name, ask in asks.items():
        if not ask.asked(context, value):
            continue
        if name in faults:
            problems.append(Problem(f"{place}.{name}", *faults[name]))
        elif blank(kept.get(name)) and ask.must(context, value):
            problems.append(Problem(f"{place}.{name}", "required", ask.missing or MISSING))
    if not faults:
        whole = section.model_validate(kept)
        problems += [Problem(f"{place}.{name}", code, message) for name, code, message in whole.rules(context)]
    return Checked({name: item for name, item in kept.items() if not blank(item)}, problems)


def _parsed(section: type[Section], raw: dict[str, Any]) -> tuple[dict[str, Any], dict[str, tuple[str, Any]]]:
    """What can be read of it, and per unreadable field (code, message)."""
    given = {name: item for name, item in raw.items() if not blank(item)}
    faults: dict[str, tuple[str, Any]] = {}
    for _attempt in range(2):
        try:
            return section.model_validate(given).model_dump(mode="json", exclude_none=True), faults
        except ValidationError as error:
            for item in error.errors():
                name = str(item["loc"][0])
                message = (item.get("ctx") or {}).get("say") or GENERIC.get(item["type"], UNREADABLE)
                faults[name] = (item["type"], message)
            given = {name: item for name, item in given.items() if name not in faults}
    return {}, faults
