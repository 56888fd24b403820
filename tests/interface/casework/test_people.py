"""The people of a city: invited, let in once, given roles, let go. Nothing of one city means anything in the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connections, transaction
from django.utils import translation

from accounts.sign_in import UnableToSignIn, of_city
from accounts.staff import inviting, passwords
from accounts.staff.inviting import UnableToAccept, UnableToInvite
from accounts.staff.models import Invitation, PasswordRequest, Staff, StaffSession
from accounts.staff.passwords import UnableToAsk, UnableToSetPassword
from accounts.staff.rules import UnableToManage
from audit.models import AuditEntry
from casework import people
from casework.people import UnableToSend
from kernel.errors import Refusal
from notifications import to_account
from notifications.models import AccountMail, StaffMail
from tenants.binding import bind

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
PASSWORD = "Lindwurm am Mainufer 7"


@pytest.fixture(autouse=True)
def in_german() -> Any:
    with translation.override("de"):
        yield


def _hire(city: Any, name: str, *roles: str) -> int:
    with bind(city):
        person = Staff(email=f"{name.lower()}@{city.slug}.example", name=name, roles=list(roles))
        person.set_password(PASSWORD)
        person.save()
        return int(person.pk)


def _mailed(city: Any, at: datetime) -> list[Any]:
    """Sends what waits; answers the letters of this call."""
    before = len(outgoing.outbox)
    with bind(city):
        for mail in AccountMail.objects.filter(state="queued").order_by("queued_at"):
            to_account.send(mail_id=mail.id, at=at)
    return list(outgoing.outbox[before:])


def _secret(letter: Any) -> str:
    link = next(line for line in str(letter.body).splitlines() if line.startswith("http"))
    return link.rstrip("/").rpartition("/")[2]


def _invited(city: Any, at: datetime, *, by: int | None = None, email: str = "neu@stadt.example") -> tuple[int, str]:
    with bind(city), transaction.atomic():
        invitation = people.invite(email=email, roles=["editor"], by=by, at=at)
    [letter] = _mailed(city, at)
    return int(invitation.pk), _secret(letter)


def _refused(code: str, kind: type[Refusal], what: Callable[[], Any]) -> None:
    with pytest.raises(kind) as refusal, transaction.atomic():
        what()
    assert refusal.value.code == code


def _trail(city: Any) -> list[str]:
    with bind(city):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_an_invitation_lets_in_once_with_its_roles(offenbach: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    _id, secret = _invited(offenbach, at, by=owner)
    with bind(offenbach):
        with transaction.atomic():
            _invitation, cookie = people.accept(secret=secret, name=" Kim  Neu ", password=PASSWORD, at=at + DAY)
        person = of_city().person_of(cookie, at=at + DAY)
        assert person is not None
        assert (person.name, person.email, person.roles) == ("Kim Neu", "neu@stadt.example", ["editor"])
        assert person.last_login == at + DAY
        again: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD, "at": at + DAY}
        _refused("used", UnableToAccept, lambda: people.accept(**again))
        assert Staff.objects.filter(email="neu@stadt.example").count() == 1
    assert _trail(offenbach) == ["staff.invited", "staff.joined"]


def test_the_mail_says_who_which_roles_and_until_when_and_its_subject_names_nobody(
    offenbach: Any, at: datetime
) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        sentence = "Bitte schau dir die\nGebühren an."
        people.invite(email="Neu@Stadt.example", roles=["treasury", "reader"], by=owner, at=at, sentence=sentence)
    with bind(offenbach):
        waiting = AccountMail.objects.get()
        assert b"neu@stadt" not in bytes(waiting.sealed_letter or b"")
    [letter] = _mailed(offenbach, at)
    assert letter.to == ["neu@stadt.example"]
    text = str(letter.body)
    for said in ("Olga lädt Sie ein", "Kasse: ", "Lesen: ", "bis zum 6. Dezember 2026", "die Gebühren an."):
        assert said in text
    assert text.count("https://") + text.count("http://") >= 1
    assert text.count("/verwaltung/einladung/") == 1
    assert "Olga" not in letter.subject
    assert "neu" not in letter.subject.lower().replace("neues", "")
    with bind(offenbach):
        sent = AccountMail.objects.get()
        assert (sent.state, sent.sealed_letter) == ("sent", None)
        kept = str(Invitation.objects.values().get()) + str(list(AuditEntry.objects.values()))
    assert _secret(letter) not in kept
    assert "neu@stadt" not in str(_trail(offenbach))


def test_an_invitation_of_one_city_is_nothing_in_the_other(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    number, secret = _invited(offenbach, at, by=owner)
    stranger = _hire(wiesbaden, "Wanda", "owner")
    with bind(wiesbaden):
        accept: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD, "at": at}
        _refused("unknown", UnableToAccept, lambda: people.accept(**accept))
        _refused("unknown", UnableToInvite, lambda: people.revoke(invitation_id=number, by=stranger, at=at))
        assert not Invitation.objects.exists()
    with bind(offenbach):
        assert inviting.state_of(inviting.find(secret), at=at) == "open"


def test_it_expires_after_14_days_and_a_new_one_can_be_asked_for(offenbach: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    number, secret = _invited(offenbach, at, by=owner)
    late = at + 14 * DAY
    accept: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD}
    with bind(offenbach):
        ask: dict[str, Any] = {"secret": secret, "address": "203.0.113.7"}
        _refused("open", UnableToAccept, lambda: people.ask_for_new_invitation(**ask, at=late - MINUTE))
        _refused("expired", UnableToAccept, lambda: people.accept(**accept, at=late))
        for _time in range(2):
            with transaction.atomic():
                people.ask_for_new_invitation(**ask, at=late)
        assert StaffMail.objects.filter(template="staff_asked").count() == 1
        with transaction.atomic():
            people.renew(invitation_id=number, by=owner, at=late)
    [letter] = _mailed(offenbach, late)
    with bind(offenbach):
        _refused("unknown", UnableToAccept, lambda: people.accept(**accept, at=late))
        with transaction.atomic():
            people.accept(**accept | {"secret": _secret(letter)}, at=late + 13 * DAY)


def test_what_was_dropped_while_its_sending_failed_stays_dropped(
    offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplib import SMTPException

    from notifications import queries

    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        number = people.invite(email="a@b.example", roles=["reader"], by=owner, at=at).pk
        mail = AccountMail.objects.get()

    def renewed_meanwhile(_message: Any) -> None:
        with transaction.atomic():
            people.renew(invitation_id=number, by=owner, at=at)
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", renewed_meanwhile)
    with bind(offenbach):
        assert not to_account.send(mail_id=mail.id, at=at)
        mail.refresh_from_db()
        assert (mail.state, mail.error, mail.attempts) == ("failed", "superseded", 0)
        assert queries.failed_by_error() == []


def test_links_that_were_given_up_with_a_restore_are_no_failed_mails_for_good(offenbach: Any, at: datetime) -> None:
    from notifications import holding, queries

    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        people.invite(email="a@b.example", roles=["reader"], by=owner, at=at)
        AccountMail.objects.update(state="failed", error=holding.HELD, sealed_letter=None)
        assert queries.failed_by_error() == []


def test_a_renewed_invitation_that_was_not_sent_yet_is_sent_once(offenbach: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        number = people.invite(email="a@b.example", roles=["reader"], by=owner, at=at).pk
        people.renew(invitation_id=number, by=owner, at=at)
    assert len(_mailed(offenbach, at)) == 1
    with bind(offenbach):
        assert sorted(AccountMail.objects.values_list("state", "error")) == [("failed", "superseded"), ("sent", "")]


def test_a_revoked_one_leads_nowhere_and_frees_the_address(offenbach: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    number, secret = _invited(offenbach, at, by=owner)
    with bind(offenbach):
        again: dict[str, Any] = {"email": "NEU@stadt.example", "roles": ["reader"], "by": owner, "at": at}
        _refused("is_invited", UnableToInvite, lambda: people.invite(**again))
        with transaction.atomic():
            people.revoke(invitation_id=number, by=owner, at=at)
        accept: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD, "at": at}
        _refused("revoked", UnableToAccept, lambda: people.accept(**accept))
        _refused("revoked", UnableToInvite, lambda: people.renew(invitation_id=number, by=owner, at=at))
        with transaction.atomic():
            people.invite(**again)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "kein"}, "bad_address"),
        ({"email": "olga@offenbach.example"}, "has_account"),
        ({"roles": []}, "no_role"),
        ({"roles": ["king"]}, "unknown_role"),
        ({"page": "https://boese.example/"}, "unknown_page"),
        ({"page": "/verwaltung//boese.example/\\"}, ""),
        ({"sentence": "x" * 301}, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(offenbach: Any, at: datetime, change: dict[str, Any], code: str) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    given: dict[str, Any] = {"email": "neu@stadt.example", "roles": ["reader"], "by": owner, "at": at} | change
    with bind(offenbach):
        if code:
            _refused(code, Refusal, lambda: people.invite(**given))
        assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", ["editor", "clerk", "supervisor", "treasury", "data_protection", "auditor", "reader"])
def test_only_an_owner_changes_the_people(offenbach: Any, at: datetime, role: str) -> None:
    owner, other = _hire(offenbach, "Olga", "owner"), _hire(offenbach, "Otto", role)
    with bind(offenbach):
        for attempt in (
            lambda: people.invite(email="a@b.example", roles=["reader"], by=other, at=at),
            lambda: people.change_roles(staff_id=other, roles=["owner"], by=other, at=at),
            lambda: people.deactivate(staff_id=owner, by=other, at=at),
            lambda: people.reactivate(staff_id=owner, by=other, at=at),
        ):
            _refused("not_allowed", UnableToManage, attempt)


def test_the_last_owner_stays(offenbach: Any, at: datetime) -> None:
    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach):
        reader: dict[str, Any] = {"staff_id": owner, "roles": ["reader"], "by": owner, "at": at}
        _refused("last_owner", UnableToManage, lambda: people.change_roles(**reader))
        _refused("last_owner", UnableToManage, lambda: people.deactivate(staff_id=owner, by=owner, at=at))
    second = _hire(offenbach, "Otto", "owner", "clerk")
    with bind(offenbach):
        with transaction.atomic():
            people.deactivate(staff_id=owner, by=second, at=at)
        _refused("last_owner", UnableToManage, lambda: people.deactivate(staff_id=second, by=second, at=at))
        with transaction.atomic():
            people.reactivate(staff_id=owner, by=second, at=at)
            people.change_roles(staff_id=second, roles=["clerk"], by=second, at=at)
        assert Staff.objects.get(pk=second).roles == ["clerk"]


def _at_once(city: Any, *works: Callable[[], Any]) -> list[str]:
    """Each in a transaction and thread of its own, begun together; answers the codes of the refusals, or „done“."""
    together, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        try:
            with bind(city):
                together.wait()
                with transaction.atomic(), translation.override("de"):
                    work()
                    time.sleep(0.3)  # none is over before the other has begun
            answers.append("done")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def test_two_owners_removed_at_the_same_moment_leave_one(offenbach: Any, at: datetime) -> None:
    one, two = _hire(offenbach, "Olga", "owner"), _hire(offenbach, "Otto", "owner")
    answers = _at_once(
        offenbach,
        lambda: people.deactivate(staff_id=two, by=one, at=at),
        lambda: people.deactivate(staff_id=one, by=two, at=at),
    )
    assert answers == ["done", "not_allowed"]
    with bind(offenbach):
        assert Staff.objects.filter(is_active=True).count() == 1


def test_two_owners_who_step_down_at_the_same_moment_leave_one(offenbach: Any, at: datetime) -> None:
    one, two = _hire(offenbach, "Olga", "owner"), _hire(offenbach, "Otto", "owner")
    works = [lambda who=who: people.change_roles(staff_id=who, roles=["reader"], by=who, at=at) for who in (one, two)]
    assert _at_once(offenbach, *works) == ["done", "last_owner"]


def test_accepting_twice_at_the_same_moment_makes_one_account(offenbach: Any, at: datetime) -> None:
    _number, secret = _invited(offenbach, at, by=_hire(offenbach, "Olga", "owner"))

    def work() -> None:
        people.accept(secret=secret, name="Kim", password=PASSWORD, at=at)

    assert _at_once(offenbach, work, work) == ["done", "used"]
    with bind(offenbach):
        assert Staff.objects.filter(email="neu@stadt.example").count() == 1
        assert StaffSession.objects.count() == 1


def test_who_is_deactivated_is_out_at_once_with_all_that_they_left_open(offenbach: Any, at: datetime) -> None:
    owner, leaver = _hire(offenbach, "Olga", "owner"), _hire(offenbach, "Lea", "owner", "clerk")
    _number, secret = _invited(offenbach, at, by=leaver)
    with bind(offenbach):
        sign_in: dict[str, Any] = {"email": "lea@offenbach.example", "password": PASSWORD, "address": "203.0.113.7"}
        cookie = of_city().sign_in(**sign_in, at=at)
        with transaction.atomic():
            people.ask_for_password(email="lea@offenbach.example", address="203.0.113.7", at=at)
    [reset] = _mailed(offenbach, at)
    with bind(offenbach):
        with transaction.atomic():
            people.deactivate(staff_id=leaver, by=owner, at=at)
        assert of_city().person_of(cookie, at=at) is None
        with pytest.raises(UnableToSignIn):
            of_city().sign_in(**sign_in, at=at)
        new: dict[str, Any] = {"secret": _secret(reset), "password": PASSWORD + "!", "at": at}
        _refused("unknown", UnableToSetPassword, lambda: people.set_password(**new))
        accept: dict[str, Any] = {"secret": secret, "name": "Kim", "password": PASSWORD, "at": at}
        _refused("revoked", UnableToAccept, lambda: people.accept(**accept))
        with transaction.atomic():
            people.reactivate(staff_id=leaver, by=owner, at=at)
        assert of_city().person_of(cookie, at=at) is None
    assert _trail(offenbach)[-3:] == ["staff.deactivated", "staff.invitation_revoked", "staff.reactivated"]


@pytest.mark.parametrize(
    ("password", "why"), [("kurz", "mindestens 12 Zeichen"), ("123456789012", "nur aus Ziffern"), ("neu@stadt.example", "ähnlich")]
)  # fmt: skip
def test_a_weak_password_is_refused_in_german_and_the_invitation_stays(
    offenbach: Any, at: datetime, password: str, why: str
) -> None:
    _number, secret = _invited(offenbach, at, by=_hire(offenbach, "Olga", "owner"))
    with bind(offenbach):
        with pytest.raises(UnableToSetPassword) as refusal, transaction.atomic():
            people.accept(secret=secret, name="Kim", password=password, at=at)
        assert refusal.value.code == "weak"
        assert why in " ".join(map(str, refusal.value.params["messages"]))
        assert inviting.state_of(inviting.find(secret), at=at) == "open"


def test_a_new_password_by_mail_works_once_for_an_hour_and_ends_every_sign_in(offenbach: Any, at: datetime) -> None:
    _hire(offenbach, "Olga", "owner")
    ask: dict[str, Any] = {"email": "OLGA@offenbach.example", "address": "203.0.113.7"}
    with bind(offenbach):
        cookie = of_city().sign_in(email=ask["email"], password=PASSWORD, address="203.0.113.7", at=at)
        for _time in range(2):
            with transaction.atomic():
                people.ask_for_password(**ask, at=at)
    first, second = (_secret(letter) for letter in _mailed(offenbach, at))
    with bind(offenbach):
        new: dict[str, Any] = {"secret": first, "password": PASSWORD + " neu"}
        _refused("expired", UnableToSetPassword, lambda: people.set_password(**new, at=at + timedelta(hours=1)))
        with transaction.atomic():
            people.set_password(**new, at=at + MINUTE)
        assert of_city().person_of(cookie, at=at + MINUTE) is None
        for used in (first, second):
            again: dict[str, Any] = {"secret": used, "password": PASSWORD, "at": at + MINUTE}
            _refused("used", UnableToSetPassword, partial(people.set_password, **again))
        of_city().sign_in(email=ask["email"], password=PASSWORD + " neu", address="203.0.113.7", at=at + MINUTE)


def test_asking_for_a_password_answers_alike_and_is_limited_alike(offenbach: Any, at: datetime) -> None:
    _hire(offenbach, "Olga", "owner")
    with bind(offenbach):
        for email in ("olga@offenbach.example", "niemand@offenbach.example"):
            for _time in range(passwords.MOST_PER_ACCOUNT):
                with transaction.atomic():
                    people.ask_for_password(email=email, address="203.0.113.7", at=at)
            again: dict[str, Any] = {"email": email, "address": "203.0.113.8", "at": at}
            _refused("too_many", UnableToAsk, partial(people.ask_for_password, **again))
        assert PasswordRequest.objects.count() == passwords.MOST_PER_ACCOUNT
        later = at + passwords.WINDOW + MINUTE
        for number in range(passwords.MOST_PER_ADDRESS):
            with transaction.atomic():
                people.ask_for_password(email=f"{number}@x.example", address="203.0.113.9", at=later)
        more: dict[str, Any] = {"email": "noch@x.example", "address": "203.0.113.9", "at": later}
        _refused("too_many", UnableToAsk, lambda: people.ask_for_password(**more))
    assert len(_mailed(offenbach, at)) == passwords.MOST_PER_ACCOUNT


def test_a_colleague_gets_a_page_and_a_stranger_needs_an_invitation(
    offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    _hire(offenbach, "Olga", "owner")
    _hire(wiesbaden, "Wanda", "owner")
    with bind(offenbach):
        by = Staff.objects.get(pk=_hire(offenbach, "Emil", "editor"))
        send: dict[str, Any] = {
            "page": "/verwaltung/abschnitt/fees/",
            "sentence": "Stimmt das Porto?",
            "by": by,
            "at": at,
        }
        with transaction.atomic():
            people.send_page(email="olga@offenbach.example", **send)
        stranger: dict[str, Any] = {"email": "wanda@wiesbaden.example", **send}
        _refused("needs_invitation", UnableToSend, lambda: people.send_page(**stranger))
        with transaction.atomic():
            people.send_page(email="olga@offenbach.example", **send | {"page": "/amt/?suche=Kim+Beispiel"})
        assert AuditEntry.objects.filter(action="staff.page_sent").latest("id").details["page"] == "/amt/"
        assert "Beispiel" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
        AccountMail.objects.exclude(pk=AccountMail.objects.earliest("queued_at").pk).delete()
        for page in ("", "//boese.example/", "/antrag/", "/amt/" + "x" * 200):
            wrong: dict[str, Any] = {"email": "olga@offenbach.example", **send, "page": page}
            _refused("unknown_page", UnableToSend, partial(people.send_page, **wrong))
    [letter] = _mailed(offenbach, at)
    assert "Emil bittet Sie" in letter.body
    assert "/verwaltung/abschnitt/fees/" in letter.body
    assert "Stimmt das Porto?" in letter.body
    assert "Emil" not in letter.subject


def test_mails_are_handed_to_the_workers_by_their_number_alone(
    offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications import tasks
    from outbox.models import OutboxEvent
    from tests.support import cases

    handed: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.send_to_account, "send", lambda **given: handed.append(given))
    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        people.invite(email="neu@stadt.example", roles=["reader"], by=owner, at=at)
    cases.work(offenbach, at=at)
    with bind(offenbach):
        assert handed == [{"mail_id": str(AccountMail.objects.get().id)}]
        assert "neu@" not in str(list(OutboxEvent.objects.values()))


def test_a_mail_that_does_not_leave_is_tried_again_and_given_up_without_its_letter(
    offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smtplib import SMTPServerDisconnected

    from notifications.queries import failed_by_error

    def broken(_self: Any) -> None:
        raise SMTPServerDisconnected

    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        number = people.invite(email="neu@stadt.example", roles=["reader"], by=owner, at=at).pk
    with bind(offenbach):
        mail = AccountMail.objects.get()
        with monkeypatch.context() as patched:
            patched.setattr("django.core.mail.EmailMultiAlternatives.send", broken)
            for _try in range(5):
                assert not to_account.send(mail_id=mail.id, at=at)
            assert AccountMail.objects.get().state == "queued"
            assert not to_account.send(mail_id=mail.id, at=at)
        mail.refresh_from_db()
        assert (mail.state, mail.sealed_letter, mail.attempts) == ("failed", None, 6)
        assert [(code, count) for code, count, _since in failed_by_error()] == [("SMTPServerDisconnected", 1)]
        assert not to_account.send(mail_id=mail.id, at=at)
        with transaction.atomic():
            people.renew(invitation_id=number, by=owner, at=at)
        assert failed_by_error() == []
    assert len(_mailed(offenbach, at)) == 1


def test_a_restored_city_sends_no_link_of_the_city_that_was(offenbach: Any, at: datetime) -> None:
    from notifications import holding
    from tenants.binding import OWNER, bind_owner

    owner = _hire(offenbach, "Olga", "owner")
    with bind(offenbach), transaction.atomic():
        people.invite(email="neu@stadt.example", roles=["reader"], by=owner, at=at)
    with bind_owner(offenbach.schema_name):
        holding.hold(using=OWNER)
    assert _mailed(offenbach, at) == []
    with bind(offenbach):
        mail = AccountMail.objects.get()
        assert (mail.state, mail.error, mail.sealed_letter) == ("failed", holding.HELD, None)
