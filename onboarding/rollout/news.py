"""Mails to the operator's people, and to whom a Land delegated, when a city waits for them, was stopped, or has opened.

Written beside what they tell, sent by a worker: *claim* (transaction) → *call* (none) → *settle* (transaction). They name the
city and codes, no persons.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from accounts.operators.models import Operator
from accounts.roles import APPROVE_LIVE
from onboarding.golive.telling import titles
from onboarding.rollout.models import CityStart, StartMail
from tenants.routing import base_url
from ui.formats import long_time

TOLD = ("requested", "stopped", "live")
PAUSES = (60, 300, 1800, 7200, 21600)
LEASE = timedelta(minutes=5)
BATCH = 50
URLS = "config.urls_operator"
log = logging.getLogger("zusage.starts")


def write(row: CityStart, *, at: datetime) -> int:
    """One mail to each person who may answer for this city; the same news again is none. Joins the caller's transaction."""
    if row.state not in TOLD or row.number is None:
        return 0
    people = [one for one in Operator.objects.filter(is_active=True).order_by("id") if _answers(one, row.city.land)]
    news = [
        StartMail(
            city=row.city, number=row.number, state=row.state, aim=row.aim or "live", wished_for=row.wished_for,
            found=row.found, operator=one, due_at=at,
        )
        for one in people
    ]  # fmt: skip
    StartMail.objects.bulk_create(news, ignore_conflicts=True)
    return len(news)


def _answers(person: Operator, land: str) -> bool:
    return person.may(APPROVE_LIVE) and person.answers_for(land)


def anything_due(*, at: datetime) -> bool:
    return StartMail.objects.filter(due_at__lte=at).exists()


def send_due(*, at: datetime, limit: int = BATCH) -> int:
    """Sends what waits; answers how many were tried. Safe to run twice at once; outside any transaction. A mail of which
    nobody knows whether it went is sent again."""
    for tried in range(limit):
        claimed = _claim(at)
        if claimed is None:
            return tried
        try:
            message_of(claimed).send()
        except (SMTPException, OSError) as error:
            _later(claimed, error, at)
        else:
            StartMail.objects.filter(pk=claimed.pk).update(due_at=None, sent_at=at, error="")
    return limit


def _claim(at: datetime) -> StartMail | None:
    with transaction.atomic():
        waiting = StartMail.objects.select_for_update(of=("self",), skip_locked=True).filter(due_at__lte=at)
        found = waiting.select_related("city", "operator").order_by("due_at", "id").first()
        if found is not None:
            found.attempts += 1
            found.due_at = at + LEASE
            found.save(update_fields=["attempts", "due_at"])
    return found


def _later(mail: StartMail, error: Exception, at: datetime) -> None:
    log.warning("mail %s about a start could not be sent: %s", mail.id, type(error).__name__)
    again = mail.attempts <= len(PAUSES) and mail.operator.is_active
    due = at + timedelta(seconds=PAUSES[mail.attempts - 1]) if again else None
    StartMail.objects.filter(pk=mail.pk).update(due_at=due, error=type(error).__name__)


def message_of(mail: StartMail) -> EmailMessage:
    with override("de"):
        host = base_url(f"betrieb.{settings.PLATFORM_DOMAIN}")
        said = {
            "city": mail.city.name, "state": mail.state, "aim": mail.aim, "found": list(zip(mail.found, titles(mail.found), strict=True)),
            "wished": long_time(mail.wished_for), "link": host + reverse("rollout:start", URLS, args=[mail.city.slug]),
        }  # fmt: skip
        subject = " ".join(render_to_string("rollout/mail/start.subject.txt", said).split())
        text = render_to_string("rollout/mail/start.txt", said).strip() + "\n"
    name = f"start-{mail.city.slug}-{mail.number}-{mail.state}-{mail.pk}"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{name}@{settings.PLATFORM_DOMAIN}>"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [mail.operator.email], headers=headers)
