"""One city as a file and back, with another one beside it that must not notice: rows, files, and what can be read."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from config import archives
from kernel.crypto import UnableToOpen
from kernel.recipients import private_key, public_key
from tenants.archive import export, restore
from tenants.binding import OWNER, bind, bind_owner
from tenants.keys import city_keys
from tenants.models import City
from tests.support import cases
from tests.support.archives import PRIVATE, PUBLIC, erase, paid_case, restored, with_draft, with_file
from tests.support.content import everything_of, files_of, opened, public_rows_of, rows_of

pytestmark = pytest.mark.usefixtures("unsent")
OWN_TRACE = {
    "audit_auditentry",
    "outbox_outboxevent",
    "notifications_mail",
    "connectors_delivery",
    "connectors_returnedmessage",
    "declarations_casekey",
}


def test_a_city_goes_back_to_the_archive_and_the_other_notices_nothing(
    cities: Any, filed: Any, saved: Any, at: datetime
) -> None:
    offenbach, wiesbaden = cities
    before, beside = everything_of(offenbach), everything_of(wiesbaden)
    path = saved(offenbach)
    cases.file(offenbach, at=at)
    _erase_nothing_but_change(offenbach, at)
    done = restored(path, at=at)
    assert done.replaced
    rows, files, readable, public = everything_of(offenbach)
    assert {name: value for name, value in rows.items() if name not in OWN_TRACE} == {
        name: value for name, value in before[0].items() if name not in OWN_TRACE
    }
    assert (files, readable, public) == before[1:]
    assert everything_of(wiesbaden) == beside


def _erase_nothing_but_change(city: Any, at: datetime) -> None:
    from declarations.models import Declaration

    with bind(city):
        Declaration.objects.update(language="en", changed_at=at + timedelta(hours=1))


def test_a_city_that_is_lost_comes_back_whole_with_a_key_of_its_own(
    cities: Any, filed: Any, saved: Any, small_city: City, gone: Any, at: datetime
) -> None:
    case_id = with_draft(small_city, at)
    with_file(small_city, case_id, at)
    beside = everything_of(cities[0]), everything_of(cities[1])
    before, key = everything_of(small_city), city_keys().key_of(small_city.schema_name)
    assert before[1]
    path = saved(small_city)
    gone(small_city)
    done = restored(path, at=at)
    assert not done.replaced
    assert city_keys().key_of("c_flotte_70") != key
    rows, files, readable, _ = everything_of(done.city)
    assert (files, readable) == before[1:3]
    same = {name for name in rows if rows[name] == before[0][name]}
    assert set(rows) - same <= OWN_TRACE
    assert done.city.stage == "suspended"
    assert public_rows_of(done.city)["tenants_domain"][0][1] == "flotte-70.localhost"
    assert (everything_of(cities[0]), everything_of(cities[1])) == beside


def test_under_another_name_everything_can_still_be_read_and_exported_again(
    small_city: City, saved: Any, gone: Any, at: datetime
) -> None:
    case_id = with_draft(small_city, at)
    with_file(small_city, case_id, at)
    readable, path = opened(small_city), saved(small_city)
    gone(small_city)
    first = restored(path, at=at, slug="flotte-71").city
    assert opened(first) == readable
    assert list(files_of(first))
    second_path = saved(first, "again.zusage")
    gone(first)
    assert opened(restored(second_path, at=at, slug="flotte-70").city) == readable


def test_what_was_erased_since_stayserased_case(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from declarations import sealing
    from declarations.models import CaseKey, Declaration, Erasure
    from documents.models import Document

    path, waiting = saved(offenbach), filed["offenbach"][1]
    erase(offenbach, waiting, at)
    assert not [name for name in files_of(offenbach) if name.startswith(str(waiting))]
    done = restored(path, at=at)
    assert done.told["cases_forgotten"] == 1
    with bind(offenbach), transaction.atomic():
        case = Declaration.objects.get(id=waiting)
        assert (case.state, case.sealed_answers, case.sealed_case, case.link_digest) == ("erased", None, None, None)
        assert set(Erasure.objects.values_list("case_id", flat=True)) == {waiting, filed["offenbach"][2]}
        assert not CaseKey.objects.filter(case_id=waiting).exists()
        assert not Document.objects.filter(declaration_id=waiting).exists()
        with pytest.raises(UnableToOpen, match="case_erased"):
            sealing.cipher(waiting)
    assert not [name for name in files_of(offenbach) if name.startswith(str(waiting))]


def test_files_of_what_came_after_the_archive_go(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    path, files = saved(offenbach), files_of(offenbach)
    cases.file(offenbach, at=at)
    assert set(files_of(offenbach)) > set(files)
    restored(path, at=at)
    assert files_of(offenbach) == files


def test_what_might_have_left_already_waits_for_a_person(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from notifications.models import Mail
    from outbox.models import OutboxEvent

    path = saved(offenbach)
    restored(path, at=at)
    with bind(offenbach):
        mails = set(Mail.objects.filter(state="queued").values_list("id", flat=True))
        assert mails
        assert not OutboxEvent.objects.filter(name__in=["mail.due", "delivery.due"], done_at=None).exists()
    cases.work(offenbach, at=at + timedelta(days=1))
    listed = archives.held(offenbach)
    assert mails <= {uuid.UUID(item.id) for item in listed if item.kind == "mails"}
    assert archives.decide(offenbach, "mails", send=True, at=at) == len(mails)
    with bind(offenbach):
        due = OutboxEvent.objects.filter(name="mail.due", done_at=None)
        assert {uuid.UUID(event.payload["mail"]) for event in due} >= mails
    assert not [item for item in archives.held(offenbach) if item.kind == "mails" and uuid.UUID(item.id) in mails]


def test_a_delivery_that_was_under_way_is_sent_again_by_a_person_only(
    offenbach: Any, filed: Any, saved: Any, at: datetime
) -> None:
    from connectors import operations
    from connectors.models import Delivery
    from declarations.models import Declaration

    with bind(offenbach), transaction.atomic():
        case = filed["offenbach"][1]  # of the first one everything arrived
        operations.queue(declaration=Declaration.objects.get(id=case), at=at)
    path = saved(offenbach)
    restored(path, at=at)
    with bind(offenbach):
        held = Delivery.objects.get(declaration_id=case)
        assert (held.state, held.error) == ("failed", "held_after_restore")
    cases.work(offenbach, at=at + timedelta(days=2))
    with bind(offenbach):
        assert Delivery.objects.get(declaration_id=case).state == "failed"
    assert archives.decide(offenbach, "deliveries", send=True, at=at) == 1
    with bind(offenbach):
        assert Delivery.objects.get(declaration_id=case).state == "queued"


def test_a_timer_of_the_city_itself_goes_on(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    """The unpaid case lapses in its time, also after a restore: data goes when its time is up."""
    from declarations.models import Declaration

    restored(saved(offenbach), at=at)
    cases.work(offenbach, at=at + timedelta(days=60))
    with bind(offenbach):
        assert Declaration.objects.get(id=filed["offenbach"][1]).state == "erased"


def test_what_was_paid_since_stayspaid_case(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from billing.payments.models import Payment
    from declarations.models import Declaration

    path, waiting = saved(offenbach), filed["offenbach"][1]
    cases.pay(offenbach, waiting, at=at)
    cases.work(offenbach, at=at)
    unknown = paid_case(offenbach, at)
    done = restored(path, at=at)
    assert [row["amount_cents"] for row in done.told["payments_without_case"]] == [2900]
    with bind(offenbach):
        assert not Declaration.objects.filter(id=unknown).exists()
        payment = Payment.objects.get(declaration_id=waiting)
        assert payment.state == "paid"
        assert payment.events.count()
    cases.work(offenbach, at=at)
    with bind(offenbach):
        assert Declaration.objects.get(id=waiting).state == "submitted"


def test_what_went_back_since_stays_known(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    """Else the treasury could send the same money a second time."""
    from billing.payments import refunding
    from billing.payments.models import Dispute, Payment, Refund
    from billing.payments.refund_calling import settle_refund
    from billing.payments.states import RefundReason
    from billing.providers.base import RefundState, RefundStatus

    cases.pay(offenbach, filed["offenbach"][1], at=at)
    with bind(offenbach):
        payment = Payment.objects.get(declaration_id=filed["offenbach"][1])
        refund = refunding.propose(
            payment_id=payment.id, amount_cents=1000, reason=RefundReason.GOODWILL, by=1, remark="Härtefall", at=at
        )
    path = saved(offenbach)
    with bind(offenbach):
        refunding.release(refund_id=refund.id, by=2, at=at)
        settle_refund(refund_id=refund.id, seen=RefundState("re_1", RefundStatus.DONE, 1000), source="poll", at=at)
        Dispute.objects.create(provider="stripe", provider_ref="du_1", payment=payment, amount_cents=1, opened_at=at)
    restored(path, at=at)
    with bind(offenbach):
        found = Refund.objects.get()
        assert (found.state, found.provider_ref) == ("done", "re_1")
        assert Dispute.objects.get().payment_id == payment.id


def test_the_trail_does_not_go_back(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from audit.models import AuditEntry

    path = saved(offenbach)
    erase(offenbach, filed["offenbach"][1], at)
    with bind(offenbach):
        trail = list(AuditEntry.objects.order_by("id").values_list("action", "case_id"))
    restored(path, at=at)
    with bind(offenbach):
        now = list(AuditEntry.objects.order_by("id").values_list("action", "case_id"))
    assert now[: len(trail)] == trail
    assert ("city.restored", None) in now


def test_numbers_are_never_given_twice(offenbach: Any, filed: Any, saved: Any, at: datetime) -> None:
    from outbox import operations as outbox
    from outbox.models import OutboxEvent

    path = saved(offenbach)
    with bind(offenbach), transaction.atomic():
        last = outbox.record(name="case.closing_due", subject_id=uuid.uuid4(), at=at).pk
    restored(path, at=at)
    with bind(offenbach), transaction.atomic():
        assert not OutboxEvent.objects.filter(pk=last).exists()
        assert outbox.record(name="case.closing_due", subject_id=uuid.uuid4(), at=at).pk > last


def test_an_archive_shows_nothing_of_anybody(offenbach: Any, filed: Any, saved: Any) -> None:
    content = saved(offenbach).read_bytes()
    for word in ("Mustermann", "example.org", "declarations_declaration", str(filed["offenbach"][0])):
        assert word.encode() not in content
    assert city_keys().key_of(offenbach.schema_name) not in content


def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(
    offenbach: Any, filed: Any, tmp_path: Path, at: datetime
) -> None:
    """Between two tables somebody files a case: it is in none of them."""
    from threading import Thread

    from tenants.archive.parts import Part

    def file_another() -> None:
        try:
            cases.file(offenbach, at=at)
        finally:
            connections.close_all()

    def meanwhile(*_: Any) -> None:
        thread = Thread(target=file_another)
        thread.start()
        thread.join()

    before, nosy = rows_of(offenbach), Part("nosy", meanwhile, lambda *_: None)
    path = tmp_path / "moment.zusage"
    with path.open("wb") as file:
        export.export_city("offenbach", file, recipient=public_key(PUBLIC), parts=(nosy, *archives.PARTS), at=at)
    assert rows_of(offenbach) != before
    plan = replace(archives.PLAN, parts=(nosy, *archives.PARTS))
    with path.open("rb") as archive:
        restore.restore_city(archive, private_key(PRIVATE), plan=plan, at=at)
    now = rows_of(offenbach)
    for table in ("declarations_declaration", "documents_document"):
        assert now[table] == before[table]
    assert len(now["declarations_casekey"].splitlines()) == len(before["declarations_casekey"].splitlines())


def test_a_restored_city_serves(small_city: City, saved: Any, gone: Any, browse: Any, at: datetime) -> None:
    from tenants import life
    from tenants.models import Stage

    path = saved(small_city)
    gone(small_city)
    city = restored(path, at=at).city
    assert browse(city).get("/").status_code == 503
    assert life.may_move_to(city) == [Stage.ONBOARDING, Stage.REHEARSAL, Stage.OFFBOARDED]
    for real in (Stage.PILOT, Stage.LIVE):
        with pytest.raises(life.UnableToChangeCity, match="not_allowed"):
            life.move_to(slug=city.slug, stage=real, at=at)
    life.move_to(slug=city.slug, stage=Stage.ONBOARDING, at=at)
    assert browse(city).get("/").status_code == 200


def _with_a_start_and_open_doors(city: City, at: datetime) -> str:
    """Approved for an hour ago; the operator may look; somebody is invited, signed in, and asked for a password."""
    from accounts.sign_in import of_city
    from accounts.staff.models import Invitation, PasswordRequest, Staff
    from onboarding.golive.models import LiveRequest, SupportGrant

    with bind(city), transaction.atomic():
        owner = Staff.objects.create(email=f"o@{city.slug}.example", name="Oda", roles=["owner"])
        LiveRequest.objects.create(
            number=1, state="approved", requested_at=at, staff_id=owner.pk, staff_name="Oda", decided_by="ops@x.example",
            decided_at=at, opens_at=at - timedelta(hours=1),
        )  # fmt: skip
        SupportGrant.objects.create(granted_at=at, ends_at=at + timedelta(days=7), staff_id=owner.pk, staff_name="Oda")
        until = {"made_at": at, "expires_at": at + timedelta(days=1)}
        Invitation.objects.create(email="x@y.example", roles=["owner"], digest="a" * 64, **until)
        PasswordRequest.objects.create(staff=owner, digest="b" * 64, **until)
        return of_city().let_in(owner, at=at)


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_restored_city_does_not_open_by_an_old_approval_and_nobody_gets_in_by_an_old_link(
    small_city: City, saved: Any, gone: Any, at: datetime, is_gone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.sign_in import of_city
    from accounts.staff import inviting
    from accounts.staff.models import Invitation, PasswordRequest
    from config import opening
    from config.reports import report_progress
    from notifications.models import StaffMail
    from onboarding.golive import operations, support
    from onboarding.rollout.models import CityStart
    from tenants.binding import bind_public

    cookie = _with_a_start_and_open_doors(small_city, at)
    path = saved(small_city)
    if is_gone:
        gone(small_city)
    done = restored(path, at=at)
    assert (done.told["starts_stopped"], done.told["invitations_revoked"]) == (1, 1)
    monkeypatch.setattr(opening, "measure", lambda *, at: [])
    assert not opening.open_city(done.city, at=at)
    report_progress(done.city, at=at)
    with bind_public():
        told = CityStart.objects.get(city=done.city)
        assert (told.state, told.found, told.support_until) == ("stopped", ["restored"], None)
        assert City.objects.get(slug=small_city.slug).stage == ("suspended" if is_gone else "onboarding")
    with bind(done.city), transaction.atomic():
        row = operations.current()
        assert row is not None
        assert (row.state, row.found) == ("stopped", ["restored"])
        [mail] = StaffMail.objects.filter(template="golive_news")
        assert "Archiv" in mail.facts["items"][0]
        assert support.standing(at=at) is None
        [invitation] = Invitation.objects.all()
        assert (inviting.state_of(invitation, at=at), invitation.email) == ("revoked", "")
        assert not PasswordRequest.objects.exists()
        assert of_city().person_of(cookie, at=at) is None


def test_on_another_platform_the_city_has_that_ones_address(
    small_city: City, saved: Any, gone: Any, settings: Any, at: datetime
) -> None:
    path = saved(small_city)
    gone(small_city)
    settings.PLATFORM_DOMAIN = "anders.example"
    city = restored(path, at=at).city
    assert [row[1] for row in public_rows_of(city)["tenants_domain"]] == ["flotte-70.anders.example"]


def test_an_unpaid_case_gets_a_day_in_which_the_provider_is_asked(
    offenbach: Any, filed: Any, saved: Any, at: datetime
) -> None:
    from outbox.models import OutboxEvent

    late = at + timedelta(days=90)
    restored(saved(offenbach), at=late)
    with bind(offenbach):
        due = dict(OutboxEvent.objects.filter(done_at=None).order_by("due_at").values_list("name", "due_at"))
    assert due["sealed.lapse_due"] == late + timedelta(days=1)


def test_timers_that_go_on_are_known_by_their_names() -> None:
    from tests.architecture.test_events import _subscribed

    assert {*archives.GOES_ON, *archives.LAST, *archives.CARRIED} <= set(_subscribed())


def test_whoever_reads_a_snapshot_writes_nothing_and_leaves_nothing_on_the_connection(
    offenbach: Any, at: datetime
) -> None:
    from django.db import DatabaseError

    from audit.models import AuditEntry
    from tenants.binding import UnableToSwitchCity, bind_snapshot

    def write() -> None:
        AuditEntry.objects.using(OWNER).create(at=at, actor_kind="system", action="test")

    with bind_snapshot(offenbach.schema_name), pytest.raises(DatabaseError, match="read-only transaction"):
        write()
    with bind_snapshot(offenbach.schema_name), transaction.atomic(using=OWNER):
        AuditEntry.objects.using(OWNER).count()
        with pytest.raises(UnableToSwitchCity), bind_owner(offenbach.schema_name):
            pass
    with bind_owner(offenbach.schema_name):
        write()


def test_what_the_cash_system_was_given_since_is_not_given_again(
    offenbach: Any, filed: Any, saved: Any, at: datetime
) -> None:
    from billing.books import exporting, queries
    from billing.books.refusals import UnableToExport
    from kernel.clock import german_day

    path, later = saved(offenbach), at + timedelta(days=1)
    with bind(offenbach):
        made = exporting.export(until=german_day(at), by=7, at=later)
        file = bytes(queries.file_of(made.id, "german").content)  # type: ignore[union-attr]  # there, or the test fails here
    assert restored(path, at=later).told["exports_taken_over"] == 1
    with bind(offenbach):
        assert [batch.number for batch in queries.batches()] == [made.number]
        assert bytes(queries.file_of(made.id, "german").content) == file  # type: ignore[union-attr]  # there, or the test fails here
        with pytest.raises(UnableToExport, match="nothing_new"):
            exporting.export(until=german_day(at), by=7, at=later)


def test_the_citys_secrets_travel_sealed_and_are_sealed_anew(
    small_city: Any, saved: Any, gone: Any, at: datetime
) -> None:
    from configuration import secrets
    from configuration.models import Secret

    with bind(small_city), transaction.atomic():
        secrets.put(name="kasse", value=b"streng geheim", by="test", at=at)
        before = bytes(Secret.objects.get().sealed)
    path = saved(small_city)
    assert b"streng geheim" not in path.read_bytes()
    gone(small_city)
    city = restored(path, at=at).city
    with bind(city):
        assert secrets.read("kasse") == b"streng geheim"
        assert bytes(Secret.objects.get().sealed) != before


def test_the_pictures_of_a_citys_look_come_back_with_it(offenbach: Any, saved: Any, at: datetime) -> None:
    from configuration import assets
    from configuration.models import Asset

    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    with bind(offenbach), transaction.atomic():
        digest = assets.keep(kind="logo", content=content, size=(64, 64), by="Mika", at=at)
    path = saved(offenbach)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(f'DELETE FROM "{offenbach.schema_name}".configuration_asset')
    restored(path, at=at)
    with bind(offenbach):
        assert bytes(Asset.objects.get(digest=digest).content) == content
