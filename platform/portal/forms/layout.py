"""The order on the page: a question that an answer opens stands under the questions that it depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from portal.forms.conditions import Needs

MOST_ANSWERS_NAMED = 3


@dataclass
class Opened:
    """Questions that one answer opens. ``marks`` are classes for the style sheet, ``words`` stand in where it cannot."""

    needs: Needs
    marks: str
    words: str
    questions: list[BoundField]


@dataclass
class Row:
    """One question, or several that together open others."""

    questions: list[BoundField]
    opened: list[Opened] = field(default_factory=list)


def answers_of(asked: forms.Field) -> list[Any]:
    """The answers to choose from, as the case file writes them; none for what is typed in or chosen several times."""
    if not hasattr(asked.widget, "opens"):
        return []
    if getattr(asked, "kind", "") == "yes_no":
        return [True, False]
    return [value for value, _label in asked.choices if value]  # type: ignore[attr-defined]  # a field of ours; Django's type is its base


def laid_out(form: forms.Form, needs: Mapping[str, Needs]) -> list[Row]:
    groups = _groups(needs)
    rows: list[Row] = []
    placed: set[str] = set()
    for name in form.fields:
        group = next((group for group in groups if name in group), frozenset({name}))
        if name in needs or name in placed:
            continue
        placed |= group
        row = Row([form[other] for other in form.fields if other in group])
        _open(row, form, {name: need for name, need in needs.items() if group >= need.answers.keys()})
        rows.append(row)
    return rows


def _groups(needs: Mapping[str, Needs]) -> list[frozenset[str]]:
    """Questions that open others, put together where they do so together."""
    groups: list[frozenset[str]] = []
    for need in needs.values():
        touched = [group for group in groups if group & need.answers.keys()]
        groups = [group for group in groups if group not in touched]
        groups.append(frozenset(need.answers).union(*touched))
    return groups


def _open(row: Row, form: forms.Form, needs: Mapping[str, Needs]) -> None:
    number = 0
    for name, need in needs.items():
        same = next((opened for opened in row.opened if opened.needs == need), None)
        if same:
            same.questions.append(form[name])
            continue
        marks = []
        for other, answers in need.answers.items():
            number += 1
            marks.append(f"needs-{number}")
            for answer in answers:
                form.fields[other].widget.opens[_posted(answer)].add(number)
        row.opened.append(Opened(need, " ".join(marks), _words(form, need), [form[name]]))


def _words(form: forms.Form, need: Needs) -> str:
    """For browsers that cannot hide what is not needed."""
    named = []
    for other, answers in need.answers.items():
        wanted = {_posted(answer) for answer in answers}
        choices = form.fields[other].choices  # type: ignore[attr-defined]  # a field of ours; Django's type is its base
        labels = [str(label) for value, label in choices if value in wanted]
        if len(labels) > MOST_ANSWERS_NAMED:
            return _("Nur, wenn es zu Ihrer Antwort passt:")
        named.append("„" + "“ / „".join(labels) + "“")
    return _("Nur, wenn Sie %(answers)s gewählt haben:") % {"answers": " + ".join(named)}


def _posted(answer: Any) -> str:
    return {True: "ja", False: "nein"}[answer] if isinstance(answer, bool) else str(answer)
