"""What has been wrong for too long: found by age, noticed once, over when it is over. No persons, no references.

``look`` is called every few minutes. A new situation plans one mail to each who looks after deliveries, or to the office where
nobody does; as long as it lasts there is no second one, and a new one only after it was over.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from accounts.roles import WORK_DELIVERIES
from accounts.staff.models import Staff
from configuration.authority import Authority
from configuration.queries import in_force
from connectors.alarm_rules import AlarmRules
from connectors.config import DeliveryRules
from connectors.inbox_models import Alarm, AlarmMail
from connectors.models import Delivery, Line, ReturnedMessage
from connectors.states import State
from outbox import operations as outbox

MAIL_DUE = "delivery.alarm_mail"
OFFICE = 0  # in place of a person: the office's own address, where nobody looks after deliveries
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 360))
RECENT = timedelta(days=7)  # a refused answer is a task for so long
Kind = Alarm.Kind


@dataclass(frozen=True)
class Situation:
    """``about``: a connector, or empty. ``since``: of the oldest that it is about."""

    kind: Alarm.Kind
    about: str
    since: datetime
    count: int


def situations(*, at: datetime) -> list[Situation]:
    """What is so now, by the city's thresholds: what runs out first on top."""
    rules = in_force(at=at).section(DeliveryRules).alarms
    return sorted(_all(rules, at), key=lambda one: (_ORDER.index(one.kind), one.since))


_ORDER = [Kind.EXPIRING, Kind.STUCK, Kind.LINE, Kind.UNCONFIRMED, Kind.WAITING, Kind.RETURNED, Kind.COLLECTING]


def _all(rules: AlarmRules, at: datetime) -> Iterator[Situation]:
    deliveries = Delivery.objects.order_by()
    stuck = deliveries.filter(state__in=[State.FAILED, State.REJECTED, State.PAUSED])
    yield from _old(Kind.STUCK, stuck, "created_at", at - rules.stuck)
    waiting = deliveries.filter(state__in=[State.QUEUED, State.IN_FLIGHT])
    yield from _old(Kind.WAITING, waiting, "created_at", at - rules.waiting)
    unconfirmed = deliveries.filter(state=State.HANDED_OVER)
    yield from _old(
        Kind.UNCONFIRMED, unconfirmed.filter(handed_over_at__gt=at - rules.expiring), "handed_over_at",
        at - rules.unconfirmed,
    )  # fmt: skip
    yield from _old(Kind.EXPIRING, unconfirmed, "handed_over_at", at - rules.expiring)
    yield from _lines(rules, at)
    returned = ReturnedMessage.objects.filter(received_at__gt=at - RECENT)
    returned = returned.exclude(state=ReturnedMessage.State.CARRIED_OUT).filter(received_at__lte=at - rules.returned)
    found = returned.aggregate(since=Min("received_at"), count=Count("id"))
    if found["since"] is not None:
        yield Situation(Kind.RETURNED, "", found["since"], found["count"])


def _old(kind: Alarm.Kind, rows: QuerySet[Delivery], moment: str, before: datetime) -> Iterator[Situation]:
    """One situation for each connector."""
    late = rows.filter(**{f"{moment}__lte": before}).values_list("connector")
    for about, since, count in late.annotate(since=Min(moment), count=Count("id")):
        yield Situation(kind, about, since, count)


def _lines(rules: AlarmRules, at: datetime) -> Iterator[Situation]:
    for line in Line.objects.order_by("connector"):
        if line.open_since is not None and line.open_since <= at - rules.line:
            yield Situation(Kind.LINE, line.connector, line.open_since, line.failures)
        if line.collect_error and line.collected_at is not None and line.collected_at <= at - rules.collecting:
            yield Situation(Kind.COLLECTING, line.connector, line.collected_at, line.collect_errors)


def look(*, at: datetime) -> int:
    """Notes what began and what is over, and plans the mails. Joins the caller's transaction. Answers how many began."""
    found = {(one.kind.value, one.about): one for one in situations(at=at)}
    known = {(one.kind, one.about): one for one in Alarm.objects.filter(over_at=None)}
    for key, alarm in known.items():
        if key in found:
            Alarm.objects.filter(id=alarm.id).update(count=found[key].count)
        else:
            Alarm.objects.filter(id=alarm.id).update(over_at=at)
    begun = [one for key, one in found.items() if key not in known]
    made = Alarm.objects.bulk_create(
        [Alarm(kind=one.kind, about=one.about, since=one.since, count=one.count, noticed_at=at) for one in begun],
        ignore_conflicts=True,
    )
    _plan_mails([alarm.id for alarm in made], at)
    return len(begun)


def _plan_mails(alarm_ids: list[uuid.UUID], at: datetime) -> None:
    if not alarm_ids or not in_force(at=at).section(DeliveryRules).alarms.mail:
        return
    kept = list(Alarm.objects.filter(id__in=alarm_ids).values_list("id", flat=True))
    people = [one.id for one in Staff.objects.filter(is_active=True) if one.may(WORK_DELIVERIES)]
    mails = [AlarmMail(alarm_id=alarm_id, staff=person) for alarm_id in kept for person in people or [OFFICE]]
    for mail in AlarmMail.objects.bulk_create(mails, ignore_conflicts=True):
        outbox.record(name=MAIL_DUE, at=at, mail=str(mail.id))


@dataclass(frozen=True)
class Letter:
    """``to``: the address at which the person signs in, or the office's; read when it is sent, kept nowhere."""

    to: str
    kind: Alarm.Kind
    since: datetime
    count: int


def letter_of(mail_id: uuid.UUID, *, at: datetime) -> Letter | None:
    """None when it was sent, when the situation is over, or when the person does not look after deliveries any more; of the
    office, when it has no address."""
    mail = AlarmMail.objects.select_related("alarm").filter(id=mail_id, state=AlarmMail.State.PLANNED).first()
    if mail is None or mail.alarm.over_at is not None:
        return None
    to = _address_of(mail.staff, at)
    return Letter(to, Kind(mail.alarm.kind), mail.alarm.since, mail.alarm.count) if to else None


def _address_of(staff: int, at: datetime) -> str:
    if staff == OFFICE:
        return in_force(at=at).section(Authority).email
    person = Staff.objects.filter(id=staff, is_active=True).first()
    return person.email if person is not None and person.may(WORK_DELIVERIES) else ""


def mail_sent(*, mail_id: uuid.UUID, at: datetime) -> None:
    AlarmMail.objects.filter(id=mail_id).update(state=AlarmMail.State.SENT, sent_at=at, error="")


def mail_not_sent(*, mail_id: uuid.UUID, error: str, at: datetime) -> None:
    """Tried again four times, later each time. ``error``: the kind of it. Joins the caller's transaction."""
    mail = AlarmMail.objects.select_for_update(of=("self",)).get(id=mail_id)
    attempts, goes_on = mail.attempts + 1, mail.attempts < len(PAUSES)
    state = AlarmMail.State.PLANNED if goes_on else AlarmMail.State.FAILED
    AlarmMail.objects.filter(id=mail.id).update(attempts=attempts, error=error[:60], state=state)
    if goes_on:
        outbox.record(name=MAIL_DUE, at=at, due_at=at + PAUSES[attempts - 1], mail=str(mail.id))


def noticed() -> dict[tuple[str, str], tuple[datetime, int]]:
    """(kind, about) -> (when it was noticed, how many mails went out): for the page."""
    rows = Alarm.objects.filter(over_at=None).annotate(told=Count("mails__sent_at"))
    return {(row.kind, row.about): (row.noticed_at, row.told) for row in rows}
