"""What an answer of the city's system means: a receipt, or one of the three errors. The rules stand in
``docs/connectors/rest.md``; whatever they do not name is *temporary*, so that nothing is given up by mistake.

Texts of the other side are not kept, they may name a person; its codes count only where they are ours.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from connectors.base import Fate, Followed, Misconfigured, Receipt, Rejected, Temporary
from kernel.http import Answer

PROBLEM = "application/problem+json"
REJECTIONS = frozenset({"not_competent", "invalid_message", "unsupported_version", "already_closed", "not_wanted"})
WRONG_SETUP = frozenset({"unknown_key_id", "signature_invalid", "signature_expired", "not_set_up"})
_LATER = frozenset({408, 421, 425, 429})
_NOT_HERE = frozenset({404, 405, 410, 411, 415, 501, 505})
_RECEIPT = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,118}[\x21-\x7e])?")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+){1,20}/?")
OTHER = "refused_by_system"


def receipt_of(answer: Answer, *, key: str, base: str) -> Receipt:
    """Of a delivery, or of the question after it."""
    if answer.status in (200, 201, 202, 409):
        content = _object(answer)
        if _is_about(content, key):
            return _receipt(content, answer.status, base)
    if answer.status == 409:
        raise Temporary("delivery_in_progress")
    _refuse(answer)
    raise Temporary("answer_senseless")


def found_of(answer: Answer, *, key: str, base: str) -> Receipt | None:
    """``None`` only when the other side says, in so many words, that it does not know this key."""
    if answer.status == 404 and code_of(answer) == "unknown_key" and _is_about(_object(answer), key):
        return None
    return receipt_of(answer, key=key, base=base)


def ready(answer: Answer) -> None:
    if answer.status == 200 and _object(answer).get("state") == "ready":
        return
    _refuse(answer)
    raise Temporary("answer_senseless")


def fate_of(answer: Answer) -> Followed:
    if answer.status != 200:
        _refuse(answer)
        raise Temporary("answer_senseless")
    content = _object(answer)
    try:
        fate = Fate(str(content.get("state")))
    except ValueError:
        raise Temporary("answer_senseless") from None
    return Followed(fate, (_known(content.get("code")),) if fate is Fate.REJECTED else ())


def code_of(answer: Answer) -> str:
    """The problem document's own code; empty where there is no such document."""
    code = _object(answer).get("code") if answer.content_type == PROBLEM else None
    return code if isinstance(code, str) else ""


def _receipt(content: dict[str, Any], status: int, base: str) -> Receipt:
    state = content.get("state", "waiting" if status == 202 else "accepted")
    if state == Fate.REJECTED:
        raise Rejected(_known(content.get("code")))
    if state == Fate.WAITING:
        return Receipt(_status_path(content.get("status_url"), base), final=False, answer=str(state))
    told = content.get("receipt")
    if state != Fate.ACCEPTED or not isinstance(told, str) or not _RECEIPT.fullmatch(told):
        raise Temporary("answer_senseless")
    return Receipt(told, answer=str(state))


def _status_path(told: Any, base: str) -> str:
    """Where to ask later, on the same host: the receipt of a delivery that is not yet taken."""
    try:
        asked, ours = urlsplit(told if isinstance(told, str) else ""), urlsplit(base)
    except ValueError:
        raise Temporary("answer_senseless") from None
    foreign = (asked.scheme or asked.netloc) and (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc)
    if foreign or asked.query or asked.fragment or len(asked.path) > 180 or not _PATH.fullmatch(asked.path):
        raise Temporary("answer_senseless")
    if any(part in (".", "..") for part in asked.path.split("/")):
        raise Temporary("answer_senseless")
    return asked.path


def _refuse(answer: Answer) -> None:
    """Raises for every status that says no; returns for those that say yes."""
    status, code = answer.status, code_of(answer)
    if status in (401, 403) or code in WRONG_SETUP:
        raise Misconfigured("credentials_refused")
    if status in _NOT_HERE or 300 <= status < 400:
        raise Misconfigured("address_wrong")
    if status >= 500 or status in _LATER:
        raise Temporary("system_error")
    if status == 413:
        raise Rejected("too_large")
    if 400 <= status < 500:
        if code:
            raise Rejected(_known(code))
        raise Misconfigured("not_our_interface")


def _known(code: Any) -> str:
    return code if isinstance(code, str) and code in REJECTIONS else OTHER


def _is_about(content: dict[str, Any], key: str) -> bool:
    return content.get("idempotency_key") == key


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
