"""Files are shown on a host of their own, for five minutes, to whom the link was made for, and the trail knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from audit.models import AuditEntry
from audit.operations import SPONSOR, SYSTEM, Actor, staff
from declarations import sealing
from documents.links import link_for, read_link
from documents.models import Document
from documents.operations import accept_upload, keep_generated, remove
from tenants.binding import bind
from tests.support import files

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def document(offenbach: Any, draft: Callable[[Any], UUID]) -> Document:
    case_id = draft(offenbach)
    with bind(offenbach):
        return accept_upload(
            case_id=case_id, kind="pay_slips", name="Lohn Erika.pdf", content=files.hostile_pdf(), by=SPONSOR, at=NOW
        )


def _link(city: Any, document: Document, *, audience: Actor = SPONSOR, variant: str = "view") -> str:
    with bind(city):
        return link_for(document, audience=audience, variant=variant, at=NOW)


def _fetch(browser: Client, address: str, *, after: float = 1, method: str = "get") -> Any:
    with time_machine.travel(NOW + timedelta(seconds=after), tick=False):
        return getattr(browser, method)(urlsplit(address).path)


def _trail(city: Any) -> list[tuple[str, str, str]]:
    with bind(city):
        found = AuditEntry.objects.filter(action__in=["document.link_made", "document.opened"]).order_by("id")
        return [
            (entry.action, f"{entry.actor_kind} {entry.actor_ref}".strip(), entry.details["variant"]) for entry in found
        ]


def test_the_viewing_copy_is_shown_where_it_can_touch_nothing(
    offenbach: Any, document: Document, outside: Client
) -> None:
    address = _link(offenbach, document)
    assert urlsplit(address).hostname == "dateien.localhost"
    answer = _fetch(outside, address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_the_original_comes_as_a_download_as_it_was_sent(offenbach: Any, document: Document, outside: Client) -> None:
    answer = _fetch(outside, _link(offenbach, document, audience=staff(7), variant="original"))
    assert hashlib.sha256(answer.content).hexdigest() == document.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Erika" not in str(answer.headers)


def test_a_link_names_nobody(offenbach: Any, document: Document) -> None:
    address = _link(offenbach, document, audience=staff(7), variant="original")
    assert "Erika" not in address
    assert "Lohn" not in address


@pytest.mark.parametrize(("after", "status"), [(0, 200), (299, 200), (301, 410), (86400, 410)])
def test_a_link_is_good_for_five_minutes(
    offenbach: Any, document: Document, outside: Client, after: float, status: int
) -> None:
    answer = _fetch(outside, _link(offenbach, document), after=after)
    assert answer.status_code == status
    if status == 410:
        assert "gilt nicht mehr" in answer.content.decode()


def test_a_changed_link_opens_nothing(offenbach: Any, wiesbaden: Any, document: Document, outside: Client) -> None:
    address = _link(offenbach, document, audience=staff(7))
    path = urlsplit(address).path
    changed = [
        path.replace("offenbach", "wiesbaden"),
        path.replace("offenbach", "nirgendwo"),
        path.replace("staff.7", "staff.8"),
        path.replace("staff.7", "sponsor."),
        path[:-2] + ("AA" if path[-2:] != "AA" else "BB"),
        path.replace("~", "/"),
        "/" + "x" * 5000,
        "/",
    ]
    for wrong in changed:
        assert _fetch(outside, f"http://dateien.localhost{wrong}").status_code == 404, wrong
    assert [entry for entry in _trail(offenbach) if entry[0] == "document.opened"] == []


def test_only_reading_is_possible(offenbach: Any, document: Document, outside: Client) -> None:
    address = _link(offenbach, document)
    assert _fetch(outside, address, method="post").status_code == 405
    assert _fetch(outside, address, method="head").status_code == 200


def test_a_citys_own_host_serves_no_file(offenbach: Any, document: Document, browse: Any) -> None:
    assert _fetch(browse(offenbach), _link(offenbach, document)).status_code == 404


@pytest.mark.parametrize(
    ("audience", "variant", "noted"),
    [(SPONSOR, "view", False), (SPONSOR, "original", True), (staff(7), "view", True), (staff(7), "original", True)],
)
def test_what_staff_looks_at_and_every_original_is_in_the_trail_twice(
    offenbach: Any, document: Document, outside: Client, audience: Actor, variant: str, noted: bool
) -> None:
    _fetch(outside, _link(offenbach, document, audience=audience, variant=variant))
    who = f"{audience.kind} {audience.ref}".strip()
    expected = [("document.link_made", who, variant), ("document.opened", who, variant)]
    assert _trail(offenbach) == (expected if noted else [])


def test_a_removed_or_erased_document_is_gone_even_for_a_good_link(
    offenbach: Any, document: Document, draft: Callable[[Any], UUID], outside: Client
) -> None:
    address = _link(offenbach, document)
    with bind(offenbach):
        remove(document_id=document.id, by=SPONSOR, at=NOW)
    assert _fetch(outside, address).status_code == 404
    other = draft(offenbach)
    with bind(offenbach):
        made = keep_generated(case_id=other, kind="summary", name="x", content=files.pdf(), at=NOW)
        address = link_for(made, audience=SPONSOR, at=NOW)
        sealing.destroy_key(other)
    assert _fetch(outside, address).status_code == 404


def test_links_are_made_for_sponsors_and_staff_and_for_what_there_is(
    offenbach: Any, document: Document, draft: Callable[[Any], UUID]
) -> None:
    with bind(offenbach):
        made = keep_generated(case_id=draft(offenbach), kind="summary", name="x", content=files.pdf(), at=NOW)
        with pytest.raises(ValueError, match="original"):
            link_for(made, audience=SPONSOR, variant="original", at=NOW)
        with pytest.raises(ValueError, match="staff"):
            link_for(document, audience=SYSTEM, at=NOW)


def test_reading_a_link_tells_city_document_variant_and_audience(offenbach: Any, document: Document) -> None:
    address = _link(offenbach, document, audience=staff(7))
    link = read_link(urlsplit(address).path[1:], at=NOW)
    assert (link.city.slug, link.document_id, link.variant, link.audience) == (
        "offenbach",
        document.id,
        "view",
        staff(7),
    )
