"""From the queue to the receipt, and everything that can come between."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from lxml import etree

from tests.interface.connectors.support import events, filed, fresh, later, queued, turn
from tests.support import case_files


def state_of(delivery: Any) -> str:
    return str(fresh(delivery).state)


def test_a_queued_case_lies_in_the_folder_with_a_receipt(city: Any, at: datetime, folder: Path) -> None:
    from connectors.xauslaender.schema import validate, why_not

    delivery = queued(at)
    assert turn(at) == 1
    found = fresh(delivery)
    assert (found.state, found.receipt) == ("delivered", f"0123456789AB_{delivery.id.hex}.xml")
    xml = (folder / "offenbach" / found.receipt).read_bytes()
    if not why_not():
        validate(xml)
    root = etree.fromstring(xml)
    assert case_files.one(root, ".//nachrichtenUUID") == str(delivery.id)
    assert case_files.one(root, "nachrichtenkopf.g2g/leser/kennung") == "azr:030600"
    assert root.get("test") == "true"
    [event] = events("delivery.delivered")
    assert event.subject_id == delivery.declaration_id
    assert event.payload["delivery"] == str(delivery.id)


def test_queueing_twice_is_one_delivery(city: Any, at: datetime) -> None:
    from connectors.models import Delivery
    from connectors.operations import queue

    declaration = filed(at)
    for _time in range(2):
        with transaction.atomic():
            queue(declaration=declaration, at=at)
    assert Delivery.objects.count() == 1
    assert len(events("delivery.due")) == 1


def test_a_queue_that_is_rolled_back_leaves_nothing(city: Any, at: datetime) -> None:
    from connectors.models import Delivery
    from connectors.operations import queue

    declaration = filed(at)
    with pytest.raises(RuntimeError), transaction.atomic():
        queue(declaration=declaration, at=at)
        raise RuntimeError
    assert Delivery.objects.count() == 0
    assert events("delivery.due") == []


def test_content_rests_sealed(city: Any, at: datetime, connect: Any) -> None:
    connect(connector="sandbox_explodes")
    delivery = queued(at)
    turn(at)
    found = fresh(delivery)
    assert found.message_bytes > 1000
    for sealed in (bytes(found.sealed_message), bytes(found.sealed_summary)):
        assert b"Mustermann" not in sealed
        assert b"%PDF" not in sealed


def test_what_is_temporary_is_tried_again_with_the_same_bytes(
    city: Any, at: datetime, connect: Any, papers: Any, folder: Path
) -> None:
    connect(connector="sandbox_explodes")
    delivery = queued(at)
    turn(at)
    found = fresh(delivery)
    assert (found.state, found.error, found.attempts) == ("queued", "no_answer", 1)
    assert timedelta(seconds=15) <= found.next_try_at - at <= timedelta(seconds=30)
    assert turn(later(at, seconds=14)) == 0
    sealed = bytes(found.sealed_message)
    papers[0] = RuntimeError("not asked again")
    turn(later(at, minutes=1))
    assert bytes(fresh(delivery).sealed_message) == sealed
    assert [event.due_at for event in events("delivery.due")][1] == found.next_try_at


def test_after_the_last_try_a_person_hears_of_it(city: Any, at: datetime, connect: Any) -> None:
    from connectors.backoff import MOST_TRIES

    connect(connector="sandbox_explodes")
    delivery = queued(at)
    for hour in range(MOST_TRIES + 3):
        turn(later(at, hours=2 * hour))
    found = fresh(delivery)
    assert (found.state, found.attempts, found.next_try_at) == ("failed", MOST_TRIES, None)
    assert len(events("delivery.failed")) == 1


def test_a_rejected_case_is_a_task_for_the_desk(city: Any, at: datetime, connect: Any) -> None:
    connect(connector="sandbox_refuses", options={"code": "not_competent"})
    delivery = queued(at)
    turn(at)
    assert (state_of(delivery), fresh(delivery).error) == ("rejected", "not_competent")
    [event] = events("delivery.rejected")
    assert event.payload["code"] == "not_competent"
    assert turn(later(at, days=2)) == 0


def test_a_wrong_set_up_waits_and_goes_on_when_it_is_mended(city: Any, at: datetime, connect: Any) -> None:
    from connectors.operations import resume

    connect(connector="sandbox_explodes", options={"how": "misconfigured"})
    delivery = queued(at)
    turn(at)
    assert state_of(delivery) == "paused"
    assert len(events("delivery.paused")) == 1
    assert turn(later(at, minutes=30)) == 0
    connect(when=later(at, minutes=31), connector="sandbox_accepts")
    with transaction.atomic():
        assert resume(at=later(at, minutes=32)) == 1
    turn(later(at, minutes=32))
    assert (state_of(delivery), fresh(delivery).connector) == ("delivered", "sandbox_accepts")


def test_a_changed_connector_takes_over_nothing_that_may_have_arrived(city: Any, at: datetime, connect: Any) -> None:
    connect(connector="sandbox_explodes")
    delivery = queued(at)
    turn(at)
    connect(when=later(at, minutes=1), connector="sandbox_accepts")
    turn(later(at, minutes=2))
    assert (state_of(delivery), fresh(delivery).error) == ("paused", "connector_changed")


def test_papers_that_are_still_being_made_are_waited_for(city: Any, at: datetime, papers: Any) -> None:
    from connectors.attachments import NotReady

    files, papers[0] = papers[0], NotReady()
    delivery = queued(at)
    turn(at)
    assert (state_of(delivery), fresh(delivery).error) == ("queued", "papers_not_ready")
    papers[0] = files
    turn(later(at, minutes=1))
    assert state_of(delivery) == "delivered"


def test_a_file_that_the_message_cannot_carry_fails_at_once(city: Any, at: datetime, papers: Any) -> None:
    from connectors.xauslaender.files import Files

    papers[0] = Files(summary=b"no pdf")
    delivery = queued(at)
    turn(at)
    assert (state_of(delivery), fresh(delivery).error) == ("failed", "file_not_pdf_or_jpeg")


def test_an_unforeseen_error_is_tried_again_and_its_text_is_not_kept(
    city: Any, at: datetime, papers: Any, caplog: pytest.LogCaptureFixture
) -> None:
    papers[0] = ValueError("Erika Mustermann")
    delivery = queued(at)
    turn(at)
    assert (state_of(delivery), fresh(delivery).error) == ("queued", "unforeseen")
    assert "ValueError" in caplog.text
    assert "Mustermann" not in caplog.text


def test_an_erased_case_is_not_delivered(city: Any, at: datetime, folder: Path) -> None:
    from declarations.sealing import destroy_key

    delivery = queued(at)
    destroy_key(delivery.declaration_id)
    turn(at)
    assert (state_of(delivery), fresh(delivery).error) == ("failed", "case_erased")
    assert not list(folder.rglob("*.xml"))


def test_without_schemas_it_depends_on_the_city(city: Any, at: datetime, connect: Any, settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""
    connect(connector="sandbox_accepts", validation="always")
    strict = queued(at)
    turn(at)
    assert (state_of(strict), fresh(strict).error) == ("paused", "schemas_not_configured")
    connect(when=later(at, minutes=1), connector="sandbox_accepts", validation="when_possible")
    lenient = queued(later(at, minutes=2), reference="0123456789AC")
    turn(later(at, minutes=2))
    assert state_of(lenient) == "delivered"


def test_an_invalid_message_is_never_delivered(
    city: Any, at: datetime, folder: Path, settings: Any, tmp_path: Path
) -> None:
    schema = '<schema xmlns="http://www.w3.org/2001/XMLSchema"><element name="a"/></schema>'
    (tmp_path / "xauslaender-nachrichten-ozg.xsd").write_text(schema)
    settings.XAUSLAENDER_SCHEMA_DIR = str(tmp_path)
    delivery = queued(at)
    turn(at)
    found = fresh(delivery)
    assert (found.state, found.error, found.sealed_message) == ("failed", "invalid_message", None)
    [attempt] = found.tries.all()
    assert attempt.problems
    assert "Mustermann" not in str(attempt.problems)
    assert not list(folder.rglob("*.xml"))


def test_a_person_can_send_what_is_stuck_once_more(city: Any, at: datetime, connect: Any) -> None:
    from audit.operations import staff
    from connectors.operations import UnableToResend, resend

    connect(connector="sandbox_refuses")
    delivery = queued(at)
    turn(at)
    connect(when=later(at, minutes=1), connector="sandbox_accepts")
    with transaction.atomic():
        resend(delivery_id=delivery.id, by=staff(7), at=later(at, minutes=2))
    turn(later(at, minutes=2))
    assert state_of(delivery) == "delivered"
    with pytest.raises(UnableToResend), transaction.atomic():
        resend(delivery_id=delivery.id, by=staff(7), at=later(at, minutes=3))


def test_the_history_of_the_case_tells_what_happened(city: Any, at: datetime, connect: Any) -> None:
    from audit.models import AuditEntry

    connect(connector="sandbox_refuses")
    delivery = queued(at)
    turn(at)
    [entry] = AuditEntry.objects.filter(action="delivery.rejected")
    assert entry.case_id == delivery.declaration_id
    assert entry.details["connector"] == "sandbox_refuses"


def test_the_outside_is_not_called_inside_a_transaction(city: Any, at: datetime) -> None:
    from connectors.claiming import claim
    from connectors.delivering import attempt

    queued(at)
    taken = claim(at=at)
    with pytest.raises(RuntimeError, match="transaction"), transaction.atomic():
        attempt(taken, at=at)  # type: ignore[arg-type]  # nothing taken is needed: it is refused before


def test_a_live_city_sends_real_messages(city: Any, at: datetime, folder: Path) -> None:
    from tenants.binding import bind_public
    from tenants.models import City

    before = city.stage
    with bind_public():
        City.objects.filter(slug=city.slug).update(stage="live")
    try:
        delivery = queued(at)
        turn(at)
    finally:
        with bind_public():
            City.objects.filter(slug=city.slug).update(stage=before)
    root = etree.parse(str(folder / "offenbach" / fresh(delivery).receipt)).getroot()
    assert root.get("test") is None


def test_each_city_delivers_its_own(city: Any, wiesbaden: Any, at: datetime, folder: Path) -> None:
    from connectors.models import Delivery

    queued(at)
    assert turn(at) == 1
    assert not (folder / "wiesbaden").exists()
    assert Delivery.objects.count() == 1


def test_each_city_sees_its_own(wiesbaden: Any, offenbach: Any, at: datetime) -> None:
    from connectors.models import Delivery
    from tenants.binding import bind

    with bind(offenbach):
        queued(at)
    with bind(wiesbaden):
        assert Delivery.objects.count() == 0
        assert turn(at) == 0


def test_the_same_case_always_has_the_same_key() -> None:
    from connectors.operations import delivery_id_of

    case = uuid.uuid4()
    assert delivery_id_of(case) == delivery_id_of(case)
    assert delivery_id_of(case) != delivery_id_of(uuid.uuid4())
    assert delivery_id_of(case) != delivery_id_of(case, message_type="130111")


def test_two_adults_are_two_deliveries_each_with_its_own_message_and_the_case_waits_for_both(
    city: Any, folder: Path, at: datetime
) -> None:
    from connectors.models import Delivery
    from connectors.operations import queue
    from connectors.queries import is_handed_over

    grown = {"kind": "child", "family_name": "Şahin", "given_names": "Deniz", "birth_date": "1999-05-03"}
    declaration = filed(at, companions={"has_companions": True, "persons": [grown]})
    with transaction.atomic():
        first = queue(declaration=declaration, at=at)
        assert queue(declaration=declaration, at=at) == first
    assert list(Delivery.objects.order_by("subject").values_list("subject", flat=True)) == ["guest-2", None]
    assert not is_handed_over(declaration.id)
    assert turn(at) == 2
    assert is_handed_over(declaration.id)
    messages = [path.read_text() for path in folder.rglob("*.xml")]
    assert len({message.count("<name>Deniz</name>") for message in messages}) == 2
    Delivery.objects.filter(subject="guest-2").update(state="rejected")
    assert not is_handed_over(declaration.id)
