"""Cities from a command or a file: made if they are missing, published what changed. Refused whole when wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from billing.payments.config import PaymentsSection
from billing.payments.doors import STRIPE, open_stripe_door
from config.city_file import CityFile
from config.city_head import CityHead, Register
from configuration import document
from configuration.document import Fault, UnableToConfigure
from configuration.operations import publish, publish_first
from configuration.queries import in_force
from configuration.registry import sections
from configuration.schemas import SHAPES, UnableToImport, brought_up_to_date, shapes_of
from declarations.places import directory
from onboarding.readiness.operations import look_for_the_first_time
from onboarding.rehearsal import mirroring
from tenants import doors, life
from tenants.binding import OWNER, bind
from tenants.models import City, Ring
from tenants.provisioning import Furnish, NewCity, create_city
from tenants.twins import check_twin, create_twin


@dataclass
class Applied:
    city: City
    changes: list[str] = field(default_factory=list)


def read_file(path: Path) -> tuple[CityHead, dict[str, Any]]:
    """Reads and checks the whole file before anything is written. Refuses with every fault at once, each with its line."""
    file = CityFile(path)
    faults = [
        Fault(file.place(str(key)), "unknown key") for key in file.raw if key not in ("city", SHAPES, "configuration")
    ]
    head, wrong = CityHead.checked(file.raw.get("city") or {}, at="city.")
    faults += [Fault(file.place(fault.path), fault.reason) for fault in wrong]
    raw = file.raw.get("configuration") or {}
    try:
        if not isinstance(raw, dict):
            raise UnableToConfigure([Fault("", "a mapping of sections is expected")])
        raw = _in_todays_shape(raw, file.raw)
        document.parse(raw)
    except UnableToConfigure as refusal:
        paths = [(f"configuration.{fault.path}".rstrip("."), fault.reason) for fault in refusal.faults]
        faults += [Fault(file.place(where), reason) for where, reason in paths]
    if head is not None:
        taken = [*Register([head]).taken(head, at="city."), *_account_taken(head, raw)]
        faults += [Fault(file.place(fault.path), fault.reason) for fault in taken]
    if faults or head is None:
        raise UnableToConfigure(faults)
    return head, raw


def _in_todays_shape(raw: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in raw.items() if name in sections}
    try:
        return raw | brought_up_to_date(known, shapes_of(whole))
    except UnableToImport as refusal:
        names = refusal.params.get("names", ())
        faults = [Fault(name, "of a newer release than this one") for name in names]
        raise UnableToConfigure(faults or [Fault("", "shapes: a number for each section is expected")]) from None


def _account_taken(head: CityHead, raw: Any) -> list[Fault]:
    section = raw.get("payments") if isinstance(raw, dict) else None
    account = section.get("account") if isinstance(section, dict) else None
    holder = doors.find(STRIPE, account) if isinstance(account, str) and account else None
    if holder is None or holder.slug == head.slug:
        return []
    return [Fault("configuration.payments.account", f"taken by {holder.slug}")]


def apply_city(path: Path, *, at: datetime, author: str = "Betreiber (zusage city apply)") -> Applied:
    """Idempotent; says what it changed. Refused (``UnableToConfigure``, ``UnableToCreateCity``): nothing is created."""
    head, raw = read_file(path)
    there = Register([head])
    if not there.is_there(head):
        return Applied(_create(NewCity(**head.model_dump()), raw, author, at), ["created", "configuration 1"])
    applied = Applied(there.cities[head.slug], _bring_in_line(head, there))
    applied.changes += _publish(applied.city, raw, author, at)
    return applied


def _bring_in_line(head: CityHead, there: Register) -> list[str]:
    changed = there.differs(head)
    values = {name: getattr(head, name) for name in changed if name != "host"}
    if values:
        life.rename(slug=head.slug, **values)
        for name, value in values.items():
            setattr(there.cities[head.slug], name, value)
    if "host" in changed:
        life.add_host(slug=head.slug, host=head.host)
    return changed


def _publish(city: City, raw: dict[str, Any], author: str, at: datetime) -> list[str]:
    with bind(city), transaction.atomic():
        version, changed = publish(raw=raw, author=author, at=at)
        account = in_force(at=at).section(PaymentsSection).stripe_account
    if account:
        open_stripe_door(account=account, city=city)
    return [f"configuration {version.number}"] if changed else []


def _create(new: NewCity, raw: dict[str, Any], author: str, at: datetime) -> City:
    """With its configuration and the door of its account in one transaction: it serves from its first moment, or is not."""
    stored = document.parse(raw)
    account = document.read(stored, PaymentsSection).stripe_account
    return create_city(
        replace(new, doors=((STRIPE, account),) if account else ()),
        at=at,
        furnish=lambda _city: publish_first(stored=stored, author=author, at=at, using=OWNER),
    )


def make_city(head: CityHead, *, at: datetime, author: str, ring: str = Ring.ALL.value) -> City:
    """A city with the defaults of law as its configuration, under its own name. Refused: ``UnableToCreateCity``."""
    is_district = len(head.ags) == 5 and directory.place(f"{head.ags}000") is None  # that one is the city itself
    kind = "district" if is_district else "city"
    raw = {"authority": {"body": head.name, "kind": kind}, "legal": {"role": settings.LEGAL_ROLE}}
    city = _create(NewCity(**head.model_dump(), ring=ring), raw, author, at)
    with bind(city), transaction.atomic():
        look_for_the_first_time(at=at)
    return city


def make_twin(slug: str, *, at: datetime, author: str) -> City:
    """The city's rehearsal with its configuration in force, made or woken; then its pictures and what the desk changed in
    the calendar, which each rehearsal brings anew. Refused: ``tenants.twins.UnableToMakeTwin``."""
    twin = create_twin(slug=slug, at=at, by=author, furnish=lambda city: _furnish_twin(city, author, at))
    city = check_twin(slug)
    with bind(city):
        typed = document.as_typed(in_force(at=at).stored)
    mirroring.mirror(city=city, twin=twin, document=typed, at=at)
    return twin


def _furnish_twin(city: City, author: str, at: datetime) -> Furnish:
    with bind(city):
        stored = document.for_rehearsal(in_force(at=at).stored)
    return lambda _twin: publish_first(stored=stored, author=author, at=at, using=OWNER)
