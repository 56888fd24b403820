"""What a Land recommends to its cities: some fields of some sections. It is published like a federal value, with four eyes.

It binds nobody: a new city finds it in its first draft, another takes it over when it wants, and sees the difference first.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationError

from configuration.checking import section_faults
from configuration.document import Fault
from configuration.drafting import published_section
from configuration.federal import queries
from configuration.federal.base import Dated, Kind, Label, Moment
from configuration.federal.registry import register
from configuration.federal.timeline import Timeline
from configuration.models import ConfigurationVersion
from configuration.registry import sections


@register
class LandTemplate(Kind):
    """``content``: section → fields. Fields that belong to one city's environment, such as accounts, cannot stand in it."""

    content: Annotated[dict[str, dict[str, Any]], Field(max_length=40), Label(_("Abschnitte"))]

    @classmethod
    def section_name(cls) -> str:
        return "land_template"

    @classmethod
    def title(cls) -> Any:
        return _("Vorlage für Städte")

    @classmethod
    def about(cls) -> Any:
        return _(
            "Was ein Land seinen Städten empfiehlt. Neue Städte finden es in ihrem ersten Entwurf. Was eine Stadt schon veröffentlicht hat, ändert sich dadurch nicht."
        )

    @classmethod
    def judged_at(cls) -> Moment:
        return Moment.FILING

    @classmethod
    def by_land(cls) -> bool:
        return True

    @classmethod
    def shipped(cls) -> tuple[Dated[Any], ...]:
        return (Dated(date(2026, 1, 1), cls(content={}), "–"),)

    def summary(self) -> str:
        return ", ".join(self.content) or gettext("keine Vorlage")

    def faults(self, since: date, others: Timeline[Any]) -> list[Fault]:  # noqa: ARG002  the shape of all kinds
        return [fault for name, value in self.content.items() for fault in _faults(name, value)]


def _faults(name: str, value: dict[str, Any]) -> list[Fault]:
    if name not in sections:
        return [Fault(f"content.{name}", _("Diesen Abschnitt gibt es nicht."))]
    bound = sections.get(name).bound_to_environment()
    own = [
        Fault(f"content.{name}.{field}", _("Das stellt jede Stadt selbst ein.")) for field in value if field in bound
    ]
    return own + [Fault(f"content.{name}.{fault.path}", fault.reason) for fault in section_faults(name, value)]


def recommended(*, on: date) -> dict[str, dict[str, Any]]:
    """Section → fields, as the bound city's Land recommends on that day; empty where it recommends nothing."""
    found = queries.in_force(LandTemplate, on=on)
    content = found.value.content if found else {}
    return {name: value for name, value in content.items() if name in sections}


def over(version: ConfigurationVersion, *, on: date) -> dict[str, Any]:
    """The sections that would change, whole: what is published with what the Land recommends over it, as typed where both do
    not go together in this city. It becomes a draft, and that may have faults."""
    raw = {}
    for name, value in recommended(on=on).items():
        before = published_section(version, name)
        after = _together(name, {**before, **value})
        if after != before:
            raw[name] = after
    return raw


def _together(name: str, value: dict[str, Any]) -> dict[str, Any]:
    try:
        return sections.get(name).model_validate(value).model_dump(mode="json")
    except ValidationError:
        return value
