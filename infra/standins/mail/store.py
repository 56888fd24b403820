"""Mails on disk: one folder each, with the message as it came and the envelope beside it."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """`recipients` are the envelope's, which a blind copy's header does not show."""

    id: str
    recipients: tuple[str, ...]
    received: datetime
    message: EmailMessage

    def header(self, name: str) -> str:
        """A header's text; whatever cannot be read counts as missing."""
        try:
            return str(self.message[name] or "")
        except (ValueError, LookupError, AttributeError, TypeError):
            return ""

    def body(self, kind: str) -> str | None:
        """The text of the part that is shown: `plain` or `html`."""
        part = self.message.get_body((kind,))
        return text_of(part) if isinstance(part, EmailMessage) else None

    def attachments(self) -> list[EmailMessage]:
        return [part for part in self.message.iter_attachments() if isinstance(part, EmailMessage)]

    def inline(self) -> dict[str, EmailMessage]:
        """Parts that the HTML refers to by their Content-ID."""
        parts = [part for part in self.message.walk() if isinstance(part, EmailMessage) and part["Content-ID"]]
        return {str(part["Content-ID"]).strip("<> "): part for part in parts}


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, message: bytes, recipients: Sequence[str], *, at: datetime) -> str:
        """Keep a mail under a new id. A mail is on disk whole or not at all."""
        key = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        draft = self.folder / f".{key}"
        draft.mkdir(mode=0o700)
        (draft / "message.eml").write_bytes(message)
        (draft / "envelope.json").write_text(json.dumps({"to": list(recipients), "received": at.isoformat()}))
        draft.rename(self.folder / key)
        return key

    def all(self) -> list[Mail]:
        """Newest first."""
        return [self.read(entry.name) for entry in sorted(self.folder.glob("[0-9]*"), reverse=True)]

    def by_recipient(self) -> dict[str, list[Mail]]:
        """The recipient who got the newest mail comes first."""
        found: dict[str, list[Mail]] = {}
        for mail in self.all():
            for recipient in mail.recipients:
                found.setdefault(recipient.lower(), []).append(mail)
        return found

    def read(self, key: str) -> Mail:
        """The mail with this id, or `KeyError`."""
        if key not in {entry.name for entry in self.folder.glob("[0-9]*")}:
            raise KeyError(key)
        envelope = json.loads((self.folder / key / "envelope.json").read_text())
        message = message_from_bytes((self.folder / key / "message.eml").read_bytes(), policy=policy.default)
        return Mail(key, tuple(envelope["to"]), datetime.fromisoformat(envelope["received"]), message)


def text_of(part: EmailMessage) -> str:
    """A part's text, in an unknown or wrong character set as well as it can be."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        return bytes_of(part).decode("utf-8", errors="replace")


def bytes_of(part: EmailMessage) -> bytes:
    """A part's bytes; an attached message's own source."""
    if part.is_multipart():
        return b"".join(inner.as_bytes() for inner in part.iter_parts())
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def token(recipient: str) -> str:
    """What stands for a recipient in an address: addresses end up in histories and logs."""
    return hashlib.sha256(recipient.lower().encode()).hexdigest()[:16]
