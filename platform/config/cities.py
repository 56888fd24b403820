"""A city from a file: made if it is missing, its configuration published if it changed. Refused whole when wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from billing.payments.config import PaymentsSection
from billing.payments.doors import open_stripe_door
from configuration import document
from configuration.document import Fault, UnableToConfigure
from configuration.operations import publish
from configuration.queries import in_force
from tenants.binding import OWNER, bind, bind_owner
from tenants.models import City
from tenants.provisioning import NewCity, create_city


class CityHead(BaseModel):
    """Who the city is. The authority's number is from the AZR list, six digits; AGS five (district) or eight digits."""

    model_config = ConfigDict(extra="forbid")

    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=2, max_length=120)
    land: str = Field(pattern=r"^[A-Z]{2}$")
    ags: str = Field(pattern=r"^\d{5}(\d{3})?$")
    authority_code: str = Field(pattern=r"^\d{6}$")
    host: str = ""


@dataclass
class Applied:
    city: City
    changes: list[str] = field(default_factory=list)


def read_file(path: Path) -> tuple[CityHead, dict[str, Any]]:
    """Reads and checks the whole file before anything is written. Refuses with every fault at once."""
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "file"
        raise UnableToConfigure([Fault(line, getattr(error, "problem", None) or "not readable as YAML")]) from None
    if not isinstance(raw, dict):
        raise UnableToConfigure([Fault("file", "a mapping with the keys 'city' and 'configuration' is expected")])
    faults = [Fault(str(key), "unknown key") for key in raw if key not in ("city", "configuration")]
    head: CityHead | None = None
    try:
        head = CityHead.model_validate(raw.get("city") or {})
    except ValidationError as error:
        faults += [Fault(".".join(["city", *map(str, item["loc"])]), item["msg"]) for item in error.errors()]
    try:
        document.parse(raw.get("configuration") or {})
    except UnableToConfigure as refusal:
        faults += refusal.faults
    if faults or head is None:
        raise UnableToConfigure(faults)
    return head, raw.get("configuration") or {}


def apply_city(path: Path, *, at: datetime, author: str = "zusage city apply") -> Applied:
    """Idempotent; says what it changed. Refused (``UnableToConfigure``, ``UnableToCreateCity``): nothing is created."""
    head, raw = read_file(path)
    with bind_owner():
        city = City.objects.using(OWNER).filter(slug=head.slug).first()
    changes: list[str] = []
    if city is None:
        host = head.host or f"{head.slug}.{settings.PLATFORM_DOMAIN}"
        city = create_city(NewCity(**{**head.model_dump(), "host": host}), at=at)
        changes.append("created")
    city._state.db = "default"
    with bind(city), transaction.atomic():
        version, changed = publish(raw=raw, author=author, at=at)
        account = in_force(at=at).section(PaymentsSection).account
    if account:
        open_stripe_door(account=account, city=city)
    if changed:
        changes.append(f"configuration {version.number}")
    return Applied(city, changes)
