"""Queuing mails (in the caller's transaction) and sending them (with none open)."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from email.mime.image import MIMEImage
from email.mime.text import MIMEText
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from configuration import assets
from configuration import queries as configuration
from configuration.authority import Authority, Branding
from configuration.models import Asset
from configuration.placeholders import fill
from declarations import sealing
from declarations.models import Declaration
from notifications import catching
from notifications.config import MailRules
from notifications.models import Mail
from notifications.states import TRANSITIONS, State
from outbox import operations as outbox
from tenants.binding import in_rehearsal

LETTER = "notifications.mail"
CALENDAR_NAME = "termin.ics"
LOGO_NAME = "logo"
PAUSES = (60, 300, 1800, 7200, 21600)
log = logging.getLogger("zusage.mail")


def queue_mail(
    *, case: Declaration, to: str, template: str, language: str, data: dict[str, Any], at: datetime,
    calendar: tuple[str, str] | None = None,
) -> Mail:  # fmt: skip
    """Writes the mail beside what it announces. ``data`` may hold links and dates; what a mail says names no matter.

    ``calendar``: the method and the text of a calendar file that goes with it, sealed like the rest.
    """
    letter = {"to": to, "data": data} | ({"calendar": list(calendar)} if calendar else {})
    sealed = sealing.cipher(case.id).seal_json(letter, LETTER)
    mail = Mail.objects.create(case=case, template=template, language=language, sealed_letter=sealed, queued_at=at)
    outbox.record(name="mail.due", subject_id=None, at=at, mail=str(mail.id))
    return mail


def send(*, mail_id: uuid.UUID, at: datetime) -> bool:
    """Sends one mail unless it was sent. Outside any transaction. A failure is tried again later, five times."""
    mail = Mail.objects.select_related("case").get(id=mail_id)
    if mail.state == State.SENT:
        return True
    message = _message(mail, at)
    try:
        catching.send(message, name=mail.id, template=mail.template, at=at, case=mail.case)
    except (SMTPException, OSError) as error:
        _later(mail, error, at)
        return False
    with transaction.atomic():
        TRANSITIONS.edge(mail.state, State.SENT)
        Mail.objects.filter(id=mail.id).update(state=State.SENT, sent_at=at, attempts=mail.attempts + 1, error="")
    return True


def _message(mail: Mail, at: datetime) -> EmailMultiAlternatives:
    letter = sealing.cipher(mail.case_id).open_json(mail.sealed_letter, LETTER)
    said = {**letter["data"], "reference": mail.case.reference or ""}
    message = compose(template=mail.template, language=mail.language, to=letter["to"], said=said, name=mail.id, at=at)
    if letter.get("calendar"):
        message.attach(_calendar(*letter["calendar"]))
    return message


def compose(
    *, template: str, language: str, to: str, said: dict[str, Any], name: uuid.UUID, at: datetime
) -> EmailMultiAlternatives:
    """The letter in the office's name, by the configuration of ``at``. ``said``: the words of the template; ``name`` stays
    the same however often the mail is sent."""
    version = configuration.in_force(at=at)
    rules, authority = version.section(MailRules), version.section(Authority)
    logo = assets.find(version.section(Branding).logo) if version.section(Branding).logo else None
    context = {
        **said,
        "authority": authority,
        "logo": logo,
        "logo_name": LOGO_NAME,
        **_own_words(rules, authority, language),
    }
    with override(language):
        folder = f"notifications/{template}"
        subject = " ".join(render_to_string(f"{folder}.subject.txt", context).split())
        text = render_to_string(f"{folder}.txt", context).strip() + "\n"
        if in_rehearsal():
            subject = f"{_('Probe')}: {subject}"
            text = f"{_('Das ist eine Probe. Hier wird nichts wirklich beantragt.')}\n\n{text}"
        html = render_to_string("notifications/mail.html", {**context, "text": text, "subject": subject})
    message = EmailMultiAlternatives(
        subject, text, rules.sender or settings.DEFAULT_FROM_EMAIL, [to],
        reply_to=[rules.reply_to] if rules.reply_to else None,
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{name}@{settings.PLATFORM_DOMAIN}>"},
    )  # fmt: skip
    message.attach_alternative(html, "text/html")
    if logo is not None:
        message.attach(_picture(logo))
    return message


def _own_words(rules: MailRules, authority: Authority, language: str) -> dict[str, str]:
    """What the city itself writes below its mails and in the invitation."""
    texts = {"own_signature": rules.signature, "own_invitation": rules.invitation}
    return {name: fill(text.of(language), authority.placeholders).strip() for name, text in texts.items()}


def _picture(logo: Asset) -> MIMEImage:
    """Within the mail, so that whoever opens it asks no server for it."""
    part = MIMEImage(bytes(logo.content), "png")
    part.add_header("Content-ID", f"<{LOGO_NAME}>")
    part.add_header("Content-Disposition", "inline", filename="logo.png")
    return part


def _calendar(method: str, text: str) -> MIMEText:
    """In base64, so that no program on the way changes the file's line ends."""
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename=CALENDAR_NAME)
    return part


def _later(mail: Mail, error: Exception, at: datetime) -> None:
    log.warning("mail %s could not be sent: %s", mail.id, type(error).__name__)
    with transaction.atomic():
        attempts = mail.attempts + 1
        Mail.objects.filter(id=mail.id).update(attempts=attempts, error=type(error).__name__)
        if attempts > len(PAUSES):
            TRANSITIONS.edge(mail.state, State.FAILED)
            Mail.objects.filter(id=mail.id).update(state=State.FAILED)
            outbox.record(name="mail.failed", subject_id=mail.case_id, at=at, mail=str(mail.id))
            return
        due = at + timedelta(seconds=PAUSES[attempts - 1])
        outbox.record(name="mail.due", subject_id=None, at=at, due_at=due, mail=str(mail.id))
