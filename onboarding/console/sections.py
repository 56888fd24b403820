"""The sections as the console shows them: how far each one is, and its values in words with where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import Staff
from configuration.asking import Asked, Kind
from configuration.document import Fault
from configuration.drafting import Draft, SectionDraft
from configuration.land_template import recommended
from configuration.nesting import value_at
from configuration.origins import LABELS, FederalLine, Origin, federal_lines, origin_of, proposed
from configuration.showing import plain, shown
from configuration.words import Group, SectionWords, in_order, words_of
from onboarding.console.own_pages import OwnPage, home_of, page_for, pages_of

# state of a section: colour, words, icon
STATES: dict[str, tuple[str, Any, str]] = {
    "untouched": ("", _("nicht begonnen"), ""),
    "working": ("info", _("in Arbeit"), ""),
    "wrong": ("warning", _("Fehler"), "warning"),
    "lacking": ("warning", _("unvollständig"), "warning"),
    "done": ("success", _("fertig"), "check"),
}


@dataclass(frozen=True)
class Task:
    words: SectionWords
    state: str
    url: str
    hint: Any

    @property
    def told(self) -> tuple[str, Any, str]:
        return STATES[self.state]


@dataclass(frozen=True)
class Row:
    label: Any
    value: str
    origin: Any
    faults: list[Any]
    empty: Any = ""
    url: str = ""
    link: Any = ""
    advice: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Block:
    """A group with its values; what is edited on pages of its own is a block without a group."""

    title: Any
    about: Any
    rows: list[Row]
    url: str = ""
    folded: bool = False


def tasks(draft: Draft, confirmed: set[tuple[str, str]]) -> list[Task]:
    return [_task(draft.section(words.name), words, confirmed) for words in in_order()]


def state_of(section: SectionDraft, confirmed: set[tuple[str, str]]) -> str:
    """*done*: published otherwise than proposed, or confirmed by a person as it is; *lacking*: so, but something needed is empty."""
    if section.faults:
        return "wrong"
    if section.is_changed:
        return "working"
    touched = section.published != proposed(section.name) or (section.name, section.stand) in confirmed
    if not touched:
        return "untouched"
    words = words_of(section.name)
    return (
        "done" if words is None or all(_is_there(section.published.get(name)) for name in words.needed) else "lacking"
    )


def _is_there(value: Any) -> bool:
    """Of a text in several languages the German one counts; of what has parts, whether any of them is there."""
    if isinstance(value, dict):
        return _is_there(value["de"]) if "de" in value else any(map(_is_there, value.values()))
    if isinstance(value, list):
        return any(map(_is_there, value))
    return bool(value.strip() if isinstance(value, str) else value)


def blocks(words: SectionWords, section: SectionDraft, staff: Staff, *, on: date) -> list[Block]:
    """What few cities ever look at comes last."""
    land = recommended(on=on).get(words.name)
    made = group_blocks(words, section, land) + _apart(words, section, staff, land)
    return sorted(made, key=lambda block: block.folded)


def group_blocks(words: SectionWords, section: SectionDraft, land: dict[str, Any] | None) -> list[Block]:
    """Without what is edited on pages of its own."""
    return [_block(words, group, section, land) for group in words.groups]


def buttons(words: SectionWords, staff: Staff) -> list[OwnPage]:
    """Pages that no block of values leads to."""
    return [page for page in pages_of(words.name) if staff.may(page.permission) and not page.fields & set(words.apart)]


def law(words: SectionWords, *, on: date) -> list[FederalLine]:
    return federal_lines(words, on=on)


def _task(section: SectionDraft, words: SectionWords, confirmed: set[tuple[str, str]]) -> Task:
    state, url = state_of(section, confirmed), home_of(words.name)
    hint: Any = words.about
    if section.row is not None:
        hint = format_lazy(_("Geändert von {who}, noch nicht veröffentlicht"), who=section.row.changed_by)
    elif state == "untouched":
        hint = _("Es gelten die Voreinstellungen. Sehen Sie nach, ob sie passen.")
    return Task(words, state, url, hint)


def _block(words: SectionWords, group: Group, section: SectionDraft, land: dict[str, Any] | None) -> Block:
    away = [
        f"{asked.path}."
        for asked in group.fields
        if asked.kind == Kind.PART and not value_at(_fields(section), asked.path)[1]
    ]
    rows = [_row(asked, section, land) for asked in group.fields if not asked.path.startswith(tuple(away))]
    return Block(group.title, group.about, rows, reverse("console:group", args=[words.name, group.key]), group.folded)


def _row(asked: Asked, section: SectionDraft, land: dict[str, Any] | None) -> Row:
    value = value_at(_fields(section), asked.path)[1]
    faults = [fault.reason for fault in section.faults if f"{fault.path}.".startswith(f"{asked.path}.")]
    return Row(asked.label, shown(asked, value), LABELS[origin_of(section, asked.path, land)], faults, asked.empty)


def _fields(section: SectionDraft) -> dict[str, Any]:
    return section.value if isinstance(section.value, dict) else {}


def _apart(words: SectionWords, section: SectionDraft, staff: Staff, land: dict[str, Any] | None) -> list[Block]:
    """What is edited on one page of its own is one block with one link; what has no page is edited as text."""
    by_page: dict[OwnPage | None, list[Row]] = {}
    for name, label in words.apart.items():
        page = page_for(words.name, name)
        by_page.setdefault(page, []).append(_apart_row(words, name, label, section, land))
    text = reverse("console:section_text", args=[words.name])
    return [
        Block(page.label, "", rows, page.url if staff.may(page.permission) else "")
        if page is not None
        else Block(_("Weitere Angaben, als Text"), "", rows, text)
        for page, rows in by_page.items()
    ]


def _apart_row(words: SectionWords, name: str, label: Any, section: SectionDraft, land: dict[str, Any] | None) -> Row:
    value = _fields(section).get(name)
    faults = [fault.reason for fault in section.faults if f"{fault.path}.".startswith(f"{name}.")]
    origin: Origin = origin_of(section, name, land)
    return Row(label, plain(value, words), LABELS[origin], faults, words.empty.get(name, ""))


def unplaced(words: SectionWords, section: SectionDraft) -> list[Fault]:
    """Faults that stand at none of the rows."""
    places = [asked.path for asked in words.fields] + list(words.apart)
    return [fault for fault in section.faults if not any(f"{fault.path}.".startswith(f"{place}.") for place in places)]
