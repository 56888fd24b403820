"""Readiness: who the authority is, what it must publish, and whether its pages can be read."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from configuration.authority import WHITE, Authority, Branding, InLanguages, SiteTexts
from configuration.contrast import TEXT_MINIMUM, contrast
from configuration.languages import Languages
from configuration.queries import in_force
from configuration.readiness import Finding, probe
from configuration.starters import is_draft

REQUIRED = ("imprint", "privacy", "accessibility")


@probe("site.texts")
def texts_are_there(*, at: datetime) -> Finding:
    """Imprint, privacy and accessibility are what the law wants on every page."""
    texts = in_force(at=at).section(SiteTexts)
    missing = [name for name in REQUIRED if not getattr(texts, name).de]
    if missing:
        return Finding("site.texts", False, _("Impressum, Datenschutz oder Barrierefreiheit fehlen noch."), missing[0])
    drafts = [name for name in REQUIRED if _is_draft(getattr(texts, name))]
    if drafts:
        text = _("Impressum, Datenschutz oder Barrierefreiheit sind noch ein Entwurf: Lassen Sie sie prüfen und nehmen Sie dann die Zeile heraus, die das sagt.")  # fmt: skip
        return Finding("site.texts", False, text, f"{drafts[0]}_draft")
    return Finding("site.texts", True, _("Impressum, Datenschutz und Barrierefreiheit sind veröffentlicht."))


def _is_draft(text: InLanguages) -> bool:
    return is_draft(text.de) or is_draft(text.en)


@probe("site.authority")
def authority_is_named(*, at: datetime) -> Finding:
    authority = in_force(at=at).section(Authority)
    if authority.body and authority.address:
        return Finding("site.authority", True, _("Name und Anschrift der Behörde stehen auf jeder Seite."))
    return Finding("site.authority", False, _("Name oder Anschrift der Behörde fehlen noch."), "authority_incomplete")


@probe("site.contact")
def office_can_be_reached(*, at: datetime) -> Finding:
    """Whoever is stuck on a page needs somebody to ask."""
    authority = in_force(at=at).section(Authority)
    if authority.phone or authority.email:
        return Finding("site.contact", True, _("Telefon oder E-Mail der Behörde stehen auf jeder Seite."))
    return Finding("site.contact", False, _("Telefon und E-Mail der Behörde fehlen noch."), "nobody_to_ask")


@probe("site.languages")
def texts_are_in_every_language(*, at: datetime) -> Finding:
    """A text without a translation is shown in German."""
    name, configuration = "site.languages", in_force(at=at)
    texts = configuration.section(SiteTexts)
    if "en" not in configuration.section(Languages).offered:
        return Finding(name, True, _("Ihre Texte gibt es in jeder Sprache der Seiten."))
    german_only = [text for text in (*REQUIRED, "contact") if getattr(texts, text).de and not getattr(texts, text).en]
    if german_only:
        text = _("Diese Seiten gibt es in Englisch, Ihre Texte darauf aber nur in Deutsch.")
        return Finding(name, False, text, "english_missing")
    return Finding(name, True, _("Ihre Texte gibt es in jeder Sprache der Seiten."))


@probe("site.colours")
def colours_can_be_read(*, at: datetime) -> Finding:
    """Measured again, since stored values are not refused when the rule becomes stricter."""
    stored = in_force(at=at).stored.get(Branding.section_name(), {}).get("value", {})
    action, on_action = stored.get("action") or _default("action"), stored.get("on_action") or _default("on_action")
    found = min(contrast(action, WHITE), contrast(on_action, action))
    if found < TEXT_MINIMUM:
        text = _("Text in Ihren Farben ist schwer zu lesen: Der Kontrast ist kleiner als 4,5 zu 1.")
        return Finding("site.colours", False, text, "contrast_too_low")
    return Finding("site.colours", True, _("Text in Ihren Farben ist gut zu lesen."))


def _default(name: str) -> str:
    return str(Branding.model_fields[name].default)
