"""A text that the city must publish: one language a page, with its placeholders, what it looks like, and a draft to begin with."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION
from configuration import drafting, placeholders, preview
from configuration.asking import Asked
from configuration.authority import Authority
from configuration.authority_words import TEXTS
from configuration.languages import Languages
from configuration.starters import is_draft, starter
from configuration.words import Group
from kernel.clock import now
from onboarding.console.access import needs
from onboarding.console.forms.text import SiteTextForm
from onboarding.console.framing import framing
from onboarding.console.keeping import Kept, as_fields, is_by_itself, keep, told
from onboarding.console.views.section import the_group
from onboarding.console.words import DONE

LANGUAGES: dict[str, Any] = {"de": _("Deutsch"), "en": _("Englisch")}
PAGES = {
    "imprint": "impressum/",
    "privacy": "datenschutz/",
    "accessibility": "barrierefreiheit/",
    "contact": "kontakt/",
}
STARTER = "entwurf"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, group: str) -> HttpResponse:
    """Everything is kept, also what is wrong; the draft is put in by its button alone, and only where nothing stands."""
    found, language = the_group(TEXTS, group), request.GET.get("sprache", "de")
    language, asked, at = language if language in LANGUAGES else "de", found.fields[0], now()
    if request.method != "POST":
        return _show(request, found, language, Kept(drafting.section_of(TEXTS.name)))
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if request.POST.get("tun") == STARTER and not text:
        text = starter(asked.path, language)
    kept = keep(request, TEXTS.name, lambda value: _with(value, asked.path, language, text), at=at)
    faults = _faults(kept, asked, language)
    if is_by_itself(request):
        return told(kept, faults=faults, at=at)
    if kept.refused is not None or faults:
        return _show(request, found, language, kept, status=409 if kept.refused else 422)
    return HttpResponseRedirect(_address(found, language) + "&erledigt=saved")


def _with(value: dict[str, Any], name: str, language: str, text: str) -> dict[str, Any]:
    return value | {name: _languages(value, name) | {language: text}}


def _languages(value: dict[str, Any], name: str) -> dict[str, Any]:
    there = value.get(name)
    return as_fields(there) if isinstance(there, dict) else {"de": str(there or ""), "en": ""}


def _faults(kept: Kept, asked: Asked, language: str) -> list[Any]:
    """What is wrong with this text in this language."""
    mine = (asked.path, f"{asked.path}.{language}")
    return [fault.reason for fault in kept.draft.faults if fault.path in mine]


def _address(group: Group, language: str) -> str:
    return reverse("console:site_text", args=[group.key]) + f"?sprache={language}"


def _show(request: HttpRequest, group: Group, language: str, kept: Kept, *, status: int = 200) -> HttpResponse:
    asked = group.fields[0]
    texts = _languages(as_fields(kept.draft.value), asked.path)
    text, faults = str(texts.get(language) or ""), _faults(kept, asked, language)
    form = SiteTextForm(asked, LANGUAGES[language], text, faults)
    authority, offered = _ours()
    shown = kept.shown() | {
        "words": TEXTS, "group": group, "form": form, "kept": status == 422, "language": language,
        "tabs": [_tab(group, code, texts, kept, offered) for code in LANGUAGES], "here": _address(group, language),
        "filled": "" if faults else placeholders.fill(text, authority.placeholders), "is_draft": is_draft(text),
        "names": _names(text, authority), "starter": not text and bool(starter(asked.path, language)),
        "preview": preview.address(staff=who(request).id, language=language), "shown_page": PAGES[asked.path],
        "has_errors": bool(faults or kept.refused), "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return framing(render(request, "console/site_text.html", shown, status=status))


def _ours() -> tuple[Authority, tuple[str, ...]]:
    """The authority and the languages of the draft, as far as it has no faults."""
    configuration, _wrong = preview.configuration()
    return configuration.section(Authority), configuration.section(Languages).offered


def _tab(group: Group, code: str, texts: dict[str, Any], kept: Kept, offered: tuple[str, ...]) -> dict[str, Any]:
    if _faults(kept, group.fields[0], code) and texts.get(code):
        state = _("Fehler")
    elif texts.get(code):
        state = _("geschrieben")
    else:
        state = _("fehlt") if code == "de" else _("freiwillig")
    shown = code in offered
    return {"code": code, "url": _address(group, code), "title": LANGUAGES[code], "state": state, "shown": shown}


def _names(text: str, authority: Authority) -> list[dict[str, Any]]:
    used, values = placeholders.used(text), authority.placeholders
    return [
        {"code": f"{{{name}}}", "label": label, "value": values[name], "missing": name in used and not values[name]}
        for name, label in placeholders.NAMES.items()
    ]
