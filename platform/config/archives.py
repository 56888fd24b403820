"""One city as a file: what each app contributes to an archive and to its restore, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from accounts.staff import restoring as people
from appointments.line import OFFER_DUE
from appointments.settling import GIVE_BACK_DUE, LOOK_DUE, SETTLE_DUE
from appointments.tidying import TIDYING_DUE
from appointments.waiting_for_system import CHECK_DUE
from audit import restoring as audit
from billing.books import restoring as books
from billing.books import timers as nights
from billing.payments import restoring as payments
from billing.payments import timers
from casework.submission import sponsor_digest
from configuration.secrets import SECRETS
from connectors import alarms, announcing, echo, returned
from connectors import holding as deliveries
from connectors.archive import RETURNED
from connectors.collect_timer import COLLECT_DUE
from declarations import archive as cases
from declarations.models import Declaration
from declarations.operations import answers_of
from documents import archive as files
from documents.archive import Place
from kernel.crypto import key_fingerprint
from kernel.recipients import private_key, public_key
from notifications import holding as mails
from onboarding.golive import restoring as starts
from onboarding.readiness import timers as readiness
from onboarding.rehearsal import runs as rehearsals
from outbox import holding as events
from tenants.archive import export, restore
from tenants.archive.parts import Arrival
from tenants.archive.restore import Contents, Plan, Restored
from tenants.binding import OWNER, bind
from tenants.keys import city_keys
from tenants.models import City

PARTS = (cases.KEYS, SECRETS, RETURNED, files.FILES)
# Timers that concern the city itself, or that only ask the provider what is true: handled twice they do no harm.
# Reminders of visits are not among them: the visit may have been moved or given back after the archive was made.
GOES_ON = frozenset({
    "draft.expiry_due", "case.closing_due", "payment.settled", timers.POLL, timers.CLOSE, timers.MESSAGE,
    timers.ACCOUNT, nights.RUN,
    announcing.DUE, announcing.SEND, OFFER_DUE, TIDYING_DUE, SETTLE_DUE, GIVE_BACK_DUE, LOOK_DUE, CHECK_DUE,
    COLLECT_DUE, echo.DUE, alarms.MAIL_DUE, readiness.CHANGE, readiness.NIGHT, readiness.MORNING, rehearsals.WATCH, rehearsals.TIDY,
})  # fmt: skip
# An unpaid case may have been paid since: the provider is asked before it goes.
LAST = frozenset({"sealed.lapse_due"})
CARRIED = (mails.CARRIED, *deliveries.CARRIED)
PER_TRANSACTION = 200


def export_to(path: Path, *, slug: str, recipient: bytes, at: datetime) -> dict[str, Any]:
    """Writes the file whole or not at all; answers its manifest. ``recipient``: a public key's PEM.

    Refused: ``UnableToArchive``, ``UnableToUseKey``, ``FileExistsError``.
    """
    key = public_key(recipient)
    beside = path.with_name(f".{path.name}.part")
    if path.exists():
        raise FileExistsError(path)
    try:
        with beside.open("xb") as file:
            beside.chmod(0o600)
            manifest = export.export_city(slug, file, recipient=key, parts=PARTS, at=at)
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)
    return manifest


def contents_of(file: BinaryIO, *, key: bytes) -> Contents:
    """Reads and proves the whole archive. Refused: ``UnableToUnseal``, ``UnableToRestore``, ``UnableToUseKey``."""
    return restore.check(file, private_key(key))


def restore_from(file: BinaryIO, *, key: bytes, at: datetime, slug: str = "") -> Restored:
    """One transaction for the database; then what follows from it and may be done again. Refused as the above."""
    done = restore.restore_city(file, private_key(key), plan=PLAN, at=at, slug=slug)
    left: list[Place] = done.told.pop("left_over")
    files.delete_left_over(done.city, left)
    done.told["files_deleted"] = len(left)
    if done.told["starts_stopped"]:
        with bind(done.city):
            starts.tell(at=at)
    if done.head.key != key_fingerprint(city_keys().key_of(done.city.schema_name)):
        done.told["found_again"] = _find_sponsors_again(done.city)
        with bind(done.city), transaction.atomic():
            returned.forget_digests()
    return done


def _before(step: Callable[..., Any]) -> Callable[[Arrival, datetime], Any]:
    """A step that takes something over from the content that is replaced, if there was any."""

    def run(arrival: Arrival, at: datetime) -> Any:
        return step(using=OWNER, before=arrival.before, at=at) if arrival.before else None

    return run


def _take_trail_over(*, using: str, before: str, at: datetime) -> int:  # noqa: ARG001  steps have one shape
    return audit.take_over(using=using, before=before)


def _hold_events(_arrival: Arrival, at: datetime) -> int:
    return events.hold(using=OWNER, goes_on=GOES_ON, last=LAST, carried=CARRIED, at=at)


def _hold_mails(_arrival: Arrival, _at: datetime) -> int:
    return mails.hold(using=OWNER)


def _hold_deliveries(_arrival: Arrival, at: datetime) -> int:
    return deliveries.hold(using=OWNER, at=at)


def _stop_starts(_arrival: Arrival, at: datetime) -> int:
    return starts.stop(using=OWNER, at=at)


def _shut_doors(_arrival: Arrival, at: datetime) -> int:
    return people.shut(using=OWNER, at=at)


def _note(arrival: Arrival, at: datetime) -> None:
    of = datetime.fromisoformat(arrival.head.made_at)
    audit.note(using=OWNER, archive_of=of, replaced=arrival.before is not None, at=at)


def _left_over(arrival: Arrival, _at: datetime) -> list[Place]:
    return files.left_over(arrival)


PLAN = Plan(
    parts=PARTS,
    forgotten=cases.forgotten_in,
    steps={
        "audit_entries": _before(_take_trail_over),
        "payments_without_case": _before(payments.take_over),
        "exports_taken_over": _before(books.take_over),
        "cases_forgotten": cases.forget_again,
        "documents_forgotten": files.forget_documents,
        "events_held": _hold_events,
        "mails_held": _hold_mails,
        "deliveries_held": _hold_deliveries,
        "starts_stopped": _stop_starts,
        "invitations_revoked": _shut_doors,
        "noted": _note,
        "left_over": _left_over,
    },
)


def _find_sponsors_again(city: City) -> int:
    """Who else asked is found by a hash under the city's key. Another key: made anew, some cases per transaction."""
    with bind(city):
        cases_left = list(Declaration.objects.exclude(sponsor_digest="").order_by("id").values_list("id", flat=True))
        for start in range(0, len(cases_left), PER_TRANSACTION):
            with transaction.atomic():
                for case in Declaration.objects.filter(id__in=cases_left[start : start + PER_TRANSACTION]):
                    case.sponsor_digest = sponsor_digest(answers_of(case))
                    case.save(update_fields=["sponsor_digest"])
    return len(cases_left)


@dataclass(frozen=True)
class HeldItem:
    """Something that a restore brought back and that a person decides about. ``case`` is a reference or a number."""

    kind: str
    id: str
    what: str
    case: str
    since: datetime


def held(city: City) -> list[HeldItem]:
    with bind(city), transaction.atomic():
        found = [
            HeldItem("mails", str(mail.id), mail.template, mail.case.reference or "", mail.queued_at)
            for mail in mails.held()
        ]
        found += [
            HeldItem("deliveries", str(item.id), item.message_type, item.declaration.reference or "", item.created_at)
            for item in deliveries.held()
        ]
        found += [
            HeldItem("events", str(event.id), event.name, str(event.subject_id or ""), event.due_at)
            for event in events.held()
        ]
    return found


def decide(city: City, kind: str, *, send: bool, at: datetime) -> int:
    """``kind``: mails, deliveries or events. Sent or handled after all, or taken off the list. Answers how many."""
    with bind(city), transaction.atomic():
        if send:
            going = {"mails": mails.let_go, "deliveries": deliveries.let_go, "events": events.let_go}
            return going[kind](at=at)
        dropping = {"mails": mails.drop, "deliveries": deliveries.drop, "events": events.drop}
        return dropping[kind]()
