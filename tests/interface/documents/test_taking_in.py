"""Documents come into a case, stay sealed there, and go with it."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from audit.operations import SPONSOR, SYSTEM, staff
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import erase, locked, move
from declarations.states import State as CaseState
from documents import queries
from documents.models import Document
from documents.operations import UnableToRemove, accept_upload, erase_all, keep_generated, remove
from documents.refusals import UnableToAccept
from documents.states import TRANSITIONS, State
from documents.storage import NotStored, key_for, storage
from kernel.crypto import UnableToOpen
from tenants.binding import UnboundStatement, bind
from tests.support import files

NAME = "Lohn Erika Mustermann.jpg"


def _upload(case_id: UUID, at: datetime, **changes: Any) -> Document:
    given = {"kind": "pay_slips", "name": NAME, "content": files.photo(), "by": SPONSOR, **changes}
    return accept_upload(case_id=case_id, at=at, **given)


def _stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_an_upload_is_kept_sealed_as_sent_and_as_rebuilt(
    offenbach: Any, draft: Callable[[Any], UUID], folder: Path, at: datetime
) -> None:
    case_id, sent = draft(offenbach), files.photo()
    with bind(offenbach):
        document = _upload(case_id, at, content=sent)
        assert document.sha256 == hashlib.sha256(sent).hexdigest()
        assert queries.content_of(document, "original") == sent
        assert queries.content_of(document).startswith(b"\xff\xd8\xff")
        assert [item.name for item in queries.of_case(case_id)] == [NAME]
        row = Document.objects.get()
    assert NAME.encode() not in bytes(row.sealed_name)
    paths = _stored(folder)
    assert [str(path.relative_to(folder)) for path in paths] == [
        f"{offenbach.schema_name}/{case_id}/{document.id}/original",
        f"{offenbach.schema_name}/{case_id}/{document.id}/view",
    ]
    for path in paths:
        assert b"JFIF" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0
        assert all(parent.stat().st_mode & 0o077 == 0 for parent in path.parents if folder in (parent, *parent.parents))


def test_the_trail_says_what_came_but_not_what_it_was_called(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = draft(offenbach)
    with bind(offenbach):
        document = _upload(case_id, at)
        remove(document_id=document.id, by=SPONSOR, at=at)
        entries = list(AuditEntry.objects.filter(case_id=case_id).order_by("id"))
    assert [entry.action for entry in entries] == ["document.added", "document.removed"]
    assert entries[0].details["kind"] == "pay_slips"
    assert "Mustermann" not in str([entry.details for entry in entries])
    assert "Mustermann" not in caplog.text


def test_the_same_file_twice_is_one_document(
    offenbach: Any, draft: Callable[[Any], UUID], folder: Path, at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        first, second = _upload(case_id, at), _upload(case_id, at)
        assert first.id == second.id
        assert _upload(case_id, at, kind="tax_assessment").id != first.id
    assert len(_stored(folder)) == 4


def test_the_same_file_may_come_again_after_it_was_removed(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        first = _upload(case_id, at)
        remove(document_id=first.id, by=SPONSOR, at=at)
        assert _upload(case_id, at).id != first.id


def test_a_refused_upload_leaves_nothing(
    offenbach: Any, draft: Callable[[Any], UUID], folder: Path, at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        with pytest.raises(UnableToAccept, match="office_file"):
            _upload(case_id, at, content=b"PK\x03\x04")
        assert not Document.objects.exists()
    assert _stored(folder) == []


def test_an_upload_whose_row_cannot_be_written_leaves_no_file(
    offenbach: Any, draft: Callable[[Any], UUID], folder: Path, at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        with transaction.atomic():
            declaration = locked(case_id)
            move(declaration=declaration, target=CaseState.ABANDONED, actor=SYSTEM, at=at)
        with pytest.raises(UnableToAccept, match="case_closed"):
            _upload(case_id, at)
    assert _stored(folder) == []


def test_a_case_has_room_for_so_many_files_only(offenbach: Any, draft: Callable[[Any], UUID], at: datetime) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        document = _upload(case_id, at)
        Document.objects.bulk_create(
            Document(
                declaration_id=case_id, kind="other", sha256=f"{number:064}", view_type="image/jpeg", view_bytes=1,
                original_bytes=1, uploaded_by="sponsor", uploaded_at=at,
            )
            for number in range(39)
        )  # fmt: skip
        with pytest.raises(UnableToAccept, match="too_many"):
            _upload(case_id, at, kind="other")
        remove(document_id=document.id, by=SPONSOR, at=at)
        _upload(case_id, at, kind="other")


def test_erasing_the_case_makes_its_files_unreadable_and_takes_them_away(
    offenbach: Any, draft: Callable[[Any], UUID], folder: Path, at: datetime
) -> None:
    case_id, other = draft(offenbach), draft(offenbach)
    with bind(offenbach):
        document, kept = _upload(case_id, at), _upload(other, at)
        before = _stored(folder)
        sealed = {path: path.read_bytes() for path in before}
        with transaction.atomic():
            move(declaration=locked(case_id), target=CaseState.ABANDONED, actor=SYSTEM, at=at)
            erase(declaration=locked(case_id), actor=SYSTEM, reason="expired", at=at)
            erase_all(case_id=case_id)
            assert _stored(folder) == before  # only when the transaction is through
        assert not Document.objects.filter(declaration_id=case_id).exists()
        assert len(_stored(folder)) == 2
        assert queries.content_of(kept)
        # Even a copy that a backup kept is lost with the key.
        for path, content in sealed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with pytest.raises(UnableToOpen):
            queries.content_of(document)


def test_a_file_that_was_put_in_another_files_place_does_not_open(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        one, two = _upload(case_id, at), _upload(case_id, at, content=files.pdf())
        swapped = storage().get(key_for(case_id, two.id, "view"))
        storage().put(key_for(case_id, one.id, "view"), swapped)
        with pytest.raises(UnableToOpen):
            queries.content_of(one)


def test_a_city_reaches_no_document_and_no_file_of_another(
    offenbach: Any, wiesbaden: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    case_id, mine = draft(offenbach), draft(wiesbaden)
    with bind(offenbach):
        document = _upload(case_id, at)
        key = key_for(case_id, document.id, "view")
    with bind(wiesbaden):
        _upload(mine, at)
        with pytest.raises(Document.DoesNotExist):
            queries.find(document.id)
        with pytest.raises(UnboundStatement):
            storage().get(key)
        with pytest.raises(NotStored):
            storage().get(key_for(case_id, document.id, "view"))
        with pytest.raises((UnableToOpen, NotStored)):
            queries.content_of(document)
        assert [item.declaration_id for item in queries.of_case(mine)] == [mine]
        assert queries.kinds_present(case_id) == set()
    with pytest.raises(UnboundStatement):
        key_for(case_id, document.id, "view")


def test_a_sponsor_removes_what_is_still_in_hand_and_nothing_that_was_handed_in(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        document, other = _upload(case_id, at), _upload(case_id, at, kind="other")
        remove(document_id=other.id, by=SPONSOR, at=at)
        Declaration.objects.filter(id=case_id).update(
            state=CaseState.IN_REVIEW, reference="ABCDEFGH0123", changed_at=at
        )
        with pytest.raises(UnableToRemove, match="handed_in"):
            remove(document_id=document.id, by=SPONSOR, at=at)
        asked = at + timedelta(days=3)
        Declaration.objects.filter(id=case_id).update(state=CaseState.DOCUMENTS_REQUESTED, changed_at=asked)
        late = _upload(case_id, asked + timedelta(hours=1), kind="tax_assessment")
        with pytest.raises(UnableToRemove, match="handed_in"):
            remove(document_id=document.id, by=SPONSOR, at=asked)
        remove(document_id=late.id, by=SPONSOR, at=asked)
        remove(document_id=document.id, by=staff(7), at=asked)
        with pytest.raises(UnableToRemove, match="gone"):
            remove(document_id=document.id, by=staff(7), at=asked)
        assert queries.of_case(case_id) == []


def test_what_the_platform_makes_is_kept_once_and_is_no_upload(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        _upload(case_id, at, kind="pay_slips")
        made = [
            keep_generated(case_id=case_id, kind="summary", name="Zusammenfassung.pdf", content=files.pdf(), at=at)
            for _time in range(2)
        ]
        assert made[0].id == made[1].id
        assert queries.newest(case_id, "summary") == made[0]
        assert not made[0].has_original
        parts = queries.attachments(case_id, with_content=True)
        assert [part.kind for part in parts] == ["pay_slips"]
        assert parts[0].content
        with pytest.raises(ValueError, match="platform"):
            keep_generated(case_id=case_id, kind="pay_slips", name="x", content=b"x", at=at)


@pytest.mark.parametrize("count", [1, 3])
def test_listing_a_case_costs_the_same_for_one_document_and_for_three(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime, count: int
) -> None:
    case_id = draft(offenbach)
    with bind(offenbach):
        for kind in ("pay_slips", "tax_assessment", "other")[:count]:
            _upload(case_id, at, kind=kind)
        with transaction.atomic():
            Document.objects.exists()
            with CaptureQueriesContext(connection) as asked:
                assert len(queries.of_case(case_id)) == count
    assert len(asked) == 2


def test_the_states_of_code_table_and_database_are_the_same(
    offenbach: Any, draft: Callable[[Any], UUID], at: datetime
) -> None:
    assert TRANSITIONS.nodes() == set(State.values)
    case_id = draft(offenbach)
    with bind(offenbach):
        document = _upload(case_id, at)
        for state in State.values:
            Document.objects.filter(id=document.id).update(state=state)
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(id=document.id).update(state="lost")
        with pytest.raises(UnableToOpen):
            sealing.cipher(document.id)
