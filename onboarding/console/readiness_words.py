"""How the items of the checklist are shown: state, the day, and the way to where each is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.errors import Refusal
from onboarding.console.words import Words
from onboarding.console.words import words_for as general
from onboarding.readiness.catalogue import Place
from onboarding.readiness.queries import Line, State
from ui.formats import long_date, long_time

# state of an item: colour, words, icon
STATES: dict[State, tuple[str, Any, str]] = {
    State.GREEN: ("success", _("in Ordnung"), "check"),
    State.RED: ("danger", _("zu tun"), "warning"),
    State.ADVICE: ("info", _("Empfehlung"), ""),
    State.UNMEASURED: ("", _("noch nicht geprüft"), ""),
    State.STATED: ("success", _("erklärt"), "check"),
    State.WAITING: ("info", _("wartet"), ""),
    State.OPEN: ("warning", _("offen"), ""),
    State.NOT_NEEDED: ("", _("nicht nötig"), ""),
}
OVERDUE = ("warning", _("wartet zu lange"), "warning")


_REFUSALS: dict[str, tuple[Any, Any]] = {
    "changed_meanwhile": (
        _("Inzwischen hat jemand anderes etwas dazu eingetragen."),
        _("Ihr Eintrag ist noch nicht gespeichert. Sehen Sie den anderen an und tragen Sie Ihren dann noch einmal ein."),
    ),
    "own_name_only": (
        _("Sie können nur für sich selbst sprechen."),
        _("Was andere sagen, trägt ein, wer die Einstellungen Ihrer Behörde bearbeitet."),
    ),
    "nothing_to_withdraw": (_("Es gibt nichts zurückzunehmen."), _("Der Eintrag gilt schon nicht mehr.")),
    "too_soon": (
        _("Gerade erst hat jemand geprüft."),
        _("Unten steht, was gefunden wurde. In einer halben Minute können Sie wieder prüfen."),
    ),
}  # fmt: skip


def words_for(refusal: Refusal) -> Words:
    return Words(*_REFUSALS[refusal.code]) if refusal.code in _REFUSALS else general(refusal)


@dataclass(frozen=True)
class Shown:
    line: Line

    @property
    def url(self) -> str:
        return reverse("console:readiness_item", args=[self.line.item.key])

    @property
    def told(self) -> tuple[str, Any, str]:
        return OVERDUE if self.line.overdue else STATES[self.line.state]

    @property
    def hint(self) -> Any:
        """One line: what was found, or whose word it is."""
        line = self.line
        if line.saying is not None and line.state is State.STATED:
            return format_lazy(
                _("{person}, {office}, am {day}"),
                person=line.saying.person,
                office=line.saying.office,
                day=long_time(line.saying.at),
            )
        if line.saying is not None and line.state is State.WAITING:
            whom = ", ".join(filter(None, (line.saying.person, line.saying.office)))
            return format_lazy(_("auf {whom}, seit dem {day}"), whom=whom, day=long_date(line.saying.since))
        return " ".join(in_words(line.texts))

    @property
    def place(self) -> str:
        """Where it is settled; empty where there is no such page."""
        return address_of(self.line.item.place)


def address_of(place: Place | None) -> str:
    if place is None:
        return ""
    try:
        return reverse(place.name, args=place.args)
    except NoReverseMatch:
        return ""


def in_words(texts: tuple[Any, ...]) -> list[str]:
    """What was kept is German, the source language, so it is translated as what stands in the code is."""
    return [gettext(str(text)) if text else "" for text in texts]
