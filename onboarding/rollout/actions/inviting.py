"""A city for an authority: an order, which the scheduler works within seconds."""

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
from onboarding.rollout.board import Line, spelled_out
from onboarding.rollout.models import Authority
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
    title = _("Einladen: Stadt anlegen")
    effect = _(
        "Die Stadt bekommt einen eigenen Bereich mit den Vorgaben des Gesetzes und eine Adresse im Netz. Sie beginnt mit der Einrichtung."
    )

    def form(self, lines: Sequence[Line], data: QueryDict | None = None) -> Form:
        if len(lines) != 1:
            return _RingForm(data)
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
        order = orders.place(kind="create_city", payload=step.given, by=by, at=at)
        return {"slug": step.given["slug"], "order": order.pk}


class _RingForm(Form):
    ring = fields.RadioField(label=_("Ring"), choices=list(RINGS.items()), initial=Ring.ALL)


class _CityForm(Form):
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
    if line.city is not None:
        return Step(line, refused=why_not("authority_taken"))
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
    return Step(
        line, format_lazy("{} ({}, {})", payload["name"], payload["slug"], RINGS[payload["ring"]]), given=payload
    )


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
