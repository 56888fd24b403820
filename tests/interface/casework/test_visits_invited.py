"""Who is invited to book, when, and with which letter: by the city's policy, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from appointments import inviting
from appointments.inviting import UnableToOpenLink
from appointments.models import Invitation
from casework import letterbox, review
from declarations.models import Declaration
from outbox.operations import dispatch
from tenants.binding import bind
from tests.interface.casework.visitors import (
    AT,
    CLERK,
    WEDNESDAY,
    book,
    do,
    due,
    invite,
    letters,
    settings_of,
    templates,
    visitor,
)
from tests.support import cases

WEEK = timedelta(days=7)


def _approved(city: Any, **more: Any) -> Any:
    case_id = visitor(city, state="with_authority_system", **more)
    do(city, review.report_outcome, case_id=case_id, outcome="approved", reason="", by=CLERK, at=AT)
    return case_id


def test_a_positive_outcome_invites_with_a_link_that_opens_the_visit_and_nothing_in_the_other_city(
    offenbach: Any, wiesbaden: Any
) -> None:
    case_id = _approved(offenbach)
    visitor(wiesbaden)
    (letter,) = letters(offenbach, at=AT)
    assert letter.template == "invitation"
    assert letters(wiesbaden, at=AT) == []
    page, token = letter.data["visit_link"].removesuffix("/").rsplit("/", 1)
    assert "offenbach.localhost" in page
    assert page.endswith("/termin")
    with bind(offenbach):
        assert inviting.open_token(token, at=AT).case_id == case_id
        assert Declaration.objects.get(id=case_id).state == "signing_due"
    with bind(wiesbaden), pytest.raises(UnableToOpenLink) as refused:
        inviting.open_token(token, at=AT)
    assert refused.value.code == "no_such_link"


def test_where_nothing_is_booked_the_news_stays(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"booking": "none"}):
        _approved(offenbach)
        assert templates(offenbach, at=AT) == ["news"]


def test_a_binding_case_is_invited_to_fetch_its_document_once(wiesbaden: Any) -> None:
    case_id = visitor(wiesbaden, state="approved", mode="online_binding")
    do(wiesbaden, review.issue, case_id=case_id, serial="A 123", remarks="", by=CLERK, at=AT)
    (letter,) = letters(wiesbaden, at=AT)
    assert (letter.template, letter.data["purpose"]) == ("invitation", "pickup")


def test_where_everything_is_posted_nobody_is_invited(wiesbaden: Any) -> None:
    with settings_of(wiesbaden, casework={"delivery": "post"}):
        case_id = visitor(wiesbaden, state="approved", mode="online_binding")
        with bind(wiesbaden):
            from configuration.models import ConfigurationVersion

            last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
            Declaration.objects.filter(id=case_id).update(configuration=last)
        do(wiesbaden, review.issue, case_id=case_id, serial="A 123", remarks="", by=CLERK, at=AT)
        assert templates(wiesbaden, at=AT) == ["news"]


def test_a_city_that_works_elsewhere_invites_to_the_pick_up_on_approval(offenbach: Any) -> None:
    case_id = _approved(offenbach, mode="online_binding")
    (letter,) = letters(offenbach, at=AT)
    assert (letter.template, letter.data["purpose"]) == ("invitation", "pickup")
    do(offenbach, review.issue, case_id=case_id, serial="A 123", remarks="", by=CLERK, at=AT + WEEK)
    assert templates(offenbach, at=AT + WEEK) == ["invitation", "news"]


def test_a_refusal_invites_nobody(offenbach: Any) -> None:
    case_id = visitor(offenbach, state="with_authority_system")
    do(offenbach, review.refuse, case_id=case_id, reason="Zu wenig.", by=CLERK, at=AT)
    assert "invitation" not in templates(offenbach, at=AT)
    with bind(offenbach):
        assert not Invitation.objects.exists()


def test_booked_with_the_application_the_visit_stays_and_the_news_say_so(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"booking": "with_application"}):
        case_id = cases.file(offenbach, at=AT, stay={"entry_date": "2027-06-01"}).case_id
        cases.pay(offenbach, case_id, at=AT)
        assert templates(offenbach, at=AT) == ["invitation", "received"]
        book(offenbach, case_id)
        with bind(offenbach):
            Declaration.objects.filter(id=case_id).update(state="with_authority_system")
        do(offenbach, review.report_outcome, case_id=case_id, outcome="approved", reason="", by=CLERK, at=AT)
        news = [letter for letter in letters(offenbach, at=AT) if letter.template == "news"]
        assert news[0].data["visit_when"] == "Mittwoch, 3. März 2027, 08:00 Uhr"
        assert templates(offenbach).count("invitation") == 1


def test_invited_with_the_application_but_not_booked_the_news_carry_the_link(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"booking": "with_application"}):
        case_id = visitor(offenbach, state="with_authority_system")
        invite(offenbach, case_id)
        do(offenbach, review.report_outcome, case_id=case_id, outcome="approved", reason="", by=CLERK, at=AT)
        news = [letter for letter in letters(offenbach, at=AT) if letter.template == "news"]
        assert "/termin/" in news[0].data["visit_link"]
        assert templates(offenbach).count("invitation") == 1


def _say(city: Any, name: str, case_id: Any, **payload: Any) -> None:
    from outbox.operations import record

    do(city, record, name=name, subject_id=case_id, at=AT, **payload)


def test_a_handler_that_runs_again_writes_nothing_twice(offenbach: Any) -> None:
    from outbox.models import OutboxEvent

    invite(offenbach, visitor(offenbach))
    assert templates(offenbach, at=AT) == ["invitation"]
    with bind(offenbach):
        OutboxEvent.objects.filter(name="visit.invited").update(done_at=None, leased_until=None)
        assert dispatch(at=AT) >= 1
    assert templates(offenbach, at=AT) == ["invitation"]
    assert len(due(offenbach, "visit.invitation_ending")) == 1


def test_a_link_that_is_sent_again_is_not_remembered_twice(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    invitation = invite(offenbach, case_id)
    templates(offenbach, at=AT)
    _say(offenbach, "visit.invited", case_id, invitation=str(invitation.id))
    assert templates(offenbach, at=AT) == ["invitation", "invitation"]
    assert len(due(offenbach, "visit.invitation_ending")) == 1


def test_a_week_before_the_link_ends_who_has_no_visit_is_reminded_once(offenbach: Any) -> None:
    lazy, busy = visitor(offenbach), visitor(offenbach)
    for case_id in (lazy, busy):
        invite(offenbach, case_id)
    templates(offenbach, at=AT)
    book(offenbach, busy)
    ends = AT + timedelta(days=90)
    assert "invitation_ending" not in templates(offenbach, at=ends - WEEK - timedelta(hours=1))
    with bind(offenbach):  # the other's visit stays booked: nobody ticked it off yet
        assert Invitation.objects.filter(ended_at=None).count() == 2
    reminders = [letter for letter in letters(offenbach, at=ends - WEEK) if letter.template == "invitation_ending"]
    assert len(reminders) == 1
    assert reminders[0].data["until"] == "30. Mai 2027"


def test_a_link_is_good_until_the_visit_is_over(offenbach: Any) -> None:
    from appointments.models import Booking

    case_id = visitor(offenbach)
    invite(offenbach, case_id)
    booking = book(offenbach, case_id)
    late = AT + timedelta(days=120)
    with bind(offenbach):
        Booking.objects.filter(id=booking.id).update(starts_at=late, ends_at=late + WEEK, busy_until=late + WEEK)
    token = next(one for one in letters(offenbach, at=AT) if one.template == "visit_booked").data["visit_link"]
    with bind(offenbach):
        assert inviting.open_token(token.split("/")[-2], at=late).case_id == case_id


def test_when_the_citys_own_system_is_back_who_waits_is_told(offenbach: Any) -> None:
    waits, booked = visitor(offenbach), visitor(offenbach)
    for case_id in (waits, booked):
        invite(offenbach, case_id)
    book(offenbach, booked, WEDNESDAY)
    for case_id in (waits, booked):
        _say(offenbach, "visit.system_back", case_id)
    assert templates(offenbach, at=AT).count("booking_again") == 1


def test_a_case_without_an_address_is_invited_and_gets_no_letter(offenbach: Any) -> None:
    from tests.interface.appointments.calendars import new_case

    with bind(offenbach):
        case_id = new_case()
    invite(offenbach, case_id)
    assert letters(offenbach, at=AT) == []


def test_the_link_needs_no_more_than_the_invitation(offenbach: Any) -> None:
    invitation = invite(offenbach, visitor(offenbach))
    with bind(offenbach), transaction.atomic():
        assert letterbox.visit_link(invitation).endswith(f"/termin/{inviting.token_of(invitation)}/")
