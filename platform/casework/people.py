"""The people of a city: every change is one transaction of the change, its line in the trail and the mail.

Pages and orders use these; ``accounts.staff`` knows the rules, and no secret and no address stands in the trail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from accounts.role_words import in_words
from accounts.roles import MANAGE_STAFF, SEE_CONFIGURATION, SEE_READINESS
from accounts.sign_in import of_city
from accounts.staff import changing, inviting, passwords, rules
from accounts.staff.inviting import UnableToInvite, Written
from accounts.staff.models import Invitation, Staff
from accounts.staff.rules import OWNER
from audit import operations as audit
from audit.operations import Actor, record
from casework.letterbox import city_page
from configuration.authority import Authority
from configuration.queries import in_force
from kernel.clock import german_day
from kernel.errors import Refusal
from notifications import to_account, to_staff
from ui.formats import day_and_time, long_date

OPERATOR = Actor("operator")
PEOPLE_PAGE = "/verwaltung/personen/"
CONSOLE = "/verwaltung/"
CHECKLIST = f"{CONSOLE}bereit/"
PLACES = (CONSOLE, "/amt/")
SENTENCE_LENGTH = 300


class UnableToSend(Refusal):
    """unknown_page, too_long, needs_invitation (nobody here has that address), may_not_see (the page)."""

    code = "unknown_page"


def invite(
    *, email: str, roles: Iterable[str], by: int | None, at: datetime, page: str = "", sentence: str = ""
) -> Invitation:
    """Writes the invitation and its mail. ``by`` is who of the city, or nobody: the operator. ``page`` and ``sentence``:
    where the person is led afterwards, and what the inviter writes to them.

    Joins the caller's transaction. Refused: ``UnableToInvite``, ``UnableToManage``, ``UnableToSend``.
    """
    _check(page, sentence)
    written = inviting.invite(email=email, roles=roles, by=by, at=at, page=page)
    _note("staff.invited", by, at, invitation=written.invitation.pk, roles=written.invitation.roles)
    _mail(written, by, at, sentence)
    return written.invitation


def renew(*, invitation_id: int, by: int | None, at: datetime) -> Invitation:
    """A new mail; the earlier link leads nowhere. Joins the caller's transaction. Refused: as ``inviting.renew``."""
    written = inviting.renew(invitation_id=invitation_id, by=by, at=at)
    _note("staff.invitation_renewed", by, at, invitation=invitation_id)
    _mail(written, by, at)
    return written.invitation


def revoke(*, invitation_id: int, by: int | None, at: datetime) -> None:
    """Joins the caller's transaction. Refused: as ``inviting.revoke``."""
    to_account.drop(inviting.revoke(invitation_id=invitation_id, by=by, at=at))
    _note("staff.invitation_revoked", by, at, invitation=invitation_id)


def invite_first_owner(*, email: str, at: datetime) -> None:
    """By the operator, in place of whomever the operator invited before. Somebody who is invited stays invited.

    Joins the caller's transaction. Refused: ``UnableToInvite`` (has_owner and others), ``UnableToManage``.
    """
    address = inviting.checked_address(email)
    waiting = inviting.of_operator()
    if any(one.email == address for one in waiting):
        return
    for one in waiting:
        revoke(invitation_id=one.pk, by=None, at=at)
    invite(email=address, roles=[OWNER], by=None, at=at)


def invite_owner_again(*, email: str, asked: str, first: str, second: str, at: datetime) -> None:
    """By two persons of the operator, where nobody here can invite any more, or the city asked for it (``asked``: by which
    letter). Everybody here and the official address are told; whoever manages people can take the invitation back.

    Joins the caller's transaction. Refused: ``UnableToInvite`` (has_owner: nobody asked, and there is one), ``same_person``.
    """
    if first.casefold() == second.casefold():
        raise UnableToInvite(code="same_person")
    if not asked and rules.has_owner(rules.locked()):
        raise UnableToInvite(code="has_owner")
    for one in inviting.of_operator():
        revoke(invitation_id=one.pk, by=None, at=at)
    written = inviting.invite(email=email, roles=[OWNER], by=None, at=at, again=True)
    record(
        action="staff.owner_invited_by_operator", actor=Actor("operator", second), at=at,
        invitation=written.invitation.pk, first=first, asked=asked,
    )  # fmt: skip
    _mail(written, None, at, again=True)
    facts = {"asked": asked, "link": f"{city_page()}{PEOPLE_PAGE}"}
    to_staff.write_to_all(template="owner_invited", facts=facts, at=at)
    office = in_force(at=at).section(Authority).email
    if office:
        to_account.queue(to=office, template="owner_invited", said=facts, at=at)


def renew_first_owner(*, at: datetime) -> int:
    """Sends anew what the operator wrote and nobody has accepted; answers how many. Joins the caller's transaction."""
    waiting = inviting.of_operator()
    for one in waiting:
        renew(invitation_id=one.pk, by=None, at=at)
    return len(waiting)


def accept(*, secret: str, name: str, password: str, at: datetime) -> tuple[Invitation, str]:
    """The account is made and signed in; answers the secret for the cookie. Joins the caller's transaction.

    Refused: as ``inviting.accept``; then nothing has happened.
    """
    invitation, person = inviting.accept(secret=secret, name=name, password=password, at=at)
    _note("staff.joined", person.pk, at, invitation=invitation.pk, roles=person.roles)
    return invitation, of_city().let_in(person, at=at)


def ask_for_new_invitation(*, secret: str, address: str, at: datetime) -> None:
    """Whoever manages the people is told by mail. Joins the caller's transaction. Refused: as ``inviting.ask_again``."""
    known = inviting.find(secret).asked_at is not None
    invitation = inviting.ask_again(secret=secret, address=address, at=at)
    record(action="staff.invitation_asked", actor=audit.SYSTEM, at=at, invitation=invitation.pk)
    if not known:
        facts = {"link": f"{city_page()}{PEOPLE_PAGE}"}
        to_staff.write_to_holders(permission=MANAGE_STAFF, template="staff_asked", facts=facts, at=at)


def change_roles(*, staff_id: int, roles: Iterable[str], by: int, at: datetime) -> None:
    """Joins the caller's transaction. Refused: ``UnableToManage``."""
    changed = changing.change_roles(staff_id=staff_id, roles=roles, by=by, at=at)
    told = {"person": staff_id, "before": changed.before, "roles": changed.person.roles}
    _note("staff.roles_changed", by, at, **told)
    _note_taken_back(changed, by, at)


def deactivate(*, staff_id: int, by: int, at: datetime) -> None:
    """Ends every sign-in of the person at once. Joins the caller's transaction. Refused: ``UnableToManage``."""
    changed = changing.deactivate(staff_id=staff_id, by=by, at=at)
    _note("staff.deactivated", by, at, person=staff_id)
    _note_taken_back(changed, by, at)


def reactivate(*, staff_id: int, by: int, at: datetime) -> None:
    """Joins the caller's transaction. Refused: ``UnableToManage``."""
    changed = changing.reactivate(staff_id=staff_id, by=by)
    _note("staff.reactivated", by, at, person=staff_id, roles=changed.person.roles)


def ask_for_password(*, email: str, address: str, at: datetime) -> None:
    """A link of one hour, by mail; for an address that nobody here has, nothing, and no word of that. ``address`` is
    where the question comes from. Joins the caller's transaction. Refused: ``passwords.UnableToAsk``."""
    found = passwords.ask(email=email, address=address, at=at)
    if found is None:
        return
    person, secret = found
    said = {"link": f"{city_page()}/amt/passwort/{secret}/", "until": _written(at + passwords.VALID, hour=True)}
    to_account.queue(to=person.email, template="staff_password", said=said, at=at)
    _note("staff.password_asked", person.pk, at)


def set_password(*, secret: str, password: str, at: datetime) -> None:
    """Ends every sign-in of the person. Joins the caller's transaction. Refused: ``passwords.UnableToSetPassword``."""
    person = passwords.set_new(secret=secret, password=password, at=at)
    _note("staff.password_set", person.pk, at)


def send_page(*, email: str, page: str, sentence: str, by: Staff, at: datetime) -> None:
    """Asks a colleague who has an account to look at a page, by mail. Joins the caller's transaction.

    Refused: ``UnableToSend``; with *needs_invitation* whoever manages the people can invite instead.
    """
    _check(page, sentence)
    if not page:
        raise UnableToSend(code="unknown_page")
    person = Staff.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if person is None:
        raise UnableToSend(code="needs_invitation")
    needed = SEE_READINESS if page.startswith(CHECKLIST) else SEE_CONFIGURATION
    if page.startswith(CONSOLE) and not person.may(needed):
        raise UnableToSend(code="may_not_see")
    said = {"link": f"{city_page()}{page}", "inviter": by.name, "sentence": _one_line(sentence)}
    to_account.queue(to=person.email, template="staff_page", said=said, at=at)
    _note("staff.page_sent", by.pk, at, person=person.pk, page=page)


def is_page(page: str) -> bool:
    """Whether this is an address of the staff's pages on this host."""
    return page.startswith(PLACES) and url_has_allowed_host_and_scheme(page, allowed_hosts=None)


def _check(page: str, sentence: str) -> None:
    if page and not is_page(page):
        raise UnableToSend(code="unknown_page")
    if len(sentence) > SENTENCE_LENGTH:
        raise UnableToSend(code="too_long")


def _mail(written: Written, by: int | None, at: datetime, sentence: str = "", *, again: bool = False) -> None:
    invitation = written.invitation
    inviter = Staff.objects.get(pk=by).name if by is not None else ""
    with override("de"):
        roles = [f"{words.name}: {words.about}" for words in in_words(invitation.roles)]
    said = {
        "link": f"{city_page()}/verwaltung/einladung/{written.secret}/", "inviter": inviter, "roles": roles,
        "until": _written(invitation.expires_at), "sentence": _one_line(sentence) if inviter else "",
        "again": again,
    }  # fmt: skip
    to_account.queue(to=invitation.email, template="staff_invitation", said=said, at=at, invitation=invitation)


def _one_line(sentence: str) -> str:
    return " ".join(sentence.split())


def _written(moment: datetime, *, hour: bool = False) -> str:
    with override("de"):
        return day_and_time(moment) if hour else long_date(german_day(moment))


def _note(action: str, by: int | None, at: datetime, **details: Any) -> None:
    record(action=action, actor=OPERATOR if by is None else audit.staff(by), at=at, **details)


def _note_taken_back(changed: changing.Changed, by: int, at: datetime) -> None:
    for invitation in Invitation.objects.filter(id__in=changed.taken_back):
        to_account.drop(invitation)
        _note("staff.invitation_revoked", by, at, invitation=invitation.pk)
