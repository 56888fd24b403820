"""A city's connection is set up by its own people: typed, tried, then published as a version of the configuration.

Nothing that is under way is touched before ``adopt``: what was typed as a secret is kept under a name of its own, so the
connection in force goes on with the one that it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from audit.operations import record, staff
from configuration import secrets, versions
from configuration.document import UnableToConfigure
from configuration.models import ConfigurationVersion
from configuration.operations import publish_change
from configuration.queries import in_force
from connectors import addressing
from connectors.base import DeliveryError
from connectors.config import DeliveryRules, options_for
from connectors.limits import CHECKS
from connectors.option_words import is_sandbox
from connectors.registry import CONNECTORS
from kernel.errors import Refusal
from tenants.binding import in_rehearsal

TYPED = "verbindung-"
FORGOTTEN_AFTER = timedelta(days=1)


class UnableToConnect(Refusal):
    """rehearsal, not_offered (a sandbox in a city that has real cases or is to have them), reason_missing, changed_meanwhile (a newer version than
    the one that the form was filled in on), change_is_scheduled (it would undo this one on its day), unchanged,
    options_wrong, too_often (``params["again_at"]``: when the city may try a connection again)."""


@dataclass(frozen=True)
class Wish:
    """What the city wants. ``fallback`` as in ``DeliveryRules``, or none; ``others``: more of these rules; ``alarms``: those of
    its ``AlarmRules`` that change."""

    connector: str
    options: dict[str, Any]
    fallback: dict[str, Any] | None
    moment: str
    version: str
    others: dict[str, Any] = field(default_factory=dict)
    alarms: dict[str, Any] = field(default_factory=dict)

    @property
    def ways(self) -> list[tuple[str, dict[str, Any]]]:
        other = [(self.fallback["connector"], self.fallback["options"])] if self.fallback else []
        return [(self.connector, self.options), *other]


def offered(stage: str) -> list[str]:
    """The connectors that a city in that stage may choose."""
    trying = settings.SANDBOXES and stage not in addressing.REAL
    return [name for name in CONNECTORS.names() if trying or not is_sandbox(name)]


def newest() -> ConfigurationVersion:
    """The newest version that is published, perhaps for a later day."""
    return ConfigurationVersion.objects.latest("number")


def keep_typed(value: bytes, *, by: int, at: datetime) -> str:
    """Keeps a secret that was typed and answers the name that options call it by. Atomic. Refused: as by ``secrets.put``."""
    name = f"{TYPED}{uuid4().hex[:12]}"
    with transaction.atomic():
        secrets.put(name=name, value=value, by=_author(by), at=at)
        record(action="connection.secret_typed", actor=staff(by), at=at, name=name)
    return name


def typed_by(by: int) -> frozenset[str]:
    """Names of the secrets that this person typed: nobody may use one that he does not know in a new place."""
    return frozenset(
        kept.name for kept in secrets.kept() if kept.name.startswith(TYPED) and kept.changed_by == _author(by)
    )


def try_out(name: str, options: dict[str, Any], *, at: datetime) -> str:
    """Asks the connector whether a delivery would get through with these options; the code of what is wrong, or nothing.

    Looks outside, so call it outside any transaction. Refused: rehearsal, not_offered, too_often.
    """
    if connection.in_atomic_block:
        raise RuntimeError("the outside world is never called inside a transaction")
    _refuse_elsewhere([name])
    if seconds := CHECKS.take(at=at):
        raise UnableToConnect(code="too_often", again_at=at + timedelta(seconds=seconds))
    adapter = CONNECTORS.get(name)
    try:
        adapter.check(options_for(adapter, options))
    except DeliveryError as error:
        return error.code
    return ""


def adopt(*, wish: Wish, basis: int, by: int, author: str, reason: str, at: datetime) -> ConfigurationVersion:
    """Publishes the connection: in force from now on. Atomic. ``basis``: the newest version when the form was opened;
    ``author``: the name that stands at the version. Call it outside any transaction. Refused: see ``UnableToConnect``."""
    _refuse_elsewhere([name for name, _options in wish.ways])
    if not reason.strip():
        raise UnableToConnect(code="reason_missing")
    try:
        with transaction.atomic():
            return _publish(wish, basis, by, author, reason.strip()[:400], at)
    except IntegrityError:
        raise UnableToConnect(code="changed_meanwhile") from None
    except UnableToConfigure:
        raise UnableToConnect(code="options_wrong") from None


def _publish(wish: Wish, basis: int, by: int, author: str, reason: str, at: datetime) -> ConfigurationVersion:
    if newest().number != basis:
        raise UnableToConnect(code="changed_meanwhile")
    if versions.planned(at=at):
        raise UnableToConnect(code="change_is_scheduled")
    changes = {
        "connector": wish.connector, "connector_confirmed": True, "options": wish.options, "fallback": wish.fallback, "moment": wish.moment,
        "version": wish.version, **wish.others,
    }  # fmt: skip
    if wish.alarms:
        now_set = in_force(at=at).section(DeliveryRules).alarms
        changes["alarms"] = {**now_set.model_dump(), **wish.alarms}
    version, changed = publish_change(section=DeliveryRules, changes=changes, author=author, at=at, reason=reason)
    if not changed:
        raise UnableToConnect(code="unchanged")
    record(
        action="connection.changed", actor=staff(by), at=at, version=version.number, connector=wish.connector,
        fallback=wish.fallback["connector"] if wish.fallback else "",
    )  # fmt: skip
    _forget_unused(at)
    return version


def _refuse_elsewhere(names: list[str]) -> None:
    if in_rehearsal():
        raise UnableToConnect(code="rehearsal")
    if not set(names) <= set(CONNECTORS.names()) or (
        any(map(is_sandbox, names)) and (not settings.SANDBOXES or addressing.city_is_live())
    ):
        raise UnableToConnect(code="not_offered")


def _forget_unused(at: datetime) -> None:
    """What was typed for a connection that no version names, a day later."""
    used = set(_texts(list(ConfigurationVersion.objects.values_list("document__delivery__value", flat=True))))
    for kept in secrets.kept():
        if kept.name.startswith(TYPED) and kept.name not in used and at - kept.changed_at > FORGOTTEN_AFTER:
            secrets.forget(kept.name)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _author(by: int) -> str:
    return f"staff {by}"
