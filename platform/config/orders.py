"""The kinds of order that the operator's pages can place (``tenants.orders``) and the scheduler works."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.staff import inviting
from accounts.staff.inviting import UnableToInvite
from casework import people
from config.cities import make_city, make_twin
from config.city_head import CityHead, Register
from config.reports import report_progress
from configuration import filling, land_template, versions
from configuration.document import Fault
from configuration.drafting import Editor
from kernel.clock import german_day
from onboarding.golive import operations as golive
from tenants.binding import bind, bind_public
from tenants.models import City, Ring, Stage
from tenants.orders import KINDS, Kind, Payload, UnableToOrder
from tenants.twins import UnableToMakeTwin, check_twin

EMAIL = "owner_email"
CODES = {"authority_code": "authority_taken"}


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise UnableToOrder(code=faults[0][1], field=faults[0][0], faults=faults)


def _head(payload: Payload) -> tuple[CityHead, Ring]:
    """Refused (``UnableToOrder``): what no city can be, with every field."""
    fields = {name: value for name, value in payload.items() if name not in ("ring", EMAIL)}
    head, wrong = CityHead.checked(fields, at="")
    faults = [(fault.path, f"{fault.path}_wrong") for fault in wrong]
    ring = payload.get("ring") or Ring.ALL.value
    if ring not in Ring.values:
        faults.append(("ring", "ring_wrong"))
    _refuse(faults)
    assert head is not None  # noqa: S101  no faults, so there is one
    return head, Ring(ring)


def _taken(there: Register, head: CityHead) -> list[tuple[str, str]]:
    taken: list[Fault] = there.taken(head, at="")
    return [(fault.path, CODES.get(fault.path, f"{fault.path}_taken")) for fault in taken]


def check_new_city(payload: Payload) -> None:
    head, _ring = _head(payload)
    there = Register([head])
    _refuse([*_taken(there, head), *([("slug", "is_there")] if there.is_there(head) else [])])
    _check_address(payload.get(EMAIL))


def make_new_city(payload: Payload, *, at: datetime, by: str) -> None:
    """The same city that is there already counts as made."""
    head, ring = _head(payload)
    there = Register([head])
    _refuse(_taken(there, head))
    if not there.is_there(head):
        _recommend(make_city(head, at=at, author=by, ring=ring), at)
    elif there.differs(head):
        _refuse([("slug", "is_there")])
    if payload.get(EMAIL):
        _invite(head.slug, payload[EMAIL], at)


def _recommend(city: City, at: datetime) -> None:
    """The Land's template is the city's first draft. Whoever dies before finds it on the page „Datei“."""
    with bind(city), transaction.atomic():
        raw = land_template.over(versions.final(), on=german_day(at))
        filling.fill(raw=raw, by=Editor(0, city.land), at=at)


def check_invitation(payload: Payload) -> None:
    if set(payload) != {"slug", EMAIL}:
        _refuse([("slug", "slug_wrong")])
    _city(payload["slug"])
    _check_address(payload[EMAIL])


def make_invitation(payload: Payload, *, at: datetime, by: str) -> None:  # noqa: ARG001  the operator's trail says who
    _invite(payload["slug"], payload[EMAIL], at)


def check_renewal(payload: Payload) -> None:
    if set(payload) != {"slug"}:
        _refuse([("slug", "slug_wrong")])
    _city(payload["slug"])


def make_renewal(payload: Payload, *, at: datetime, by: str) -> None:  # noqa: ARG001  the operator's trail says who
    city = _city(payload["slug"])
    with bind(city), transaction.atomic():
        renewed = people.renew_first_owner(at=at)
    if not renewed:
        _refuse([("slug", "no_invitation")])
    report_progress(city, at=at)


def _city(slug: Any) -> City:
    """Refused: unknown_city, is_a_twin."""
    with bind_public():
        city: City | None = City.objects.filter(slug=slug).exclude(stage=Stage.OFFBOARDED).first()
    if city is None or city.is_twin:
        raise UnableToOrder(code="unknown_city" if city is None else "is_a_twin", field="slug")
    return city


def _check_address(email: Any) -> None:
    if email:
        try:
            inviting.checked_address(str(email))
        except UnableToInvite as refusal:
            _refuse([(EMAIL, refusal.code)])


def _invite(slug: str, email: str, at: datetime) -> None:
    """In the city's own binding: the operator's role cannot read who is there."""
    city = _city(slug)
    with bind(city), transaction.atomic():
        people.invite_first_owner(email=email, at=at)
    report_progress(city, at=at)


def check_owner_again(payload: Payload) -> None:
    if set(payload) != {"slug", EMAIL, "asked", "first"}:
        _refuse([("slug", "slug_wrong")])
    _city(payload["slug"])
    _check_address(payload[EMAIL] or "@")


def make_owner_again(payload: Payload, *, at: datetime, by: str) -> None:
    """``first`` proposed it, ``by`` said yes: two persons, and the city looks whether they are."""
    city = _city(payload["slug"])
    with bind(city), transaction.atomic():
        people.invite_owner_again(
            email=payload[EMAIL], asked=payload["asked"], first=payload["first"], second=by, at=at
        )
    report_progress(city, at=at)


def check_new_twin(payload: Payload) -> None:
    if set(payload) != {"slug"} or not isinstance(payload["slug"], str):
        _refuse([("slug", "slug_wrong")])
    try:
        check_twin(payload["slug"])
    except UnableToMakeTwin as refusal:
        _refuse([("slug", refusal.code)])


def make_new_twin(payload: Payload, *, at: datetime, by: str) -> None:
    make_twin(payload["slug"], at=at, author=by)


def check_approval(payload: Payload) -> None:
    _check_answer(payload, {"slug", "number"})


def check_rejection(payload: Payload) -> None:
    _check_answer(payload, {"slug", "number", "reason"})
    if not str(payload["reason"]).strip():
        _refuse([("reason", "reason_missing")])


def _check_answer(payload: Payload, keys: set[str]) -> None:
    if set(payload) != keys or not isinstance(payload["number"], int):
        _refuse([("number", "number_wrong")])
    _city(payload["slug"])


def make_approval(payload: Payload, *, at: datetime, by: str) -> None:
    """The second of four eyes; whether it is another person than the one who asked, the city alone can say."""
    city = _city(payload["slug"])
    with bind(city):
        golive.approve(number=payload["number"], by=by, at=at)
    report_progress(city, at=at)


def make_rejection(payload: Payload, *, at: datetime, by: str) -> None:
    city = _city(payload["slug"])
    with bind(city):
        golive.reject(number=payload["number"], by=by, reason=payload["reason"], at=at)
    report_progress(city, at=at)


KINDS.register("create_city", Kind(check_new_city, make_new_city, frozenset({EMAIL})))
KINDS.register("create_twin", Kind(check_new_twin, make_new_twin))
KINDS.register("invite_owner", Kind(check_invitation, make_invitation, frozenset({EMAIL})))
KINDS.register("renew_owner", Kind(check_renewal, make_renewal))
KINDS.register("owner_again", Kind(check_owner_again, make_owner_again, frozenset({EMAIL})))
KINDS.register("approve_live", Kind(check_approval, make_approval))
KINDS.register("reject_live", Kind(check_rejection, make_rejection))
