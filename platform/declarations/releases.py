"""Releases of the federal texts as a federal value: what ships in ``declarations/federal``, and what was published since."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Annotated, Any, Literal

import yaml
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from configuration.document import Fault
from configuration.federal.base import Dated, Kind, Label, Moment
from configuration.federal.registry import register
from configuration.federal.timeline import Timeline

DRAFT, RELEASED = "draft", "released"
MODES = ("online_binding", "prepare_and_sign")
SHIPPED_SOURCE = "§§ 66 bis 68 AufenthG"

Mode = Literal["online_binding", "prepare_and_sign"]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=6000)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,59}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Titles(_Part):
    de: Line
    en: Line


class Bodies(_Part):
    de: Body
    en: Body


class ReleasedText(_Part):
    """One text, as ``declarations.texts.FederalText`` describes it. The German wording is the binding one."""

    id: Name
    nature: Literal["instruction", "acknowledge", "consent", "warning"]
    modes: Annotated[list[Mode], Field(min_length=1)]
    optional: bool = False
    source: Line
    title: Titles
    body: Bodies


@register
class Texts(Kind):
    """One release: all texts of the declaration under one version. ``draft`` puts „Muster“ on every paper."""

    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-zäöüß.-]{3,40}$"), Label(_("Version"))]
    state: Annotated[Literal["draft", "released"], Label(_("Stand"))]
    texts: Annotated[list[ReleasedText], Field(min_length=1, max_length=60), Label(_("Texte"))]

    @classmethod
    def section_name(cls) -> str:
        return "texts"

    @classmethod
    def title(cls) -> Any:
        return _("Texte der Erklärung")

    @classmethod
    def about(cls) -> Any:
        return _("Erklärung, Belehrung und Warnung. Es zählt der Tag, an dem der Antrag abgegeben wird.")

    @classmethod
    def judged_at(cls) -> Moment:
        return Moment.FILING

    @classmethod
    def from_next_day(cls) -> bool:
        return True

    @classmethod
    def shipped(cls) -> tuple[Dated[Texts], ...]:
        return _shipped()

    def summary(self) -> str:
        words = {DRAFT: _("%(version)s (Entwurf)"), RELEASED: _("%(version)s (freigegeben)")}
        return str(words[self.state]) % {"version": self.version}

    def faults(self, since: date, others: Timeline[Any]) -> list[Fault]:  # noqa: ARG002  the shape of all kinds
        return [*self._version_faults(others), *self._text_faults()]

    def _version_faults(self, others: Timeline[Any]) -> list[Fault]:
        """What a person accepted is found again by text and version: so a version names one wording for ever."""
        taken = any(other.value.version == self.version and other.value != self for other in others.values)
        return [Fault("version", _("Diese Version gibt es schon mit anderen Texten."))] if taken else []

    def _text_faults(self) -> list[Fault]:
        names = [text.id for text in self.texts]
        faults = [
            Fault(f"texts.{place}.id", _("Diesen Text gibt es zweimal."))
            for place, name in enumerate(names)
            if name in names[:place]
        ]
        for mode in MODES:
            if not any(text.nature == "instruction" and mode in text.modes for text in self.texts):
                faults.append(Fault("texts", _("Für jeden Weg muss es den Text der Erklärung geben (instruction).")))
                break
        if not any(text.nature == "warning" and "online_binding" in text.modes for text in self.texts):
            faults.append(Fault("texts", _("Für den Weg mit Online-Ausweis muss es eine Warnung geben (warning).")))
        return faults


@lru_cache(maxsize=1)
def _shipped() -> tuple[Dated[Texts], ...]:
    files = resources.files("declarations").joinpath("federal").iterdir()
    raw = [yaml.safe_load(file.read_text("utf-8")) for file in files if file.name.endswith(".yaml")]
    return tuple(_release(dict(item)) for item in raw)


def _release(raw: dict[str, Any]) -> Dated[Texts]:
    since: date = raw.pop("valid_from")
    return Dated(since, Texts.model_validate(raw), SHIPPED_SOURCE)
