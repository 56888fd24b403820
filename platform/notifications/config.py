from __future__ import annotations

from email.utils import parseaddr
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field

from configuration.authority import FilledIn, WithPlaceholders
from configuration.registry import Section, Upcaster, register

LONGEST = 1000


def is_mailbox(text: str) -> bool:
    """``amt@stadt.de``, also with a name before it (``Ausländerbehörde <amt@stadt.de>``), on one line."""
    try:
        validate_email(parseaddr(text)[1])
    except ValidationError:
        return False
    return "\n" not in text and "\r" not in text


def _mailbox(value: str) -> str:
    if value and not is_mailbox(value):
        raise ValueError("not an e-mail address")
    return value


def _short(value: WithPlaceholders) -> WithPlaceholders:
    if max(len(value.de), len(value.en)) > LONGEST:
        raise ValueError("a text below a mail has at most 1000 characters")
    return value


ShortText = Annotated[FilledIn, AfterValidator(_short)]


def _with_good_addresses(value: dict[str, Any]) -> dict[str, Any]:
    return {name: text if is_mailbox(text) else "" for name, text in value.items()}


Mailbox = Annotated[str, Field(max_length=254), AfterValidator(_mailbox)]


@register
class MailRules(Section):
    """``sender`` is the address that mails come from; empty means the platform's. ``reply_to`` is the office's.

    ``signature`` stands below every mail, ``invitation`` in the one that invites to book a visit; both with placeholders.
    Shape 1 took any text for an address: what could not be sent with is the platform's now.
    """

    sender: Mailbox = ""
    reply_to: Mailbox = ""
    signature: ShortText = WithPlaceholders()
    invitation: ShortText = WithPlaceholders()

    @classmethod
    def section_name(cls) -> str:
        return "mail"

    @classmethod
    def section_version(cls) -> int:
        return 2

    @classmethod
    def upcasters(cls) -> dict[int, Upcaster]:
        return {1: _with_good_addresses}

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """Nobody may take a rehearsal's mail for the office's, nor answer one to the office."""
        return {"sender": "", "reply_to": ""}
