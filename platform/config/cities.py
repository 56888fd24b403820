"""Cities from a command or a file: made if they are missing, published what changed. Refused whole when wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from billing.payments.config import PaymentsSection
from billing.payments.doors import STRIPE, open_stripe_door
from config.city_file import CityFile
from config.city_head import CityHead, Register
from configuration import document
from configuration.document import Fault, UnableToConfigure
from configuration.operations import publish
from configuration.queries import in_force
from tenants import doors, life
from tenants.binding import bind
from tenants.models import City, Ring
from tenants.provisioning import NewCity, create_city


@dataclass
class Applied:
    city: City
    changes: list[str] = field(default_factory=list)


def read_file(path: Path) -> tuple[CityHead, dict[str, Any]]:
    """Reads and checks the whole file before anything is written. Refuses with every fault at once, each with its line."""
    file = CityFile(path)
    faults = [Fault(file.place(str(key)), "unknown key") for key in file.raw if key not in ("city", "configuration")]
    head, wrong = CityHead.checked(file.raw.get("city") or {}, at="city.")
    faults += [Fault(file.place(fault.path), fault.reason) for fault in wrong]
    raw = file.raw.get("configuration") or {}
    try:
        if not isinstance(raw, dict):
            raise UnableToConfigure([Fault("", "a mapping of sections is expected")])
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


def _account_taken(head: CityHead, raw: Any) -> list[Fault]:
    section = raw.get("payments") if isinstance(raw, dict) else None
    account = section.get("account") if isinstance(section, dict) else None
    holder = doors.find(STRIPE, account) if isinstance(account, str) and account else None
    if holder is None or holder.slug == head.slug:
        return []
    return [Fault("configuration.payments.account", f"taken by {holder.slug}")]


def apply_city(path: Path, *, at: datetime, author: str = "zusage city apply") -> Applied:
    """Idempotent; says what it changed. Refused (``UnableToConfigure``, ``UnableToCreateCity``): nothing is created."""
    head, raw = read_file(path)
    there = Register([head])
    if there.is_there(head):
        applied = Applied(there.cities[head.slug], _bring_in_line(head, there))
    else:
        applied = Applied(create_city(NewCity(**head.model_dump()), at=at), ["created"])
    applied.city._state.db = "default"
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
        account = in_force(at=at).section(PaymentsSection).account
    if account:
        open_stripe_door(account=account, city=city)
    return [f"configuration {version.number}"] if changed else []


def make_city(head: CityHead, *, at: datetime, author: str, ring: str = Ring.ALL.value) -> City:
    """A city with the defaults of law as its configuration, under its own name. Refused: ``UnableToCreateCity``."""
    city = create_city(NewCity(**head.model_dump(), ring=ring), at=at)
    kind = "district" if len(head.ags) == 5 else "city"
    _publish(city, {"authority": {"body": head.name, "kind": kind}}, author, at)
    return city
