from __future__ import annotations

from typing import Any

from configuration.registry import Section, register


@register
class MailRules(Section):
    """``sender`` is the address that mails come from; empty means the platform's. ``reply_to`` is the office's."""

    sender: str = ""
    reply_to: str = ""

    @classmethod
    def section_name(cls) -> str:
        return "mail"

    @classmethod
    def bound_to_environment(cls) -> dict[str, Any]:
        """Nobody may take a rehearsal's mail for the office's, nor answer one to the office."""
        return {"sender": "", "reply_to": ""}
