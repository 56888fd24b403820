"""Who the authority is, how its pages look, and the texts that it must publish."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from configuration.contrast import TEXT_MINIMUM, colour_of, contrast
from configuration.placeholders import check, escaped
from configuration.registry import Section, Upcaster, register

WHITE = "#ffffff"


class InLanguages(BaseModel):
    """A text in German and, where there is one, in English. ``of(language)`` falls back to German."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    de: str = ""
    en: str = ""

    def of(self, language: str) -> str:
        return (self.en if language.startswith("en") else "") or self.de

    def language_of(self, language: str) -> str:
        """The language in which ``of`` answers, for the ``lang`` attribute."""
        return "en" if language.startswith("en") and self.en else "de"


class WithPlaceholders(InLanguages):
    """The same with ``{behoerde}`` and the like (``configuration.placeholders``)."""

    @field_validator("de", "en")
    @classmethod
    def right(cls, value: str) -> str:
        return check(value)


def _just_german(value: object) -> object:
    return {"de": value} if isinstance(value, str) else value


Localised = Annotated[InLanguages, BeforeValidator(_just_german)]
FilledIn = Annotated[WithPlaceholders, BeforeValidator(_just_german)]


def _email(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except ValidationError:
            raise ValueError("not an e-mail address") from None
    return value


def _https(value: str) -> str:
    if value and not value.startswith("https://"):
        raise ValueError("an address that begins with https://")
    return value


def _colour(value: str) -> str:
    found = colour_of(value)
    if found is None:
        raise ValueError("a colour is written like #1a5276")
    return found


Colour = Annotated[str, AfterValidator(_colour)]
Digest = Annotated[str, Field(pattern=r"^(|[0-9a-f]{64})$")]
Points = Annotated[int, Field(ge=1, le=4000)]


@register
class Authority(Section):
    """The authority as it calls itself: many are districts' offices, some share one office.

    ``body`` is the public body (city or district), ``office`` the part of it that citizens deal with.
    """

    kind: Literal["city", "district", "land", "joint"] = "city"
    body: str = Field(default="", max_length=120)
    office: str = Field(default="Ausländerbehörde", min_length=2, max_length=120)
    address: list[Annotated[str, Field(min_length=2, max_length=80)]] = Field(default_factory=list, max_length=6)
    opening_hours: Localised = InLanguages()
    phone: str = Field(default="", max_length=40)
    email: Annotated[str, AfterValidator(_email)] = ""
    website: Annotated[str, AfterValidator(_https)] = ""

    @classmethod
    def section_name(cls) -> str:
        return "authority"

    @property
    def name(self) -> str:
        return f"{self.body}, {self.office}" if self.body else self.office

    @property
    def placeholders(self) -> dict[str, str]:
        """What stands for each name of ``configuration.placeholders``."""
        return {
            "behoerde": self.name, "anschrift": "\n".join(self.address), "telefon": self.phone, "email": self.email,
            "website": self.website,
        }  # fmt: skip


@register
class Branding(Section):
    """Colours and sign. ``action`` colours buttons and links, ``on_action`` the text on buttons, ``mark`` only decorates.

    ``logo``, ``icon`` (32 points square) and ``icon_large`` (180) name pictures of ``configuration.assets``. ``logo_alt`` says
    what the logo says beyond the authority's name, which stands beside it.

    Refused when people could not read it: text needs a contrast of 4.5:1 (BITV 2.0, EN 301 549).
    """

    action: Colour = "#171a2b"
    on_action: Colour = WHITE
    mark: Colour = "#171a2b"
    initials: str = Field(default="", max_length=3)
    logo: Digest = ""
    logo_width: Points | None = None
    logo_height: Points | None = None
    logo_alt: str = Field(default="", max_length=120)
    icon: Digest = ""
    icon_large: Digest = ""

    @classmethod
    def section_name(cls) -> str:
        return "branding"

    @classmethod
    def shown_to_peers(cls) -> frozenset[str]:
        return frozenset({"action", "on_action", "mark"})

    @model_validator(mode="after")
    def readable(self) -> Self:
        pairs = (("action", self.action, WHITE), ("on_action", self.on_action, self.action))
        for name, colour, ground in pairs:
            found = contrast(colour, ground)
            if found < TEXT_MINIMUM:
                raise ValueError(f"{name} {colour} on {ground} has a contrast of {found:.1f}:1, needed are 4.5:1")
        return self


def _without_placeholders(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {language: escaped(text) for language, text in texts.items()}
        if isinstance(texts, dict)
        else escaped(texts)
        for name, texts in value.items()
    }


@register
class SiteTexts(Section):
    """Texts that the law wants from whoever runs a site. Plain text (``ui.markup``) with placeholders.

    Shape 1 had neither placeholders nor links: what looks like one there is kept as it was meant.
    """

    imprint: FilledIn = WithPlaceholders()
    privacy: FilledIn = WithPlaceholders()
    accessibility: FilledIn = WithPlaceholders()
    contact: FilledIn = WithPlaceholders()

    @classmethod
    def section_name(cls) -> str:
        return "texts"

    @classmethod
    def section_version(cls) -> int:
        return 2

    @classmethod
    def upcasters(cls) -> dict[int, Upcaster]:
        return {1: _without_placeholders}
