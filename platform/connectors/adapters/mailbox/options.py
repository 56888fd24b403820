from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import Field, field_validator

from connectors.base import Options


class MailboxOptions(Options):
    """``to``: the office's mailbox, which hears that cases wait. ``minutes``: no second mail within so many."""

    to: str = Field(max_length=254)
    minutes: int = Field(default=60, ge=5, le=1440)

    @field_validator("to")
    @classmethod
    def _an_address(cls, value: str) -> str:
        try:
            validate_email(value)
        except ValidationError:
            raise ValueError("not an e-mail address") from None
        return value
