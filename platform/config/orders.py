"""The kinds of order that the operator's pages can place (``tenants.orders``) and the scheduler works."""

from __future__ import annotations

from datetime import datetime

from config.cities import make_city, make_twin
from config.city_head import CityHead, Register
from configuration.document import Fault
from tenants.models import Ring
from tenants.orders import KINDS, Kind, Payload, UnableToOrder
from tenants.twins import UnableToMakeTwin, check_twin

CODES = {"authority_code": "authority_taken"}


def _refuse(faults: list[tuple[str, str]]) -> None:
    if faults:
        raise UnableToOrder(code=faults[0][1], field=faults[0][0], faults=faults)


def _head(payload: Payload) -> tuple[CityHead, Ring]:
    """Refused (``UnableToOrder``): what no city can be, with every field."""
    fields = {name: value for name, value in payload.items() if name != "ring"}
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


def make_new_city(payload: Payload, *, at: datetime, by: str) -> None:
    """The same city that is there already counts as made."""
    head, ring = _head(payload)
    there = Register([head])
    _refuse(_taken(there, head))
    if not there.is_there(head):
        make_city(head, at=at, author=by, ring=ring)
    elif there.differs(head):
        _refuse([("slug", "is_there")])


def check_new_twin(payload: Payload) -> None:
    if set(payload) != {"slug"} or not isinstance(payload["slug"], str):
        _refuse([("slug", "slug_wrong")])
    try:
        check_twin(payload["slug"])
    except UnableToMakeTwin as refusal:
        _refuse([("slug", refusal.code)])


def make_new_twin(payload: Payload, *, at: datetime, by: str) -> None:
    make_twin(payload["slug"], at=at, author=by)


KINDS.register("create_city", Kind(check_new_city, make_new_city))
KINDS.register("create_twin", Kind(check_new_twin, make_new_twin))
