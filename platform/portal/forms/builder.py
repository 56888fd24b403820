"""The form of a section of the case file, built from the section itself: same questions, same checks, same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from declarations.casefile.mechanism import Ask, Checked, Context, Problem, Section, blank, check
from declarations.casefile.types import CHARACTERS, LONGEST_SHOWN
from kernel import din91379
from kernel.dates import PartialDate
from portal.forms.conditions import Needs, opened_by
from portal.forms.kinds import field_for
from portal.forms.layout import Row, answers_of, laid_out
from ui.forms import Form

PROPOSED = _(
    "Sie haben „{typed}“ geschrieben. Der Vorschlag steht schon im Feld: Wenn er stimmt, gehen Sie einfach weiter."
)


class SectionForm(Form):
    """Asks what the section asks. What is not asked after all is left out, with whatever was typed there.

    ``stored`` is what is known already; of it, what stands in ``locked`` is not asked again and stays as it is.
    ``place`` is the dotted place in the case file, where it is not the section's own (an item of a list).
    ``unread`` are the fields, once checked, in which something stands that cannot be such an answer.
    """

    def __init__(
        self,
        section: type[Section],
        context: Context,
        *,
        stored: Mapping[str, Any] | None = None,
        locked: frozenset[str] = frozenset(),
        place: str = "",
        **kwargs: Any,
    ) -> None:
        self.section, self.place = section, place or section.key
        self.stored, self.locked = dict(stored or {}), locked
        self.case = replace(context, extras={**context.extras, "typed": self._typed(kwargs.get("data"))})
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        super().__init__(initial=self.stored, **kwargs)
        self._ask({name: ask for name, ask in section.asks().items() if ask.widget != "list"})

    def _typed(self, data: Mapping[str, Any] | None) -> dict[str, str]:
        """What stands in the fields that may raise another question."""
        names = [name for name, ask in self.section.asks().items() if ask.reopens]
        sent = (
            {name: str(data.get(name, "")).strip() for name in names if name not in self.locked}
            if data is not None
            else {}
        )
        return {name: sent.get(name, str(self.stored.get(name) or "")) for name in names}

    def _ask(self, asks: Mapping[str, Ask]) -> None:
        for name, ask in asks.items():
            self.fields[name] = field_for(name, self.section.model_fields[name], ask, self.case)
        always = {name for name, ask in asks.items() if ask.asked(self.case, {})}
        self.needs = self._needs(asks, always)
        for name, ask in asks.items():
            if name in self.locked or (name not in always and name not in self.needs):
                del self.fields[name]
            elif ask.must(self.case, {}):
                self.fields[name].quiet = True  # type: ignore[attr-defined]  # no „freiwillig“ beside its label

    def _needs(self, asks: Mapping[str, Ask], always: set[str]) -> dict[str, Needs]:
        possible = {name: answers for name in asks if (answers := answers_of(self.fields[name]))}
        found = {name: opened_by(name, asks, possible, self.case) for name in asks if name not in always}
        return {name: needs for name, needs in found.items() if needs and name not in self.locked}

    def raw(self) -> dict[str, Any]:
        """The answers as the case file writes them, together with what this page does not ask (lists, locked)."""
        kept = {name: value for name, value in self.stored.items() if name not in self.fields}
        typed = {name: _canonical(value) for name, value in self.cleaned_data.items() if not self._unticked(name)}
        return {**kept, **{name: value for name, value in typed.items() if not blank(value)}}

    def _unticked(self, name: str) -> bool:
        """A single box that was left alone says nothing."""
        return getattr(self.fields[name], "kind", "") == "check" and not self.cleaned_data[name]

    def clean(self) -> dict[str, Any]:
        raw = self.raw()
        for name, ask in self.section.asks().items():
            if name in self.errors and not ask.asked(self.case, raw):
                del self.errors[name]
        self.unread = set(self.errors)
        self.problems = self.checked(raw).problems
        for problem in self.problems:
            name = problem.path.removeprefix(f"{self.place}.")
            if name in self.fields and name not in self.errors:
                message = self._with_proposal(name, problem) if problem.code == CHARACTERS else problem.message
                self.add_error(name, ValidationError(message, code=problem.code))
        return self.cleaned_data

    def _with_proposal(self, name: str, problem: Problem) -> Any:
        """Writes the same in Latin letters into the field, so that who agrees only has to go on."""
        typed = str(self.data.get(self.add_prefix(name), ""))
        proposal = din91379.proposal(typed)
        if not proposal:
            return problem.message
        sent: Any = self.data
        self.data = changed = sent.copy()
        changed[self.add_prefix(name)] = proposal
        shown = Truncator(" ".join(typed.split())).chars(LONGEST_SHOWN)
        return format_lazy("{} {}", problem.message, format_lazy(PROPOSED, typed=shown))

    def checked(self, raw: Mapping[str, Any]) -> Checked:
        return check(self.section, raw, self.case, at=self.place)

    @cached_property
    def other_problems(self) -> list[Problem]:
        """Problems of what this page does not ask: an empty list, a person in it, a locked answer."""
        asked = {f"{self.place}.{name}" for name in self.fields}
        return [problem for problem in self.problems if problem.path not in asked]

    @cached_property
    def rows(self) -> list[Row]:
        return laid_out(self, self.needs)


def _canonical(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
