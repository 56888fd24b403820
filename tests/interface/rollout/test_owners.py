"""A city in which nobody can invite any more gets an owner by two persons of the operator, and everybody there is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.staff.models import Invitation, Staff
from audit.models import AuditEntry
from casework import people
from notifications.models import AccountMail, StaffMail
from onboarding.rollout.models import OwnerProposal
from tenants import orders
from tenants.binding import bind, bind_public
from tenants.models import Order
from tests.interface.desk.clerks import words

NEW, PAGE = "neu@offenbach.example", "/leitung/"
GONE = {"city": "offenbach", "email": NEW, "why": "niemand"}


@pytest.fixture
def staff(offenbach: Any, at: datetime) -> None:
    """An owner who has left, and a clerk who is still there."""
    from configuration.authority import Authority
    from configuration.operations import publish_change

    with bind(offenbach), transaction.atomic():
        Staff.objects.all().update(is_active=False)
        Staff.objects.create(email="weg@offenbach.example", name="Weg Gegangen", roles=["owner"], is_active=False)
        Staff.objects.create(email="kim@offenbach.example", name="Kim Da", roles=["clerk"])
        publish_change(section=Authority, changes={"email": "abh@offenbach.example"}, author="x", at=at, reason="")


def _number() -> int:
    with bind_public():
        return int(OwnerProposal.objects.get(decided_at=None).pk)


def _approve(browser: Client) -> Any:
    return browser.post(f"{PAGE}{_number()}/", {"was": "freigeben"})


def _invited(city: Any) -> list[str]:
    with bind(city):
        return list(Invitation.objects.filter(revoked_at=None).values_list("email", flat=True))


def test_two_persons_invite_and_everybody_is_told(
    staff: None, offenbach: Any, wiesbaden: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    robin, alex = signed_in(), signed_in(who="Alex Zweite")
    assert robin.post(PAGE, GONE).status_code == 302
    assert NEW in alex.get(PAGE).content.decode()
    refused = _approve(robin)
    assert refused.status_code == 409
    assert "Dazu gehört eine zweite Person" in words(refused)
    assert _approve(alex).status_code == 302
    assert orders.work(at=at) == 1
    assert (_invited(offenbach), _invited(wiesbaden)) == ([NEW], [])
    with bind(offenbach):
        entry = AuditEntry.objects.get(action="staff.owner_invited_by_operator")
        assert entry.details["first"] == "ops@zusage.example"
        told = {mail.staff.email for mail in StaffMail.objects.filter(template="owner_invited")}
        assert told == {"kim@offenbach.example"}
        assert AccountMail.objects.filter(template="owner_invited").count() == 1, "to the official address"
        assert Invitation.objects.get(revoked_at=None).roles == ["owner"]
    with bind_public():
        held = str([*OwnerProposal.objects.values(), *Order.objects.values()])
    assert NEW not in held
    assert "eingeladen" in words(alex.get(PAGE))


def test_no_city_is_chosen_before_somebody_chose_one(staff: None, signed_in: Callable[..., Client]) -> None:
    robin = signed_in()
    assert '<option value="" selected' in robin.get(PAGE).content.decode()
    assert "Bitte prüfen Sie" in words(robin.post(PAGE, GONE | {"city": ""}))
    with bind_public():
        assert not OwnerProposal.objects.exists()


def test_where_somebody_can_invite_only_the_citys_letter_helps(
    staff: None, offenbach: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    with bind(offenbach):
        Staff.objects.filter(email="weg@offenbach.example").update(is_active=True)
    robin, alex = signed_in(), signed_in(who="Alex Zweite")
    robin.post(PAGE, GONE)
    _approve(alex)
    orders.work(at=at)
    assert _invited(offenbach) == []
    assert "Die Stadt hat schon eine Leitung" in words(alex.get(PAGE))
    asked = {**GONE, "why": "gebeten"}
    assert "durch welches Schreiben" in words(robin.post(PAGE, asked))
    assert robin.post(PAGE, {**asked, "letter": "Schreiben vom 20.11., 32-1"}).status_code == 302
    _approve(alex)
    orders.work(at=at)
    assert _invited(offenbach) == [NEW]
    with bind(offenbach):
        assert {mail.facts["asked"] for mail in StaffMail.objects.filter(template="owner_invited")} == {
            "Schreiben vom 20.11., 32-1"
        }


def test_one_person_alone_invites_nobody_where_an_owner_was(staff: None, offenbach: Any, at: datetime) -> None:
    """Neither by the order for the first person, nor by an order that names the same person twice."""
    from accounts.staff.inviting import UnableToInvite

    with bind(offenbach), transaction.atomic(), pytest.raises(UnableToInvite, match="has_owner"):
        people.invite_first_owner(email=NEW, at=at)
    with bind_public():
        payload = {"slug": "offenbach", "owner_email": NEW, "asked": "", "first": "ops@zusage.example"}
        order = orders.place(kind="owner_again", payload=payload, by="Ops@zusage.example", at=at)
    orders.work(at=at)
    with bind_public():
        order.refresh_from_db()
    assert (order.error_code, _invited(offenbach)) == ("same_person", [])


def test_one_proposal_at_a_time_withdrawn_it_forgets_the_address(
    staff: None, offenbach: Any, signed_in: Callable[..., Client]
) -> None:
    robin = signed_in()
    robin.post(PAGE, GONE)
    assert "wartet schon ein Vorschlag" in words(robin.post(PAGE, GONE))
    number = _number()
    assert robin.post(f"{PAGE}{number}/", {"was": "zurueckziehen"}).status_code == 302
    assert "schon entschieden" in words(robin.post(f"{PAGE}{number}/", {"was": "freigeben"}))
    with bind_public():
        row = OwnerProposal.objects.get(pk=number)
        assert (row.email, row.order_id) == ("", None)
    assert signed_in("support").get(PAGE).status_code == 403
