"""Filing a declaration: the one place that looks at answers, papers, identity, texts and fees together."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from audit.operations import SPONSOR, SYSTEM, Actor
from billing.fees.config import FeesConfig, Timing
from billing.fees.quote import Quote, quote
from casework import evidence, instruction, journey
from casework.config import CaseworkRules
from configuration import queries as configuration
from configuration.queries import Configuration
from declarations import access, operations, sealing
from declarations.casefile import path
from declarations.casefile.choices import Mode
from declarations.casefile.document import Acceptance, Answers, CaseFile, Filing, Identification
from declarations.casefile.mechanism import Problem
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import CASE, move
from declarations.queries import case_file
from declarations.states import State
from documents import queries as documents
from identity.answers import vouched
from identity.queries import identity_of
from identity.signing import UnableToSign, require_signer
from kernel.clock import german_day
from kernel.codes import new_reference
from kernel.errors import Refusal
from kernel.sorting import german_key
from outbox import operations as outbox
from tenants.binding import current
from tenants.doors import find_by_slug
from tenants.keys import city_keys


class UnableToSubmit(Refusal):
    """Codes: incomplete, evidence_missing, not_accepted, texts_changed, changed_meanwhile, not_a_draft, and those of
    ``identity.signing.UnableToSign``. ``problems`` names every place."""

    code = "incomplete"

    def __init__(
        self, code: str, problems: list[Problem] | None = None, missing: list[str] | None = None, message: Any = ""
    ) -> None:
        super().__init__(message, code=code)
        self.problems = problems or []
        self.missing = missing or []


@dataclass(frozen=True)
class Filed:
    case_id: uuid.UUID
    reference: str
    link_secret: str
    code: str
    awaits_payment: bool


@dataclass(frozen=True)
class Authority:
    """Who receives the case; read before the transaction, because it stands in ``public``."""

    slug: str
    code: str


@dataclass
class _Ready:
    """Everything that was found in order, on the way into the frozen case."""

    answers: dict[str, Any]
    acceptances: list[Acceptance]
    version: Configuration
    fee: Quote
    declarants: int
    identification: Identification | None = None
    earlier: list[str] = field(default_factory=list)


def authority(slug: str) -> Authority:
    city = find_by_slug(slug)
    if city is None:
        raise LookupError("unknown city")
    return Authority(city.slug, city.authority_code)


def submit(
    *,
    case_id: uuid.UUID,
    authority: Authority,
    accepted: dict[str, str],
    revision: int | None,
    session: str,
    at: datetime,
    declarants: int = 1,
) -> Filed:
    """Files the draft. Joins the caller's transaction: all of it or nothing.

    Idempotent: filing what is filed answers the same (a double click makes one case). ``accepted`` maps text ids to
    the hash that was shown; ``session`` is the secret of this browser, in which a binding declaration needs a fresh
    identification. ``declarants``: how many undertake it; each owes the fee. A declaration whose payment comes first is sealed and counts as received only once paid.
    """
    draft = operations.locked(case_id)
    if draft.state in (State.SEALED, State.SUBMITTED) and draft.reference:
        return _filed(draft)
    if draft.state != State.DRAFT:
        raise UnableToSubmit("not_a_draft")
    if revision is not None and revision != draft.revision:
        raise UnableToSubmit("changed_meanwhile")
    ready = _examine(draft, accepted, session, declarants, at)
    _freeze(draft, authority, ready, at)
    if awaits_payment(ready.version, ready.fee):
        _seal(draft, ready.version, at)
    else:
        receive(declaration=draft, actor=SPONSOR, paid_cents=0, at=at)
    return _filed(draft)


def awaits_payment(version: Configuration, fee: Quote) -> bool:
    return version.section(FeesConfig).when == Timing.BEFORE_SUBMISSION and fee.total_cents > 0


def fee_of(version: Configuration, *, mode: str, on: date, declarants: int = 1) -> Quote:
    """What this declaration costs. Postage where the document goes by post, which only the binding way allows."""
    delivery = version.section(CaseworkRules).delivery
    by_post = mode == Mode.BINDING and delivery == "post"
    return quote(version.section(FeesConfig), declarants=declarants, delivery_by_post=by_post, on=on)


def _examine(draft: Declaration, accepted: dict[str, str], session: str, declarants: int, at: datetime) -> _Ready:
    context = journey.context_of(draft, at=at)
    problems = path.problems(context)
    if problems:
        raise UnableToSubmit("incomplete", problems)
    answers = path.prune(context)
    missing = [item.kind for item in evidence.missing(draft, at=at)]
    if missing:
        raise UnableToSubmit("evidence_missing", missing=missing)
    kept, faults = instruction.acceptances(draft, accepted, at=at)
    if faults:
        raise UnableToSubmit(
            "texts_changed" if any(accepted.get(text) for text in faults) else "not_accepted", missing=faults
        )
    version = configuration.in_force(at=at)
    fee = fee_of(version, mode=draft.mode, on=german_day(at), declarants=declarants)
    ready = _Ready(answers, kept, version, fee, declarants)
    if draft.mode == Mode.BINDING:
        ready.identification = _proven_identity(draft, answers, session, at)
    return ready


def _proven_identity(draft: Declaration, answers: dict[str, Any], session: str, at: datetime) -> Identification:
    try:
        row = require_signer(declaration_id=draft.id, session=session, answers=answers, at=at)
    except UnableToSign as refusal:
        raise UnableToSubmit(refusal.code, message=refusal.message) from refusal
    proven = identity_of(row)
    return Identification(
        method=proven.method, level=proven.level.value, verified_at=proven.verified_at, issuer=proven.issuer,
        evidence_sha256=proven.assertion_digest, trusted=vouched(answers, proven),
    )  # fmt: skip


def _freeze(draft: Declaration, authority: Authority, ready: _Ready, at: datetime) -> None:
    draft.reference = new_reference()
    draft.configuration = ready.version.number
    draft.entry_on = date.fromisoformat(ready.answers["stay"]["entry_date"])
    draft.sponsor_digest = sponsor_digest(ready.answers)
    case = CaseFile(
        sponsor_kind="institutional" if ready.answers.get("institution") else "private",
        language="en" if draft.language == "en" else "de",
        answers=Answers.model_validate(path.as_frozen(ready.answers)),
        acceptances=ready.acceptances,
        attachments=documents.attachments(draft.id),
        identification=ready.identification,
        filing=Filing(
            reference=draft.reference, city=authority.slug, authority_code=authority.code, submitted_at=at,
            configuration=ready.version.number, binding=draft.mode == Mode.BINDING, fee_cents=ready.fee.total_cents,
            declarants=ready.declarants,
        ),
    )  # fmt: skip
    operations.replace_answers(draft=draft, answers=ready.answers, keep=timedelta(days=1), at=at)
    store_case(draft, case)
    draft.sealed_typed = None
    draft.save(
        update_fields=["reference", "configuration", "entry_on", "sponsor_digest", "sealed_case", "sealed_typed"]
    )


def sponsor_digest(answers: dict[str, Any]) -> str:
    """A keyed hash of name and birth date: finds other cases of the same sponsor in this city, and tells nothing else."""
    name, birth = path.fetch(answers, "sponsor.name"), path.fetch(answers, "sponsor.birth")
    parts = [german_key(str(name.get(part) or "")) for part in ("family_name", "given_names")]
    text = "|".join(["sponsor", *parts, str(birth.get("birth_date") or "")])
    key = city_keys().key_of(current().schema)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def store_case(declaration: Declaration, case: CaseFile) -> None:
    """Seals the case file into the row (the caller saves it)."""
    cipher = sealing.cipher(declaration.id)
    declaration.sealed_case = cipher.seal_json(case.model_dump(mode="json", exclude_none=True), CASE)


def _seal(draft: Declaration, version: Configuration, at: datetime) -> None:
    draft.expires_at = at + timedelta(days=version.section(DeclarationRules).unpaid_days)
    draft.save(update_fields=["expires_at"])
    move(declaration=draft, target=State.SEALED, actor=SPONSOR, at=at)
    outbox.record(name="sealed.lapse_due", subject_id=draft.id, at=at, due_at=draft.expires_at)


def receive(
    *, declaration: Declaration, actor: Actor, paid_cents: int, at: datetime, fee_cents: int | None = None
) -> None:
    """The declaration is received: from now on it counts, and the city's promised time runs. The row must be locked.

    ``fee_cents`` is what a person decided to be owed instead of what was frozen at filing.
    """
    version = configuration.of_number(declaration.configuration or 1)
    case = case_file(declaration)
    filing = case.filing
    if filing is None:
        raise LookupError("a case without filing cannot be received")
    owed = filing.fee_cents if fee_cents is None else fee_cents
    received = filing.model_copy(update={"submitted_at": at, "paid_cents": paid_cents, "fee_cents": owed})
    store_case(declaration, case.model_copy(update={"filing": received}))
    declaration.submitted_at = at
    declaration.due_on = german_day(at) + timedelta(days=version.section(DeclarationRules).target_days)
    declaration.expires_at = None
    declaration.save(update_fields=["sealed_case", "submitted_at", "due_on", "expires_at"])
    move(declaration=declaration, target=State.SUBMITTED, actor=actor, at=at)


def received_by_payment(*, case_id: uuid.UUID, paid_cents: int, at: datetime, fee_cents: int | None = None) -> bool:
    """A sealed declaration was paid. Answers False when it was no longer waiting (a person has to look then)."""
    declaration = operations.locked(case_id)
    if declaration.state != State.SEALED:
        return False
    receive(declaration=declaration, actor=SYSTEM, paid_cents=paid_cents, fee_cents=fee_cents, at=at)
    return True


def _filed(declaration: Declaration) -> Filed:
    opened = access.access_of(declaration)
    return Filed(
        declaration.id, str(declaration.reference), opened.link, opened.code, declaration.state == State.SEALED
    )
