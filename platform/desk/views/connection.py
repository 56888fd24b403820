"""How a city's cases reach its system: chosen, filled in, tried and adopted by its own people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION
from configuration.queries import in_force
from configuration.secrets import UnableToKeepSecret
from connectors import connecting
from connectors.asking import SECRETS, Kind
from connectors.config import FIRST, DeliveryRules
from connectors.connecting import UnableToConnect, Wish
from connectors.option_words import words_of
from connectors.states import State
from connectors.wording import explanation
from desk import connection_words as words
from desk.access import needs
from desk.delivery_words import CONNECTORS as NAMES
from desk.forms.connection import MAIN, NONE, OTHER, OptionsForm, RulesForm, WayForm, field_name, with_kept
from desk.refusals import Words
from kernel.clock import now


@dataclass
class Filled:
    """The forms of the second page: the rules, and the options of one connector or two."""

    rules: RulesForm
    options: list[OptionsForm]

    def is_valid(self, wrong: list[str]) -> bool:
        """Every form is looked at, so that all that is wrong is shown at once."""
        for form in self.options:
            form.refuse([name.removeprefix(f"{form.prefix}-") for name in wrong if name.startswith(f"{form.prefix}-")])
        return sum(bool(form.errors) for form in (*self.options, self.rules)) == 0

    def wish(self) -> Wish:
        given, (main, *other) = self.rules.cleaned_data, self.options
        fallback = {
            "connector": other[0].connector, "options": other[0].options, "after_hours": given["after_hours"],
            "when_misconfigured": given["when_misconfigured"],
        } if other else None  # fmt: skip
        others = {name: given[name] for name in ("validation", "returned_days")}
        alarms = {
            "stuck_hours": given["stuck_hours"],
            "waiting_hours": given["waiting_hours"],
            "mail": given["alarm_mail"],
        }
        return Wish(main.connector, main.options, fallback, given["moment"], given["version"], others, alarms)


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """First which way, then its fields; the button that was pressed tries them out or adopts them."""
    at, typed = now(), request.POST if request.method == "POST" else request.GET
    asked = MAIN in typed or "weiter" in typed
    rules = in_force(at=at).section(DeliveryRules)
    chosen = rules.connector if rules.connector_confirmed or rules.connector != FIRST else ""
    first = {MAIN: chosen, OTHER: rules.fallback.connector if rules.fallback else NONE}
    way = WayForm(typed if asked else None, offered=connecting.offered(request.city.stage), initial=first)  # type: ignore[attr-defined]  # the field is a ChoiceField
    if not asked or not way.is_valid():
        return _render(request, rules, way=way)
    ways = [name for name in (way.cleaned_data[MAIN], way.cleaned_data[OTHER]) if name != NONE]
    if request.method != "POST":
        return _render(request, rules, ways=ways, filled=_forms(request, rules, ways, None))
    return _act(request, rules, ways, at)


def _act(request: HttpRequest, rules: DeliveryRules, ways: list[str], at: datetime) -> HttpResponse:
    adopting = request.POST.get("step") == "adopt"
    names, wrong = _keep_typed(request, ways, at)
    data = with_kept(request.POST, names)
    filled = _forms(request, rules, ways, data, adopting=adopting)
    if not filled.is_valid(wrong):
        return _render(request, rules, ways=ways, filled=filled)
    person, wish = who(request), filled.wish()
    try:
        if not adopting:
            results = [(name, connecting.try_out(name, options, at=at)) for name, options in wish.ways]
            return _render(request, rules, ways=ways, filled=filled, results=results)
        given = filled.rules.cleaned_data
        connecting.adopt(
            wish=wish, basis=given["basis"], by=person.id, author=person.name[:120], reason=given["reason"], at=at
        )
    except UnableToConnect as refusal:
        newer = refusal.code == "changed_meanwhile"
        if newer:
            data["basis"] = str(connecting.newest().number)
            filled = _forms(request, rules, ways, data, adopting=adopting)
        return _render(request, rules, ways=ways, filled=filled, refused=words.refusal_words(refusal), newer=newer)
    return HttpResponseRedirect(f"{reverse('desk:connection')}?erledigt=adopted")


def _forms(
    request: HttpRequest, rules: DeliveryRules, ways: list[str], data: QueryDict | None, *, adopting: bool = False
) -> Filled:
    mine = connecting.typed_by(who(request).id)
    known = {rules.fallback.connector: rules.fallback.options} if rules.fallback else {}
    known[rules.connector] = rules.options
    options = [
        OptionsForm(data, request.FILES if data is not None else None, prefix=part, connector=name, now=known.get(name), mine=mine)
        for part, name in zip((MAIN, OTHER), ways, strict=False)
    ]  # fmt: skip
    first: dict[str, Any] = {
        "basis": connecting.newest().number,
        "moment": rules.moment.value,
        "version": rules.version,
        "validation": rules.validation,
        "returned_days": rules.returned_days,
        "stuck_hours": rules.alarms.stuck_hours,
        "waiting_hours": rules.alarms.waiting_hours,
        "alarm_mail": rules.alarms.mail,
    }
    if rules.fallback:
        first |= {"after_hours": rules.fallback.after_hours, "when_misconfigured": rules.fallback.when_misconfigured}
    else:
        first["after_hours"] = 4
    return Filled(RulesForm(data, with_fallback=len(ways) > 1, adopting=adopting, initial=first), options)


def _keep_typed(request: HttpRequest, ways: list[str], at: datetime) -> tuple[dict[str, str], list[str]]:
    """Names of the secrets that were typed just now, by field; and the fields whose secret cannot be kept."""
    names, wrong = {}, []
    for part, connector in zip((MAIN, OTHER), ways, strict=False):
        for asked in words_of(connector).fields:
            field = f"{part}-{field_name(asked.path)}"
            value = _typed(request, field, asked.kind) if asked.kind in SECRETS else b""
            if not value:
                continue
            try:
                names[field] = connecting.keep_typed(value, by=who(request).id, at=at)
            except UnableToKeepSecret:
                wrong.append(field)
    return names, wrong


def _typed(request: HttpRequest, field: str, kind: Kind) -> bytes:
    if kind == Kind.UPLOADED:
        file = request.FILES.get(field)
        return file.read(64 * 1024 + 1) if file is not None else b""
    text = request.POST.get(field, "").replace("\r\n", "\n")
    if kind == Kind.PASTED and text.strip():
        return f"{text.strip()}\n".encode()
    return text.encode() if text.strip() else b""


def _render(
    request: HttpRequest, rules: DeliveryRules, *, way: WayForm | None = None, ways: list[str] | None = None,
    filled: Filled | None = None, results: list[tuple[str, str]] | None = None, refused: Words | None = None,
    newer: bool = False,
) -> HttpResponse:  # fmt: skip
    told = [
        (NAMES.get(name, name), not code, explanation(State.PAUSED, code) if code else words.CHECKED, code)
        for name, code in results or []
    ]
    every = [*filled.options, filled.rules] if filled else [way]
    sources = [*every, None, None][:3]
    shown = {
        "section": "deliveries", "now_there": rules, "unchosen": rules.connector == FIRST and not rules.connector_confirmed, "connector_names": NAMES, "way": way, "filled": filled, "results": told,
        "ways": dict(zip((MAIN, OTHER), [*(ways or []), NONE], strict=False)), "refused": refused, "sources": sources,
        "newer": connecting.newest() if newer else None,
        "has_errors": bool(refused) or any(form.errors for form in every if form is not None),
        "done": words.DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "desk/connection.html", shown, status=409 if refused else 200)
