"""Everything signed, sealed, stored or handed to a worker by one city, presented to the other: nothing opens."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from audit.operations import SPONSOR, staff
from declarations import sealing
from declarations.access import grant, is_granted
from declarations.models import Declaration
from declarations.operations import start_draft
from declarations.queries import by_link, case_of_browser
from documents.links import UnableToFollow, link_for, read_link
from documents.models import Document
from documents.operations import accept_upload
from documents.storage import NotStored, folder_of, key_for, storage
from kernel.crypto import UnableToOpen
from tenants import doorbell, doors
from tenants.binding import UnboundStatement, bind, bind_public
from tenants.models import Bell
from tenants.tasks import CITY_HEADER
from tests.interface.appointments.systems import ended_there
from tests.interface.leaks.registry import TASKS, tasks
from tests.interface.leaks.world import fingerprint
from tests.support import cases


@pytest.fixture(autouse=True)
def that_day(at: Any, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.STORAGE_DIR, settings.DELIVERY_DIR = tmp_path / "files", tmp_path / "delivered"
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        yield


@pytest.fixture
def draft(offenbach: Any, at: Any) -> Any:
    with bind(offenbach), transaction.atomic():
        return start_draft(language="de", keep=timedelta(days=30), at=at)


@pytest.fixture
def document(offenbach: Any, draft: Any, at: Any) -> Document:
    with bind(offenbach):
        return accept_upload(
            case_id=draft.declaration.id, kind="pay_slips", name="x.pdf", content=cases.small_pdf(), by=SPONSOR, at=at
        )


def test_secrets_of_browser_and_link_find_nothing_elsewhere(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    from declarations.access import access_of

    filed = cases.file(offenbach, at=at)
    with bind(offenbach):
        access = access_of(Declaration.objects.get(id=filed.case_id))
        assert by_link(access.link) is not None
        assert case_of_browser(access.draft) is not None
    with bind(wiesbaden):
        assert by_link(access.link) is None
        assert case_of_browser(access.draft) is None


def test_a_grant_opens_the_same_case_nowhere_else(offenbach: Any, wiesbaden: Any, draft: Any) -> None:
    with bind(offenbach):
        granted = grant(draft.declaration)
        assert is_granted(draft.declaration, granted)
    with bind(wiesbaden):
        assert not is_granted(draft.declaration, granted)


def test_the_link_of_an_invitation_opens_the_same_visit_nowhere_else(
    offenbach: Any, wiesbaden: Any, draft: Any, at: Any
) -> None:
    from appointments.inviting import UnableToOpenLink, invite, open_token, token_of
    from appointments.needs import Purpose

    with bind(offenbach), transaction.atomic():
        token = token_of(invite(case_id=draft.declaration.id, purpose=Purpose.SIGNING, at=at))
        assert open_token(token, at=at).case_id == draft.declaration.id
    with bind(wiesbaden), pytest.raises(UnableToOpenLink) as refused:
        open_token(token, at=at)
    assert refused.value.code == "no_such_link"


def test_how_far_the_sponsor_has_come_counts_in_one_city(offenbach: Any, wiesbaden: Any, draft: Any) -> None:
    from portal.browser import HANDING_IN, HandingIn, handing_in_of, keep_handing_in

    response, request = HttpResponse(), HttpRequest()
    with bind(offenbach):
        keep_handing_in(response, draft.declaration, HandingIn(revision=3, texts="x", optional=()))
        request.COOKIES[HANDING_IN] = response.cookies[HANDING_IN].value
        assert handing_in_of(request, draft.declaration) is not None
    with bind(wiesbaden):
        assert handing_in_of(request, draft.declaration) is None


@pytest.mark.parametrize("audience", [SPONSOR, staff(1)])
def test_a_link_to_a_file_cannot_be_turned_to_another_city(
    offenbach: Any, wiesbaden: Any, document: Document, audience: Any, at: Any
) -> None:
    from kernel.clock import now

    with bind(offenbach):
        path = urlsplit(link_for(document, audience=audience, at=now())).path
    outside = Client(SERVER_NAME="dateien.localhost")
    assert outside.get(path).status_code == 200
    turned = path.replace(offenbach.slug, wiesbaden.slug, 1)
    assert outside.get(turned).status_code == 404
    with pytest.raises(UnableToFollow):
        read_link(turned[1:], at=now())
    for city in (offenbach, wiesbaden):
        assert Client(SERVER_NAME=f"{city.slug}.localhost").get(path).status_code == 404


def test_what_one_city_sealed_no_other_opens(offenbach: Any, wiesbaden: Any, draft: Any) -> None:
    case_id = draft.declaration.id
    with bind(offenbach):
        sealed = sealing.cipher(case_id).seal_json({"a": 1}, "probe")
        assert sealing.cipher(case_id).open_json(sealed, "probe") == {"a": 1}
    with bind(wiesbaden), pytest.raises((UnableToOpen, LookupError)):
        sealing.cipher(case_id).open_json(sealed, "probe")


def test_files_carry_their_city_and_no_other_reads_or_removes_them(
    offenbach: Any, wiesbaden: Any, document: Document, settings: Any
) -> None:
    case_id = document.declaration_id
    with bind(offenbach):
        key, folder = key_for(case_id, document.id, "view"), folder_of(case_id)
        assert storage().exists(key)
    assert str(key).startswith(f"{offenbach.schema_name}/")
    assert {path.name for path in Path(settings.STORAGE_DIR).iterdir()} == {offenbach.schema_name}
    with bind(wiesbaden):
        for way in (storage().get, storage().exists, storage().delete):
            with pytest.raises(UnboundStatement):
                way(key)
        with pytest.raises(UnboundStatement):
            storage().put(key, b"x")
        with pytest.raises(UnboundStatement):
            storage().delete_all(folder)
        with pytest.raises(NotStored):
            storage().get(key_for(case_id, document.id, "view"))
    unbound: list[Callable[[], object]] = [
        lambda: folder_of(case_id),
        lambda: key_for(case_id, document.id, "view"),
        lambda: storage().get(key),
    ]
    for ask in unbound:
        with pytest.raises(UnboundStatement):
            ask()
    with bind(offenbach):
        assert storage().exists(key)


def test_what_is_delivered_lies_in_the_folder_of_its_city(offenbach: Any, wiesbaden: Any, settings: Any) -> None:
    from connectors.adapters.folder.place import city_root

    for city in (offenbach, wiesbaden):
        with bind(city):
            assert city_root() == Path(settings.DELIVERY_DIR) / city.slug
    with pytest.raises(UnboundStatement):
        city_root()


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_of_the_other_city_with_our_identifiers_touches_nothing(
    name: str, offenbach: Any, wiesbaden: Any, at: Any
) -> None:
    """It may fail (its row is not there) but it changes nothing of the city that the identifier belongs to."""
    from billing.payments.models import Payment
    from notifications.models import Mail

    filed = cases.file(offenbach, at=at)
    with bind(offenbach):
        known: dict[str, Any] = {
            "mail_id": Mail.objects.values_list("id", flat=True).first() or uuid.uuid4(),
            "payment_id": Payment.objects.values_list("id", flat=True).first() or uuid.uuid4(),
            "delivery_id": filed.case_id,
            "booking_id": ended_there(filed.case_id, at=at).id,
        }
    before = fingerprint(offenbach)
    values = {part: str(known[part]) if part in known else 1 for part in TASKS[name]}
    result = tasks()[name].apply(kwargs=values, headers={CITY_HEADER: wiesbaden.slug})
    assert not isinstance(result.result, UnboundStatement)
    assert fingerprint(offenbach) == before


def test_a_door_leads_to_one_city_and_no_city_can_open_one(cities: tuple[Any, Any]) -> None:
    first, second = cities
    doors.open_door(kind="probe", external_id="x", city=first)
    with pytest.raises(IntegrityError):
        doors.open_door(kind="probe", external_id="x", city=second)
    assert doors.find("probe", "x") == first
    assert doors.find("probe", "y") is None
    for statement in (
        "SELECT * FROM public.tenants_door",
        "DELETE FROM public.tenants_door",
        "SELECT * FROM public.tenants_straymessage",
        "SELECT * FROM public.tenants_bell",
    ):
        with bind(second), pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)
    with bind_public():
        first.doors.filter(kind="probe").delete()


def test_a_city_rings_for_itself_only(cities: tuple[Any, Any], at: Any) -> None:
    first, second = cities
    with bind(first), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_bell (city_role, due_at) SELECT replace(current_user, %s, %s), now()",
            [first.schema_name, second.schema_name],
        )
    with bind_public():
        Bell.objects.all().delete()
    with bind(second):
        doorbell.ring(due_at=at)
    assert [item.city for item in doorbell.due(at=at)] == [second]


def test_a_sign_in_counts_in_one_city(cities: tuple[Any, Any], browse: Callable[[Any], Client]) -> None:
    from tests.interface.desk.clerks import hire

    kim = hire(cities[0], "supervisor", "kim", browse(cities[0]))
    assert kim.browser.get("/amt/").status_code == 200
    elsewhere = browse(cities[1])
    elsewhere.cookies["amt"] = kim.browser.cookies["amt"].value
    assert elsewhere.get("/amt/").status_code == 302
