"""One case through FIT-Connect: once, whatever breaks, and only signatures are believed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.standins.fitconnect import event_log, jose
from infra.standins.fitconnect.world import destination_of
from tests.contract.connectors import authority
from tests.contract.connectors.fit_connect.sender import BODY, KEY, SUMMARY, Sender, message

TRIES = "token destinations keys POST PUT attachments events jwks".split()


def test_the_authority_reads_what_was_sent(sender: Sender) -> None:
    receipt = sender.deliver()
    opened, [submission] = sender.read(), authority.arrived(sender.standin)
    [number] = submission["announced"]
    told = json.loads(opened["metadata"])["contentStructure"]
    assert (opened["data"], opened[number]) == (BODY, SUMMARY)
    assert told["data"]["hash"] == {"type": "sha512", "content": hashlib.sha512(BODY).hexdigest()}
    assert told["attachments"][0]["hash"]["content"] == hashlib.sha512(SUMMARY).hexdigest()
    assert (told["attachments"][0]["attachmentId"], told["attachments"][0]["purpose"]) == (number, "form")
    assert (receipt.reference, receipt.final) == (f"{submission['id']}/{submission['case']}", False)
    assert receipt.sent_bytes > len(BODY) + len(SUMMARY)


def test_what_travels_is_sealed_as_version_2_wants_it(sender: Sender) -> None:
    sender.deliver()
    [submission] = authority.arrived(sender.standin)
    [attached] = submission["attachments"].values()
    heads = [jose.head_of(part) for part in (submission["metadata"], submission["data"], attached)]
    assert [head.pop("cty") for head in heads] == ["application/json", "application/xml", "application/pdf"]
    wanted = {"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "destination"}
    assert heads == [wanted, wanted, wanted], "and no zip"
    assert b"Erika" not in json.dumps(submission).encode()


def test_a_message_without_a_summary_has_no_attachment(sender: Sender) -> None:
    sender.deliver(sent=message(summary=b""))
    assert set(sender.read()) == {"metadata", "data"}


def test_the_same_key_again_makes_no_second_submission(sender: Sender) -> None:
    assert sender.deliver() == sender.deliver()
    assert len(sender.standin.world.store.all()) == 1


@pytest.mark.parametrize("step", TRIES)
@pytest.mark.parametrize("trouble", ["down", "lost", "nonsense", "half"])
def test_whichever_answer_is_lost_the_case_arrives_once(sender: Sender, step: str, trouble: str) -> None:
    authority.trouble(sender.standin, answers=trouble, answers_left="1", calls=step)
    first = sender.outcome()
    authority.trouble(sender.standin, answers="normal")
    second = sender.deliver()
    assert first in ("arrived", "Temporary service_down", "Temporary no_answer", "Temporary answer_nonsense",
                     "Temporary set_not_verified")  # fmt: skip
    assert len(authority.arrived(sender.standin)) == 1
    assert second == sender.find() == sender.deliver()


@pytest.mark.parametrize("trouble", ["lost", "half", "broken", "page"])
def test_an_answer_of_200_alone_is_no_receipt(sender: Sender, trouble: str) -> None:
    """A website that says 200 to everything has taken nothing."""
    sent = message(summary=b"")
    authority.trouble(sender.standin, answers=trouble, answers_left="1", calls="PUT")
    first = sender.outcome(sent=sent)
    assert first == {"page": "Temporary not_confirmed", "broken": "arrived"}.get(trouble, "Temporary no_answer")
    assert sender.outcome(sent=sent) == "arrived"
    assert len(authority.arrived(sender.standin)) == 1


def test_looking_tells_what_arrived_and_what_certainly_did_not(sender: Sender) -> None:
    assert sender.find() is None
    authority.trouble(sender.standin, answers="down", calls="PUT")
    sender.outcome()
    authority.trouble(sender.standin, answers="lost", calls="events")
    with pytest.raises(Exception, match="no_answer"):
        sender.find()
    authority.trouble(sender.standin, answers="normal")
    assert sender.find() is None
    assert sender.deliver() == sender.find()


def test_a_submission_that_was_only_announced_is_filled_later(sender: Sender) -> None:
    authority.trouble(sender.standin, answers="down", calls="attachments")
    assert sender.outcome() == "Temporary service_down"
    [announced] = sender.standin.world.store.all()
    authority.trouble(sender.standin, answers="normal")
    assert sender.deliver().reference.startswith(announced["id"])


def test_an_announcement_that_ran_out_is_made_anew(sender: Sender) -> None:
    authority.trouble(sender.standin, answers="down", calls="PUT")
    sender.outcome()
    authority.trouble(sender.standin, answers="normal")
    authority.says(sender.standin, "forget")
    assert [sender.outcome(), sender.outcome()] == ["Temporary announcement_forgotten", "arrived"]
    assert len(authority.arrived(sender.standin)) == 1


def test_after_an_unanswered_try_nobody_says_that_nothing_arrived(sender: Sender) -> None:
    """``Misconfigured`` would let the city take the case along to another connector."""
    authority.trouble(sender.standin, answers="lost", calls="PUT")
    assert sender.outcome() == "Temporary no_answer"
    authority.trouble(sender.standin, answers="normal")
    authority.sign_in(sender.standin, value="another")
    assert sender.outcome() == "Temporary credentials_refused"
    assert sender.outcome("1e" * 16) == "Misconfigured credentials_refused"


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("", ("waiting",)),
        ("accept", ("accepted",)),
        ("reject", ("rejected", "hash_mismatch")),
        ("expire", ("rejected", "timeout")),
        ("forget", ("Temporary", "submission_unknown")),
    ],
)
def test_what_became_of_it_is_what_the_authority_signed(sender: Sender, verb: str, told: tuple[str, ...]) -> None:
    receipt = sender.deliver()
    if verb:
        authority.says(sender.standin, verb)
    assert sender.follow(receipt) == told


def test_of_a_rejection_codes_are_kept_and_no_texts(sender: Sender) -> None:
    receipt = sender.deliver()
    authority.says(sender.standin, "reject", problem="Frau Erika Muster fehlt! äöü" + "x" * 200)
    kind, code = sender.follow(receipt)
    assert kind == "rejected"
    assert len(code) <= 60
    assert code.replace("_", "").isascii()
    assert code.replace("_", "").isalnum()


def test_a_rejected_case_is_sent_anew_when_a_person_wants_that(sender: Sender) -> None:
    first = sender.deliver()
    authority.says(sender.standin, "reject")
    assert sender.find() is None
    second = sender.deliver()
    assert second.reference != first.reference
    assert sender.follow(second) == ("waiting",)
    assert sender.deliver() == second


@pytest.mark.parametrize(
    "wrong", ["forged", "by_stranger", "rs256", "other_type", "old_schema", "other_case", "other_issuer"]
)
def test_a_word_that_is_not_proven_is_not_believed(sender: Sender, wrong: str) -> None:
    authority.trouble(sender.standin, signature=wrong)
    assert sender.outcome() == "Temporary set_not_verified"
    authority.trouble(sender.standin, signature="normal")
    receipt = sender.deliver("1e" * 16)
    authority.trouble(sender.standin, signature=wrong)
    authority.says(sender.standin, "accept")
    assert sender.follow(receipt) == ("Temporary", "set_not_verified")


@pytest.mark.parametrize("wrong", ["other_tags", "no_tags"])
def test_accepted_is_only_what_we_sent(sender: Sender, wrong: str) -> None:
    receipt = sender.deliver()
    authority.trouble(sender.standin, signature=wrong)
    authority.says(sender.standin, "accept")
    assert sender.follow(receipt) == ("Temporary", "tags_do_not_match")


def test_the_service_cannot_accept_for_the_authority_nor_the_authority_confirm_for_the_service(sender: Sender) -> None:
    receipt, store = sender.deliver(), sender.standin.world.store
    for kind, by in (("accept", "service"), ("submit", "authority")):
        submission = store.all()[0]
        before = list(submission["events"])
        event_log.write(sender.standin.world, submission, kind, by=by)
        store.put(submission)
        assert sender.follow(receipt) == ("Temporary", "set_not_verified")
        store.put({**submission, "events": before})
    assert sender.follow(receipt) == ("waiting",)


def test_events_that_we_do_not_know_are_passed_over(sender: Sender) -> None:
    receipt, store = sender.deliver(), sender.standin.world.store
    submission = store.all()[0]
    event_log.write(sender.standin.world, submission, "ponder")
    event_log.write(sender.standin.world, submission, "accept")
    store.put(submission)
    assert sender.follow(receipt) == ("accepted",)


def test_a_long_log_is_read_to_its_end(sender: Sender) -> None:
    receipt, store = sender.deliver(), sender.standin.world.store
    submission = store.all()[0]
    submission["events"] += [submission["events"][-1]] * 120
    event_log.write(sender.standin.world, submission, "accept")
    store.put(submission)
    assert sender.follow(receipt) == ("accepted",)


def test_the_payment_goes_along(sender: Sender) -> None:
    from connectors.base import PaidFee

    fee = PaidFee(2900, "KZ-2026-000123", "wero", datetime(2026, 11, 22, 9, 10, tzinfo=UTC))
    sender.deliver(sent=message(fee=fee))
    told = json.loads(sender.read()["metadata"])["paymentInformation"]
    assert (told["status"], told["paymentMethod"], told["paymentMethodDetail"]) == ("BOOKED", "OTHER", "wero")
    assert (told["transactionReference"], told["grossAmount"]) == ("KZ-2026-000123", 29.0)


def test_an_ended_token_is_renewed_once(sender: Sender) -> None:
    authority.trouble(sender.standin, answers="stale", answers_left="1", calls="PUT")
    assert sender.outcome() == "arrived"
    authority.trouble(sender.standin, answers="stale", calls="destinations")
    assert sender.outcome("1e" * 16) == "Misconfigured credentials_refused"


def test_one_city_neither_sees_nor_uses_what_is_another_citys(
    sender: Sender, wiesbaden: Any
) -> None:  # fmt: skip
    from tenants.binding import bind

    receipt = sender.deliver()
    with bind(wiesbaden):
        assert sender.outcome(client="wiesbaden") == "Misconfigured secret_missing"
        authority.sign_in(sender.standin, "wiesbaden")
        assert sender.find() is None
        assert sender.follow(receipt) == ("Temporary", "submission_unknown")
        assert sender.outcome(client="wiesbaden", destination=destination_of("offenbach")) == (
            "Misconfigured announcement_refused"
        )
        assert sender.outcome() == "Misconfigured credentials_refused"
        assert sender.outcome(KEY, client="wiesbaden") == "arrived"
    assert sender.deliver() == receipt
