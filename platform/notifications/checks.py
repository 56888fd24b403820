"""Readiness: whether mails may leave under the address that the city wants."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from configuration.queries import in_force
from configuration.readiness import Finding, probe
from notifications.config import MailRules

SENDER, REPLY = "mail.sender", "mail.reply"


@probe(SENDER)
def sender_may_be_used(*, at: datetime) -> Finding:
    """Our mail server may send for its own domain and for those whose owners allowed it (SPF, DKIM): ``MAIL_DOMAINS``."""
    sender = in_force(at=at).section(MailRules).sender
    if not sender:
        return Finding(SENDER, True, _("E-Mails gehen unter der Adresse dieses Dienstes hinaus."))
    allowed = {_domain(settings.DEFAULT_FROM_EMAIL), *(domain.lower() for domain in settings.MAIL_DOMAINS)}
    if _domain(sender) in allowed:
        return Finding(SENDER, True, _("Unter Ihrer Absenderadresse dürfen E-Mails hinausgehen."))
    text = _("Ihre Absenderadresse ist noch nicht freigegeben. E-Mails würden als unerwünscht aussortiert.")
    return Finding(SENDER, False, text, "sender_not_allowed")


def _domain(address: str) -> str:
    return parseaddr(address)[1].rpartition("@")[2].lower()


@probe(REPLY)
def answers_reach_the_office(*, at: datetime) -> Finding:
    """Who answers a mail reaches the office; otherwise the answer goes to the sender's address."""
    rules = in_force(at=at).section(MailRules)
    if rules.reply_to or rules.sender:
        return Finding(REPLY, True, _("Antworten auf E-Mails kommen bei Ihnen an."))
    return Finding(REPLY, False, _("Die Adresse für Antworten auf E-Mails fehlt noch."), "reply_missing")
