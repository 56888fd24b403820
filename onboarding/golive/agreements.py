"""The agreements between a city and the operator: versioned texts that ship with the code, and who accepted which.

Old versions stay for good, so that what was accepted can be shown. A new version asks again; nothing stops meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import yaml
from django.db import IntegrityError, transaction

from accounts.roles import REQUEST_GO_LIVE
from accounts.staff.models import Staff
from audit.operations import record
from audit.operations import staff as actor
from configuration.legal import Legal, Role
from configuration.queries import in_force
from kernel.clock import german_day
from kernel.errors import Refusal
from onboarding.golive.models import Acceptance

FOLDER = Path(__file__).parent / "texts"
DRAFT = "draft"
_NAME = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)  # two letters at least


class UnableToAccept(Refusal):
    """not_allowed, unknown_agreement, changed_meanwhile (not the text that was shown), person_missing, office_missing."""

    code = "not_allowed"


@dataclass(frozen=True)
class Agreement:
    """``name`` and ``version`` name a text for good. ``role``: for whom it is. The German text is binding, and the only one."""

    name: str
    role: Role
    version: str
    state: str
    since: date
    title: str
    body: str

    @property
    def is_draft(self) -> bool:
        return self.state == DRAFT

    @property
    def sha256(self) -> str:
        """Over everything that the person saw."""
        seen = [self.name, self.version, self.title, self.body]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.body.splitlines() if line.strip()]


@lru_cache(maxsize=1)
def all_agreements() -> tuple[Agreement, ...]:
    """Every version that there ever was, the oldest first."""
    found = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))]
    texts = [Agreement(**{**raw, "version": str(raw["version"]), "body": raw["body"].strip()}) for raw in found]
    return tuple(sorted(texts, key=lambda text: (text.since, text.name)))


def needed(role: Role, *, on: date) -> list[Agreement]:
    """The newest version of each agreement that a city in this role accepts."""
    newest = {text.name: text for text in all_agreements() if text.role == role and text.since <= on}
    return list(newest.values())


def find(name: str, version: str) -> Agreement | None:
    return next((text for text in all_agreements() if (text.name, text.version) == (name, version)), None)


@dataclass(frozen=True)
class Standing:
    """An agreement that this city needs now. ``accepted``: this very version; ``before``: an earlier one, the newest."""

    text: Agreement
    accepted: Acceptance | None
    before: Acceptance | None

    @property
    def is_asked_again(self) -> bool:
        return self.accepted is None and self.before is not None


def standing(*, at: datetime) -> list[Standing]:
    """Of the bound city, in the role that it has now."""
    role = in_force(at=at).section(Legal).role
    rows = list(Acceptance.objects.order_by("-id"))
    return [_standing(text, rows) for text in needed(role, on=german_day(at))]


def _standing(text: Agreement, rows: list[Acceptance]) -> Standing:
    same = [row for row in rows if row.agreement == text.name]
    exact = next((row for row in same if (row.version, row.sha256) == (text.version, text.sha256)), None)
    return Standing(text, exact, next((row for row in same if row != exact), None))


def accepted() -> Iterator[tuple[Acceptance, Agreement | None]]:
    """Everything that was accepted here, the newest first."""
    return ((row, find(row.agreement, row.version)) for row in Acceptance.objects.order_by("-id"))


def accept(*, name: str, version: str, sha256: str, person: str, office: str, by: Staff, at: datetime) -> Acceptance:
    """Atomic. ``sha256``: of the text that stood on the page. The same version again is the first acceptance.

    Refused: see ``UnableToAccept``; nothing is changed then.
    """
    if not by.may(REQUEST_GO_LIVE):
        raise UnableToAccept
    there = next((one for one in standing(at=at) if one.text.name == name), None)
    if there is None:
        raise UnableToAccept(code="unknown_agreement")
    if (there.text.version, there.text.sha256) != (version, sha256):
        raise UnableToAccept(code="changed_meanwhile")
    if there.accepted is not None:
        return there.accepted
    person, office = _tidy(person), _tidy(office)
    if not _NAME.search(person):
        raise UnableToAccept(code="person_missing")
    if not _NAME.search(office):
        raise UnableToAccept(code="office_missing")
    try:
        with transaction.atomic():
            row = Acceptance.objects.create(
                agreement=name, version=version, sha256=sha256, person=person, office=office, staff_id=by.id,
                staff_name=by.name[:120], at=at,
            )  # fmt: skip
            record(
                action="agreement.accepted", actor=actor(by.id), at=at, agreement=name, version=version, sha256=sha256
            )
    except IntegrityError:
        there_already = Acceptance.objects.get(agreement=name, version=version)
        if there_already.sha256 != sha256:
            raise UnableToAccept(code="changed_meanwhile") from None
        return there_already
    return row


def _tidy(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:120]
