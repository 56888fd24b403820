"""A city for an authority and the invitation of its first person: orders, which the scheduler works within seconds.

The address stands in the order until that is worked, and nowhere else on the operator's side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kernel.sorting import german_key
from onboarding.rollout.actions.base import Action, Answers, Step, why_not
from onboarding.rollout.actions.moving import NOT_WITH_US
from onboarding.rollout.board import Line, spelled_out
from onboarding.rollout.forms_inviting import ListForm
from onboarding.rollout.models import Authority, CityProgress
from onboarding.rollout.words import RINGS
from tenants import orders
from tenants.models import City, Ring
from tenants.orders import UnableToOrder
from ui import fields
from ui.forms import Form

NO_AREA = _("Für diese Behörde ist kein Gebiet bekannt. Laden Sie sie einzeln ein und geben Sie den Schlüssel an.")
IS_ORDERED = _("Der Auftrag ist schon erteilt.")
_OFFICES = re.compile(r"\b(STV|KRV|LRA|LKR|LK|ABH|OB|KV|AA)\b")
_KIND_OF_AREA = re.compile(r"\s*\(([^)]*)\)")


class Invite(Action):
    name = "einladen"
    trail_code = "city.ordered"
    title = _("Stadt einladen")
    effect = _(
        "Die Stadt bekommt, wenn es sie noch nicht gibt, einen eigenen Bereich mit den Vorgaben des Gesetzes und eine Adresse im Netz. Wer eingeladen ist, bekommt eine E-Mail mit einem Link, der 14 Tage gilt, und richtet die Stadt ein. Hat schon jemand eine Einladung von uns und sie nicht angenommen, gilt nur noch die neue."
    )

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        if len(lines) != 1:
            return ListForm(data, codes={line.authority.code for line in lines})
        if lines[0].city is not None:
            return _PersonForm(data)
        one = lines[0].authority
        initial = {"slug": slug_for(one), "name": name_for(one), "ags": next(iter(one.places), ""), "ring": Ring.ALL}
        return _CityForm(data, initial=initial)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        taken = set(City.objects.values_list("slug", flat=True))
        steps = []
        for line in lines:
            step = _step(line, answers, taken)
            taken |= {step.given["slug"]} if step.given else set()
            steps.append(step)
        return steps

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        kind = "create_city" if step.line.city is None else "invite_owner"
        order = orders.place(kind=kind, payload=step.given, by=by, at=at)
        return {"slug": step.given["slug"], "order": order.pk}

    def code(self, answers: Answers) -> str:
        return "city.invited" if answers.get("email") or answers.get("people") else self.trail_code


class Renew(Action):
    name = "erneuern"
    trail_code = "city.invitation_renewed"
    title = _("Einladung erneuern")
    effect = _("Die Person bekommt eine neue E-Mail. Der neue Link gilt 14 Tage, der alte nicht mehr.")

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        return Form(data)

    def plan(self, lines: Sequence[Line], answers: Answers) -> list[Step]:
        return [_renewal(line) for line in lines]

    def do(self, step: Step, answers: Answers, *, by: str, at: datetime) -> dict[str, Any]:
        order = orders.place(kind="renew_owner", payload=step.given, by=by, at=at)
        return {"slug": step.given["slug"], "order": order.pk}


class _PersonForm(Form):
    email = fields.EmailField(label=_("E-Mail-Adresse der ersten Person"), autocomplete="off")


class _CityForm(Form):
    email = fields.EmailField(
        label=_("E-Mail-Adresse der ersten Person"),
        help_text=_(
            "Sie lädt dann selbst ihre Kolleginnen und Kollegen ein. Ohne Adresse wird nur die Stadt angelegt."
        ),
        required=False,
        autocomplete="off",
    )
    name = fields.TextField(label=_("Name der Stadt oder des Kreises"), max_length=120)
    slug = fields.TextField(
        label=_("Kurzname"),
        help_text=_("Er steht vorn in der Adresse im Netz und bleibt für immer."),
        max_length=40,
        width=20,
    )
    ags = fields.TextField(
        label=_("Amtlicher Gemeindeschlüssel"),
        help_text=_("Fünf Ziffern für einen Kreis, acht für eine Gemeinde."),
        width=10,
    )
    ring = fields.RadioField(label=_("Ring"), choices=list(RINGS.items()))


def _step(line: Line, answers: Answers, taken: set[str]) -> Step:
    one = line.authority
    email = answers.get("email") or answers.get("people", {}).get(one.code, "")
    if line.city is not None:
        return _for_city(line, line.city, email)
    if line.ordered is not None and line.ordered.ended_at is None:
        return Step(line, refused=IS_ORDERED)
    payload = {
        "slug": answers.get("slug") or _free(slug_for(one), one, taken),
        "name": answers.get("name") or name_for(one),
        "land": one.land,
        "ags": answers.get("ags") or next(iter(one.places), ""),
        "authority_code": one.code,
        "ring": answers["ring"],
    }
    if not payload["ags"]:
        return Step(line, refused=NO_AREA)
    try:
        orders.KINDS.get("create_city").check(payload)
    except UnableToOrder as refusal:
        return Step(line, refused=why_not(refusal.code))
    made = format_lazy("{} ({}, {})", payload["name"], payload["slug"], RINGS[payload["ring"]])
    if not email:
        return Step(line, made, given=payload)
    return Step(line, format_lazy("{} · {}", made, _invited(email)), given={**payload, "owner_email": email})


def _invited(email: str) -> Any:
    return format_lazy(_("Einladung an {email}"), email=email)


def _for_city(line: Line, city: City, email: str) -> Step:
    """A city that is there: its first person is invited, until it has somebody who invites."""
    if not email:
        return Step(line, refused=why_not("authority_taken"))
    return _checked(line, "invite_owner", {"slug": city.slug, "owner_email": email}, _invited(email))


def _renewal(line: Line) -> Step:
    if line.city is None:
        return Step(line, refused=NOT_WITH_US)
    told = CityProgress.objects.filter(city=line.city).first()
    if told is None or told.expires_at is None:
        return Step(line, refused=why_not("no_invitation"))
    return _checked(line, "renew_owner", {"slug": line.city.slug}, _("Neue E-Mail an die Person, die eingeladen ist"))


def _checked(line: Line, kind: str, payload: dict[str, str], text: Any) -> Step:
    if CityProgress.objects.filter(city=line.city, accepted_at__isnull=False).exists():
        return Step(line, refused=why_not("has_owner"))
    try:
        orders.KINDS.get(kind).check(payload)
    except UnableToOrder as refusal:
        return Step(line, refused=why_not(refusal.code))
    return Step(line, text, given=payload)


def name_for(one: Authority) -> str:
    """„Landkreis Kassel“ for „Kassel (Landkreis)“; the short name without the kind of office where no area is known."""
    base = _KIND_OF_AREA.sub("", one.area) or " ".join(_OFFICES.sub("", one.name).split())
    found = _KIND_OF_AREA.search(one.area)
    kind = found[1] if found else ""
    return f"{kind} {base}" if kind in ("Landkreis", "Kreis") and "kreis" not in base.casefold() else base


def slug_for(one: Authority) -> str:
    name = re.sub(r"^Landkreis ", "Kreis ", name_for(one))
    return re.sub(r"[^a-z0-9]+", "-", german_key(spelled_out(name))).strip("-")[:34].rstrip("-")


def _free(slug: str, one: Authority, taken: set[str]) -> str:
    return f"{slug[:33]}-{one.code}" if slug in taken else slug
