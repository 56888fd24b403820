"""What changes about a city as the operator sees it: its stage, its names, its addresses. Every process hears of it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from kernel.errors import Refusal
from tenants import routing
from tenants.binding import OWNER, bind_owner
from tenants.listening import announce
from tenants.models import City, Domain, Stage

HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class UnableToChangeCity(Refusal):
    """unknown_city, bad_host, reserved_host, host_taken, authority_taken, last_host."""

    code = "unable_to_change_city"


@contextmanager
def _change(slug: str) -> Iterator[City]:
    """One transaction with the announcement in it; this process forgets at once, the others when they hear it."""
    with bind_owner(), transaction.atomic(using=OWNER):
        city = City.objects.using(OWNER).select_for_update(of=("self",)).filter(slug=slug).first()
        if city is None:
            raise UnableToChangeCity(code="unknown_city", field="slug")
        yield city
        announce()
    routing.forget()


def check_host(host: str) -> None:
    """Refused: bad_host, reserved_host (one of the platform's own)."""
    if not HOST.fullmatch(host):
        raise UnableToChangeCity(code="bad_host", field="host")
    if host in routing.own_places():
        raise UnableToChangeCity(code="reserved_host", field="host")


def move_to(*, slug: str, stage: Stage) -> None:
    with _change(slug) as city:
        city.stage = stage
        city.save(update_fields=["stage"])


def rename(*, slug: str, **changed: Any) -> None:
    """``name``, ``land``, ``ags``, ``authority_code``. Refused: authority_taken."""
    if not set(changed) <= {"name", "land", "ags", "authority_code"}:
        raise ValueError("only what the public register says of the city")
    try:
        with _change(slug) as city:
            City.objects.using(OWNER).filter(pk=city.pk).update(**changed)
    except IntegrityError:
        raise UnableToChangeCity(code="authority_taken", field="authority_code") from None


def add_host(*, slug: str, host: str) -> None:
    """Its address from now on; earlier ones keep leading to it. Refused: bad_host, reserved_host, host_taken."""
    check_host(host)
    try:
        with _change(slug) as city:
            domains = Domain.objects.using(OWNER).filter(tenant_id=city.pk)
            domains.exclude(domain=host).update(is_primary=False)
            if not domains.filter(domain=host).update(is_primary=True):
                Domain.objects.using(OWNER).bulk_create([Domain(domain=host, tenant_id=city.pk, is_primary=True)])
    except IntegrityError:
        raise UnableToChangeCity(code="host_taken", field="host") from None


def remove_host(*, slug: str, host: str) -> None:
    """Refused: last_host, since a city without an address cannot be reached."""
    with _change(slug) as city:
        domains = Domain.objects.using(OWNER).filter(tenant_id=city.pk)
        if not domains.exclude(domain=host).exists():
            raise UnableToChangeCity(code="last_host", field="host")
        domains.filter(domain=host).delete()
