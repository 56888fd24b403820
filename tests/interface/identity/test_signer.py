"""Who may declare bindingly: the sponsor, proven by a card, just now, in this browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from configuration.operations import publish
from configuration.queries import in_force
from declarations import sealing
from identity import queries, recording
from identity.base import Level, Method, Trust
from identity.config import IdentityConfig
from identity.models import Identification, Purpose
from identity.signing import UnableToSign, require_signer
from kernel.clock import now
from kernel.codes import new_secret
from tenants.binding import bind

from .conftest import Visitor

Visit = Callable[[Any], Visitor]
ERIKA = {
    "sponsor": {
        "name": {"family_name": "Mustermann", "given_names": "Erika"},
        "birth": {"birth_date": "1964-08-12", "nationalities": ["000"]},
    }
}


def signer(visitor: Visitor, answers: Any = ERIKA, **more: Any) -> Identification:
    with bind(visitor.city), transaction.atomic():
        return require_signer(
            declaration_id=visitor.case_id,
            session=more.get("session", visitor.session),
            answers=answers,
            at=more.get("at", now()),
        )


def refused(visitor: Visitor, answers: Any = ERIKA, **more: Any) -> UnableToSign:
    with pytest.raises(UnableToSign) as caught:
        signer(visitor, answers, **more)
    text = str(caught.value.message)
    assert "uster" not in text
    assert "Bitte" in text or "Ändern Sie" in text
    return caught.value


def test_the_identified_sponsor_may_sign(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.SIGN)
    assert signer(visitor).method == "identity_card"


def test_filling_in_from_the_card_is_not_yet_signing(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.PREFILL)
    assert refused(visitor).code == "not_identified"


def test_an_answer_that_nobody_claimed_signs_nothing(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    from .conftest import deliver

    deliver(visitor.answer(visitor.leave(Purpose.SIGN)))
    assert refused(visitor).code == "not_identified"


def test_half_an_hour_is_the_limit(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    row = visitor.identify(Purpose.SIGN).identification
    assert row.verified_at is not None
    assert signer(visitor, at=row.verified_at + timedelta(minutes=30)) == row
    assert refused(visitor, at=row.verified_at + timedelta(minutes=30, seconds=1)).code == "too_old"


def test_another_browser_must_identify_itself(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.SIGN)
    assert refused(visitor, session=new_secret()).code == "other_session"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": {"family_name": "Anders", "given_names": "Erika"}}, ("family_name",)),
        ({"name": {"family_name": "Mustermann", "given_names": "Paula"}}, ("given_names",)),
        ({"birth": {"birth_date": "1964-08-13"}}, ("birth_date",)),
        ({"name": {}, "birth": {}}, ("family_name", "given_names", "birth_date")),
    ],
)
def test_another_person_than_in_the_form_is_refused_with_a_way_out(
    visit: Visit, offenbach: Any, changes: dict[str, Any], fields: tuple[str, ...]
) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.SIGN)
    refusal = refused(visitor, {"sponsor": ERIKA["sponsor"] | changes})
    assert (refusal.code, refusal.params["fields"]) == ("person_differs", fields)
    assert "unterschreiben Sie sie in der Behörde" in str(refusal.message)


def test_a_foreign_card_does_not_replace_the_signature(visit: Visit, offenbach: Any) -> None:
    row = visit(offenbach).identify_as(Purpose.SIGN, method=Method.EIDAS).identification
    assert (row.state, row.refusal_code) == ("refused", "method_not_accepted")


def test_a_name_that_the_card_does_not_vouch_for_signs_nothing(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify_as(Purpose.SIGN, trust={"family_name": Trust.NORMAL, "birth_date": Trust.HIGH})
    assert refused(visitor).code == "not_vouched"


def test_only_the_level_of_a_card_signs_whatever_the_row_says(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    row = visitor.identify(Purpose.SIGN).identification
    with bind(offenbach), transaction.atomic():
        lower = queries.identity_of(row).model_copy(update={"level": Level.SUBSTANTIAL}).model_dump(mode="json")
        sealed = sealing.cipher(visitor.case_id).seal_json(lower, queries.sealing_place(row))
        Identification.objects.filter(id=row.id).update(sealed_identity=sealed)
    assert refused(visitor).code == "not_vouched"


def test_a_city_may_take_cards_only_even_for_filling_in(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    with bind(offenbach), transaction.atomic():
        publish(raw={"identity": {"accepted_levels": ["hoch"]}}, author="test", at=now())
        question = visitor.leave()
        lower = visitor.proven(question, level=Level.NORMAL)
        recording.record_result(identity=lower, at=now())
        row = Identification.objects.get(request_id=question.request_id)
        transaction.set_rollback(True)
    assert question.level == "STORK-QAA-Level-4"
    assert (row.state, row.refusal_code) == ("refused", "level_too_low")


def test_the_last_identification_of_this_browser_counts(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.SIGN, person="paul")
    visitor.identify(Purpose.SIGN, person="erika")
    assert signer(visitor).state == "verified"
    visitor.identify(Purpose.SIGN, person="paul")
    assert refused(visitor).code == "person_differs"


def test_a_card_that_knows_only_the_year_of_birth_may_sign(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.SIGN, person="amina")
    answers = {
        "sponsor": {"name": {"family_name": "Exemplar", "given_names": "Amina"}, "birth": {"birth_date": "1980"}}
    }
    assert signer(visitor, answers).method == "residence_permit"


def test_the_case_file_says_how_it_was_proven_and_what_of_it(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.PREFILL, outcome="normal")
    row = visitor.identify(Purpose.SIGN).identification
    with bind(offenbach), transaction.atomic():
        found = queries.for_case_file(visitor.case_id, ERIKA)
    assert found is not None
    assert (found.level, found.method, found.evidence_sha256) == ("hoch", "identity_card", row.assertion_digest)
    assert found.trusted == [
        "sponsor.name.family_name",
        "sponsor.name.given_names",
        "sponsor.birth.birth_date",
        "sponsor.birth.nationalities",
    ]


def test_what_an_account_says_of_itself_is_not_vouched_for(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(Purpose.PREFILL, outcome="normal")
    with bind(offenbach), transaction.atomic():
        found = queries.for_case_file(visitor.case_id, ERIKA)
    assert found is not None
    assert (found.level, found.trusted) == ("normal", [])


def test_without_identification_the_case_file_says_nothing(visit: Visit, offenbach: Any) -> None:
    visitor = visit(offenbach)
    visitor.identify(outcome="cancel")
    with bind(offenbach), transaction.atomic():
        assert queries.for_case_file(visitor.case_id, ERIKA) is None


def test_a_city_has_its_own_rules(cities: Any, offenbach: Any) -> None:
    with bind(offenbach), transaction.atomic():
        rules = in_force(at=now()).section(IdentityConfig)
    assert rules.max_age == timedelta(minutes=30)
    with pytest.raises(ValueError, match="unknown provider"):
        IdentityConfig(provider="nobody")
