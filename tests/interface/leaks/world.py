"""A city with everything in it that must not be seen elsewhere: a draft, a filed case, a clerk, their proofs and names."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.test import Client

from tenants.binding import OWNER, bind, bind_owner
from tests.interface.desk.clerks import Clerk, Received, hire, receive
from tests.interface.identity.conftest import Visitor, deliver, handle_in
from tests.interface.portal.walking import Sponsor

# Names that no other test person has: wherever one appears on another city's page, it came from here.
CHANGES: dict[str, Any] = {
    "sponsor__name": {"family_name": "Lindwurm", "given_names": "Erika", "gender": "w"},
    "sponsor__contact": {"email": "lindwurm@example.org", "phone": "+49691234567"},
    "guest__name": {"family_name": "Nachtigall", "given_names": "Ayşe", "gender": "w"},
}
NOTE = "Drachenfutter liegt bereit"
QUESTION = "Bitte reichen Sie den Drachenschein nach"


@dataclass
class World:
    city: Any
    draft: Sponsor
    draft_id: uuid.UUID
    filed: Received
    clerk: Clerk
    handle: str
    names: dict[str, Any]
    proofs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def marks(self) -> tuple[str, ...]:
        reference = self.filed.reference
        grouped = " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))
        return ("Lindwurm", "lindwurm", "Nachtigall", "Drachen", reference, grouped, self.names["short_code"])


def build(city: Any, browsers: tuple[Client, Client], stand_in: Any, *, at: Any) -> World:
    draft, clerk = Sponsor(browsers[0], city, **CHANGES), hire(city, "supervisor", "kim", browsers[1])
    draft.begin()
    for key in ("sponsor.name", "guest.name"):
        draft.answer(key)
    draft_id, draft_document = _draft(city, draft)
    visitor = Visitor(city, stand_in, draft_id)
    handle = handle_in(deliver(visitor.answer(visitor.leave())))
    draft.browser.cookies["sitzung"] = visitor.session
    filed = receive(city, at=at, **CHANGES)
    clerk.get("/amt/")
    names = _filed(city, filed, clerk)
    world = World(city, draft, draft_id, filed, clerk, handle, {**names, "draft_document": draft_document})
    world.proofs = _proofs(world)
    return world


def _draft(city: Any, sponsor: Sponsor) -> tuple[uuid.UUID, uuid.UUID]:
    from audit.operations import SPONSOR
    from declarations.models import Declaration
    from documents.operations import accept_upload
    from kernel.clock import now
    from tests.support.cases import small_pdf

    with bind(city):
        case_id = Declaration.objects.get(state="draft").id
        document = accept_upload(
            case_id=case_id, kind="pay_slips", name="Lindwurm.pdf", content=small_pdf(), by=SPONSOR, at=now()
        )
    return case_id, document.id


def _filed(city: Any, filed: Received, clerk: Clerk) -> dict[str, Any]:
    """A note, a question to the sponsor, a refusal, a message that is due: each with an identifier of its own."""
    from billing.payments.models import AccountCheck, Payment
    from casework import review
    from casework.models import SponsorRequest
    from connectors.models import Delivery
    from declarations.access import access_of
    from declarations.models import Declaration
    from documents.models import Document
    from kernel.clock import now
    from notifications.models import Mail

    with bind(city), transaction.atomic():
        review.take_up(case_id=filed.id, by=clerk.id, at=now())
        review.add_note(case_id=filed.id, by=clerk.id, text=NOTE, at=now())
        review.request_more(case_id=filed.id, by=clerk.id, text=QUESTION, at=now())
        case = Declaration.objects.get(id=filed.id)
        return {
            "case_id": filed.id,
            "secret": filed.link,
            "short_code": access_of(case).code,
            "draft_secret": access_of(case).draft,
            "document_id": Document.objects.filter(declaration=case, kind="pay_slips").values_list("id", flat=True)[0],
            "request_id": SponsorRequest.objects.values_list("id", flat=True).get(case_id=filed.id),
            "decision_id": 1,
            "delivery_id": Delivery.objects.values_list("id", flat=True)[0],
            "mail_id": Mail.objects.values_list("id", flat=True)[0],
            "payment_id": Payment.objects.values_list("id", flat=True)[0],
            "message_id": 1,
            "told_id": _appointment(case),
            **_came_back(case, clerk),
            **_money(clerk),
            "account_id": AccountCheck.objects.create(
                provider="stripe", account=f"acct_{city.slug}", standing="can_charge", checked_at=now(), since=now()
            ).id,
            "day": "2026-11-20",
            "moment": "2026-11-20T09:00:00+00:00",
            "official": _official(clerk),
            "digest": _picture(),
            **_interface(clerk),
            "run_id": _rehearsal(),
            **_books(),
            **_people(),
            **_visits(filed, clerk),
        }


def _appointment(case: Any) -> uuid.UUID:
    """A fixed appointment that the authority's own system gave."""
    from casework.models import AuthorityMessage
    from casework.returned_effects import CONTENT
    from declarations import sealing
    from kernel.clock import now

    content = {"day": "2026-12-18", "begins": "09:30:00", "place": "Drachenweg 1"}
    sealed = sealing.cipher(case.id).seal_json(content, CONTENT)
    row = AuthorityMessage.objects.create(
        case=case, kind="appointment", message_id=uuid.uuid4(), sealed_content=sealed, at=now()
    )
    return row.id


def _came_back(case: Any, clerk: Clerk) -> dict[str, Any]:
    """A message of the authority about the case, and a mail that something is wrong."""
    from connectors import returned
    from connectors.inbox_models import Alarm, AlarmMail
    from connectors.models import ReturnedMessage
    from kernel.clock import now
    from tests.support import incoming

    body = incoming.message("130102", f"<x:frage>{NOTE}</x:frage>", reference=case.reference)
    returned.keep(connector="gateway", external_id="1", message_type="130102", body=body, at=now())
    ReturnedMessage.objects.update(state="refused", error="unknown_case", settled_at=now())
    alarm = Alarm.objects.create(kind="stuck", since=now(), noticed_at=now())
    return {
        "answer_id": ReturnedMessage.objects.get().id,
        "alarm_mail_id": AlarmMail.objects.create(alarm=alarm, staff=clerk.id).id,
    }


def _money(clerk: Clerk) -> dict[str, Any]:
    """A refund on its way, so that there is a payment order, and a dispute of another payment."""
    from billing.payments import refunding
    from billing.payments.models import Dispute, Payment
    from billing.payments.states import RefundReason
    from kernel.clock import now

    at, payment = now(), Payment.objects.get()
    refund = refunding.propose(
        payment_id=payment.id, amount_cents=1000, reason=RefundReason.GOODWILL, by=clerk.id + 1, remark=NOTE, at=at
    )
    refunding.release(refund_id=refund.id, by=clerk.id, at=at)
    dispute = Dispute.objects.create(
        provider=payment.provider, provider_ref="du_1", payment=payment, amount_cents=2900, opened_at=at
    )
    return {"refund_id": refund.id, "dispute_id": dispute.id}


def _official(clerk: Clerk) -> str:
    """The cookie of somebody who sets the city up, with a draft that is not published."""
    from configuration import drafting
    from kernel.clock import now

    mika = hire(clerk.city, "owner", "mika", Client())
    value = drafting.section_of("authority").value | {"phone": "Drachentelefon"}
    editor = drafting.Editor(mika.id, "Mika Drachenbein")
    drafting.save(name="authority", value=value, seen=drafting.section_of("authority").stand, by=editor, at=now())
    return str(mika.browser.cookies["amt"].value)


def _people() -> dict[str, Any]:
    """Somebody who is invited, and somebody who asked for a new password."""
    from accounts.staff.models import Invitation, PasswordRequest, Staff
    from kernel.clock import now
    from kernel.codes import digest
    from notifications import to_account

    at, until = now(), now() + timedelta(hours=1)
    person = Staff.objects.create(
        id=987654321, email="lindwurm@stadt.example", name="Lou Drachenbein", roles=["reader"]
    )
    secrets = {
        "invitation_secret": "einladung-aus-der-einen-stadt",
        "password_secret": "passwort-aus-der-einen-stadt",
        "support_secret": "einblick-in-die-eine-stadt",
    }
    invited = Invitation.objects.create(
        id=987654322, email="drachen@stadt.example", roles=["reader"], made_at=at, expires_at=until,
        digest=digest(secrets["invitation_secret"]),
    )  # fmt: skip
    PasswordRequest.objects.create(
        staff=person, digest=digest(secrets["password_secret"]), made_at=at, expires_at=until
    )
    mail = to_account.queue(
        to=invited.email, template="staff_invitation", said={"link": "Drachen"}, at=at, invitation=invited
    )
    return {**secrets, "person_id": person.id, "invitation_id": invited.id, "account_mail_id": mail.id}


def _rehearsal() -> uuid.UUID:
    """A rehearsal that is over."""
    from kernel.clock import now
    from onboarding.rehearsal.models import Run, Step

    run = Run.objects.create(
        ordered_at=now(), ordered_by="Mika Drachenbein", staff_id=1, with_draft=False, state="failed", ended_at=now(),
        open_slot=None,
    )  # fmt: skip
    seen = [{"who": "citizen", "title": "Drachenseite", "blocks": [["p", "Drachenfutter"]]}]
    Step.objects.create(
        run=run, place=0, name="twin", started_at=now(), ended_at=now(), outcome="done", seen=seen
    )  # fmt: skip
    return run.id


def _picture() -> str:
    """The digest of a picture of the city's look."""
    from configuration import assets
    from kernel.clock import now

    content = b"\x89PNG\r\n\x1a\nDrachenwappen"
    return assets.keep(kind="logo", content=content, size=(64, 64), by="Mika Drachenbein", at=now())


def _interface(clerk: Clerk) -> dict[str, Any]:
    """A key of the city's system."""
    from audit.operations import staff
    from connectors import interface_keys
    from kernel.clock import now

    scopes = [scope.value for scope in interface_keys.Scope]
    made = interface_keys.make(label="Drachensystem", scopes=scopes, days=30, by=staff(clerk.id), at=now())
    return {"key_id": made.key.id, "interface_key": made.secret}


def _books() -> dict[str, Any]:
    """A difference and an export with its file."""
    from datetime import date

    from billing.books.models import Batch, BatchFile, Difference
    from kernel.clock import now

    found = Difference.objects.create(kind="foreign", subject="there:stripe:pi_Drachen", cents=2900, opened_at=now())
    batch = Batch.objects.create(
        number=1, until=date(2026, 11, 20), count=0, sum_cents=0, made_at=now(), made_by=1
    )  # fmt: skip
    BatchFile.objects.create(batch=batch, kind="german", name="liste.csv", content=b"Drachenfutter", sha256="")
    return {"difference_id": found.id, "batch_id": batch.id}


def _visits(filed: Received, clerk: Clerk) -> dict[str, Any]:
    """A visit of the filed case with its signed link, a closed hour, a calendar that the clerk subscribed to."""
    from appointments import feed, inviting, operations
    from appointments.models import CalendarChange
    from appointments.needs import Need, Purpose
    from casework import visits
    from kernel.clock import now

    at = now()
    slot = visits.rules(at=at).offices[0].key, _free(at)
    invitation = inviting.invite(case_id=filed.id, purpose=Purpose.SIGNING, at=at)
    booking = operations.book(
        case_id=filed.id, need=Need(Purpose.SIGNING), office=slot[0], starts_at=slot[1], via="desk", at=at, by=clerk.id,
        wishes="Drachenfutter",
    )  # fmt: skip
    change = CalendarChange.objects.create(
        kind="closed", office=slot[0], starts_at=at + timedelta(days=50), ends_at=at + timedelta(days=51),
        reason="Drachenfest", by=clerk.id, at=at,
    )  # fmt: skip
    made, secret = feed.subscribe(staff_id=clerk.id, office="", resource="", at=at)
    return {
        "token": inviting.token_of(invitation), "booking_id": booking.id, "change_id": change.id, "feed_id": made.id,
        "feed_secret": secret,
    }  # fmt: skip


def _free(at: Any) -> Any:
    from appointments.availability import free_slots
    from appointments.needs import Need, Purpose
    from appointments.released import window
    from casework import visits

    rules = visits.rules(at=at)
    return free_slots(rules=rules, need=Need(Purpose.SIGNING), window=window(rules, at=at), at=at)[0].starts_at


def _proofs(world: World) -> dict[str, dict[str, str]]:
    """Cookies by audience, as this city's browsers hold them."""
    from declarations.access import grant
    from declarations.models import Declaration

    with bind(world.city):
        granted = grant(Declaration.objects.get(id=world.filed.id))
    draft = {name: morsel.value for name, morsel in world.draft.browser.cookies.items()}
    filed = {"antrag": world.names["draft_secret"], "zugang": granted}
    desk = {"amt": world.clerk.browser.cookies["amt"].value}
    return {"public": {}, "draft": draft, "console": {"amt": world.names["official"]}, "filed": filed, "link": filed, "desk": desk, "feed": {},
            "interface": {"Authorization": f"Bearer {world.names['interface_key']}"}}  # fmt: skip


def fingerprint(city: Any) -> dict[str, str]:
    """Everything that the city holds, table by table: whoever changed something is found."""
    from tenants.grants import city_models

    tables = sorted({model._meta.db_table for model in city_models()})
    parts = [
        f"""SELECT '{table}', count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))
        FROM "{city.schema_name}"."{table}" t"""
        for table in tables
    ]
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
