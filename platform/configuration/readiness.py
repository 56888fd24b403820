"""Readiness is measured: each app registers probes, one registry answers who asks. Red again when it breaks again.

A probe looks at the bound city and at the outside world if it must, so it runs outside any transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.authority import Authority, InLanguages, SiteTexts
from configuration.queries import in_force
from configuration.starters import is_draft
from kernel.registry import Registry

log = logging.getLogger("zusage.readiness")


@dataclass(frozen=True)
class Finding:
    """``code`` is empty when ready; ``text`` says what was found, for the person who can mend it."""

    name: str
    ready: bool
    text: Any
    code: str = ""


Probe = Callable[..., Finding]
probes: Registry[Probe] = Registry("readiness probe")


def probe(name: str) -> Callable[[Probe], Probe]:
    return lambda function: probes.register(name, function)


def measure(*, at: datetime) -> list[Finding]:
    """Every probe once. One that breaks is a red finding, not the end of the others."""
    return [_run(name, function, at) for name, function in probes.items()]


def _run(name: str, function: Probe, at: datetime) -> Finding:
    try:
        return function(at=at)
    except Exception as error:
        log.error("a readiness probe broke: %s", type(error).__name__)
        return Finding(name, False, _("Diese Prüfung ist gerade nicht möglich."), "probe_broke")


@probe("site.texts")
def texts_are_there(*, at: datetime) -> Finding:
    """Imprint, privacy and accessibility are what the law wants on every page."""
    texts = in_force(at=at).section(SiteTexts)
    missing = [name for name in ("imprint", "privacy", "accessibility") if not getattr(texts, name).de]
    if missing:
        return Finding("site.texts", False, _("Impressum, Datenschutz oder Barrierefreiheit fehlen noch."), missing[0])
    drafts = [name for name in ("imprint", "privacy", "accessibility") if _is_draft(getattr(texts, name))]
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
