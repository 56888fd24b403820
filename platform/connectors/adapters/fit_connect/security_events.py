"""One entry of the event log: a signed word (SET, a JWS) of the delivery service or of the authority's system.

Believed is only what is signed with PS512 by whom it says, about our submission in our case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jwcrypto.common import JWException, base64url_decode
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from connectors.adapters.fit_connect.ledger import Note

TYPE, ALGORITHM = "secevent+jwt", "PS512"
# 1.0.0 is refused by the service itself; what came after 1.1 reads alike.
_SCHEMA = re.compile(
    r"https://schema\.fitko\.de/fit-connect/set-payload/1\.([2-9]|[1-9]\d)\.\d+/set-payload\.schema\.json"
)
_EVENT = re.compile(r"https://schema\.fitko\.de/fit-connect/events/([a-z]+-submission)")
BY_SERVICE = frozenset(
    {"create-submission", "submit-submission", "notify-submission", "forward-submission", "delete-submission"}
)
BY_AUTHORITY = frozenset({"accept-submission"})
BY_EITHER = frozenset({"reject-submission"})  # the service rejects what nobody fetched in 14 days
KNOWN = BY_SERVICE | BY_AUTHORITY | BY_EITHER
LONGEST_CODE = 60


class NotVerified(Exception):
    """Forged, of another submission, or signed by somebody who may not say this."""


@dataclass(frozen=True)
class Event:
    """``tags``: metadata, data and each attachment by its number, as the sender of the event saw them; ``None``: it said
    nothing. ``problems``: codes, never texts."""

    kind: str
    tags: Mapping[str, Any] | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Signers:
    """``service_host``: of the delivery service; ``issuer``: its exact name, where the city set one. The two functions
    find a key by its number; ``None``: there is none."""

    service_host: str
    issuer: str
    of_service: Callable[[str], JWK | None]
    of_destination: Callable[[str], JWK | None]


def read(token: Any, note: Note, signers: Signers) -> Event | None:
    """``None`` for an event that we do not know and do not need. Raises ``NotVerified``."""
    try:
        header, told = _parts(token)
        [(name, content)] = told["events"].items()
        found = _EVENT.fullmatch(name)
        if not found or found[1] not in KNOWN:
            return None
        _check_shape(header, told, note)
        _check_signature(token, _signer(found[1], str(header["kid"]), str(told["iss"]), note, signers))
        return Event(found[1], _tags(content), _problems(content))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, JWException):
        raise NotVerified from None


def _parts(token: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    header, payload, _signature = token.split(".")
    return json.loads(base64url_decode(header)), json.loads(base64url_decode(payload))


def _check_shape(header: dict[str, Any], told: dict[str, Any], note: Note) -> None:
    fits = (
        header["alg"] == ALGORITHM
        and header["typ"].lower().removeprefix("application/") == TYPE
        and _SCHEMA.fullmatch(told["$schema"])
        and told["sub"].lower() == f"submission:{note.submission}"
        and told["txn"].lower() == f"case:{note.case}"
    )
    if not fits:
        raise NotVerified


def _signer(kind: str, kid: str, issuer: str, note: Note, signers: Signers) -> JWK:
    """The authority signs with its destination's number as its name, the service with its address."""
    if issuer.lower() == str(note.destination):
        key = signers.of_destination(kid) if kind in BY_AUTHORITY | BY_EITHER else None
    elif _is_service(issuer, signers):
        key = signers.of_service(kid) if kind in BY_SERVICE | BY_EITHER else None
    else:
        key = None
    if key is None:
        raise NotVerified
    return key


def _is_service(issuer: str, signers: Signers) -> bool:
    if signers.issuer:
        return issuer.rstrip("/") == signers.issuer.rstrip("/")
    parts = urlsplit(issuer)
    return parts.scheme in ("http", "https") and parts.netloc == signers.service_host


def _check_signature(token: str, key: JWK) -> None:
    signed = JWS()
    signed.allowed_algs = [ALGORITHM]
    signed.deserialize(token, key)
    if not signed.is_valid:
        raise NotVerified


def _tags(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = content.get("authenticationTags")
    if found is not None and not isinstance(found, Mapping):
        raise NotVerified
    return found


def _problems(content: Mapping[str, Any]) -> tuple[str, ...]:
    """From the type of each, which is an address: its last part."""
    codes = []
    for problem in content.get("problems") or ():
        last = re.split(r"[/:#]", str(problem.get("type", "")))[-1]
        code = re.sub(r"[^a-z0-9]+", "_", last.lower()).strip("_")[:LONGEST_CODE]
        codes.append(code or "unknown_problem")
    return tuple(dict.fromkeys(codes))[:10]
