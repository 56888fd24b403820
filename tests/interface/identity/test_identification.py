"""From leaving to being back: one answer, one return, for one draft in one browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from audit.operations import SPONSOR
from declarations import operations as declarations
from declarations import sealing
from declarations.states import State as CaseState
from identity import operations, queries
from identity.models import Identification, Purpose
from identity.operations import UnableToClaim, UnableToStart
from kernel.clock import now
from kernel.crypto import UnableToOpen
from tenants.binding import bind

from .conftest import Visitor, deliver, handle_in

Visit = Callable[[Any], Visitor]


def test_the_card_fills_what_is_empty_and_leaves_what_was_typed(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.say("sponsor.name", given_names="Erika Maria", gender="w")
    returned = visitor.identify()
    sponsor = visitor.answers()["sponsor"]
    assert sponsor["name"] == {
        "family_name": "Mustermann",
        "given_names": "Erika Maria",
        "birth_name": "Gabler",
        "gender": "w",
    }
    assert sponsor["birth"] == {"birth_date": "1964-08-12", "birth_place": "Berlin", "nationalities": ["000"]}
    assert sponsor["address"]["house_number"] == "17"
    assert "sponsor.name.given_names" not in returned.filled
    assert "sponsor.address.street" in returned.filled


def test_who_it_was_is_sealed_and_opens_only_while_the_case_lives(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    row = visitor.identify().identification
    with bind(offenbach), transaction.atomic():
        stored = Identification.objects.get(id=row.id)
        assert b"MUSTERMANN" not in bytes(stored.sealed_identity or b"")
        assert queries.identity_of(stored).attributes.family_name == "Mustermann"
        assert "MUSTERSTRAẞE 17" in {read.value for read in queries.identity_of(stored).evidence}
        sealing.destroy_key(visitor.case_id)
        with pytest.raises(UnableToOpen):
            queries.identity_of(stored)


def test_a_sealed_identity_cannot_be_moved_to_another_row(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    mine = visitor.identify().identification
    other = visitor.identify(person="johanna").identification
    mine.sealed_identity = other.sealed_identity
    with bind(offenbach), pytest.raises(UnableToOpen):
        queries.identity_of(mine)


def test_the_return_is_claimed_once(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    response = deliver(visitor.answer(visitor.leave()))
    visitor.claim(response)
    with pytest.raises(UnableToClaim):
        visitor.claim(response)
    with bind(offenbach):
        latest = queries.latest(visitor.case_id, Purpose.PREFILL)
    assert latest is not None
    assert latest.state == "verified"


def test_the_return_is_of_no_use_to_another_draft_or_browser(visit: Visit, offenbach: Any, wiesbaden: Any) -> None:
    visitor, stranger, elsewhere = visit(offenbach), visit(offenbach), visit(wiesbaden)
    response = deliver(visitor.answer(visitor.leave()))
    other_browser = Visitor(offenbach, visitor.stand_in, visitor.case_id)
    other_draft = Visitor(offenbach, visitor.stand_in, stranger.case_id, session=visitor.session)
    for thief in (stranger, elsewhere, other_browser, other_draft):
        with pytest.raises(UnableToClaim):
            thief.claim(response)
    assert stranger.answers() == {}
    assert visitor.claim(response).identification.state == "verified"


def test_a_handle_that_waited_too_long_is_refused(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    response = deliver(visitor.answer(visitor.leave()))
    with pytest.raises(UnableToClaim):
        visitor.claim(response, at=now() + timedelta(minutes=16))


def test_an_answer_after_an_hour_expires(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    returned = visitor.claim(deliver(visitor.answer(visitor.leave(at=now() - timedelta(minutes=61)))))
    row = returned.identification
    assert (row.state, row.sealed_identity, row.assertion_digest) == ("expired", None, "")
    assert returned.filled == ()


def test_an_identification_older_than_the_request_is_refused(visit: Visit, offenbach: Any) -> None:
    """The provider let an old sign-in through, although it was told to ask anew."""
    visitor = visit(offenbach)
    row = visitor.claim(deliver(visitor.answer(visitor.leave(at=now() + timedelta(minutes=3))))).identification
    assert (row.state, row.refusal_code) == ("refused", "stale_authentication")


@pytest.mark.parametrize(("outcome", "code"), [("substanziell", "level_too_low"), ("normal", "level_too_low")])
def test_signing_needs_a_card(visit: Visit, offenbach: Any, outcome: str, code: str) -> None:
    row = visit(offenbach).identify(Purpose.SIGN, outcome).identification
    assert (row.state, row.refusal_code, row.sealed_identity) == ("refused", code, None)


def test_signing_does_not_change_the_answers(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    assert visitor.identify(Purpose.SIGN).filled == ()
    assert visitor.answers() == {}


def test_a_filed_case_needs_no_identification(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    with bind(offenbach), transaction.atomic():
        draft = declarations.locked(visitor.case_id)
        declarations.move(declaration=draft, target=CaseState.ABANDONED, actor=SPONSOR, at=now())
    with pytest.raises(UnableToStart):
        visitor.leave()


def test_nobody_is_sent_away_without_end(visit: Visit, offenbach: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "MOST_PER_HOUR", 2)
    visitor = visit(offenbach)
    visitor.leave()
    visitor.leave()
    with pytest.raises(UnableToStart) as caught:
        visitor.leave()
    assert caught.value.code == "too_many"


def test_two_tabs_may_both_identify(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    first, second = visitor.leave(), visitor.leave()
    assert visitor.claim(deliver(visitor.answer(second))).identification.state == "verified"
    assert visitor.claim(deliver(visitor.answer(first))).identification.state == "verified"


def test_what_happened_is_in_the_trail_without_a_name(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify()
    with bind(offenbach):
        trail = list(AuditEntry.objects.filter(case_id=visitor.case_id).order_by("id"))
    assert [entry.action for entry in trail] == ["identification.started", "identification.verified"]
    assert trail[1].details == {"purpose": "prefill", "level": "hoch", "code": ""}


def test_the_database_refuses_a_verified_row_without_evidence(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.leave()
    with bind(offenbach), pytest.raises(IntegrityError), transaction.atomic():
        Identification.objects.update(state="verified", answered_at=now())


def test_no_return_leads_to_another_host(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    for path in ("//evil.example/", "https://evil.example/", "/antrag?x=1", "antrag/"):
        with bind(offenbach), transaction.atomic(), pytest.raises(ValueError, match="own host"):
            operations.start(
                declaration_id=visitor.case_id,
                purpose=Purpose.PREFILL,
                session="s",
                display_name="x",
                back_url="",
                return_path=path,
                language="de",
                at=now(),
            )


def test_the_handle_is_a_secret_and_nothing_more(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    response = deliver(visitor.answer(visitor.leave()))
    assert handle_in(response) not in {row.handle_digest for row in visitor.rows()}
